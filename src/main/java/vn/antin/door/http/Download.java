package vn.antin.door.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.antin.deliver.Contents;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * Answers with a file, whole or one range of it (RFC 9110, section 14), never rendered by a browser under this node's
 * origin.
 */
public final class Download {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");
    private static final Pattern MEDIA_TYPE = Pattern.compile("[\\w!#$&^.+-]{1,60}/[\\w!#$&^.+-]{1,100}");

    private final Contents.OpenedContent opened;
    private final String tag;

    public Download(Contents.OpenedContent opened) {
        this.opened = opened;
        this.tag = '"' + opened.digest().hex() + '"';
    }

    public Response answer(HttpHeaders asked) {
        if (tag.equals(asked.getHeaderString(HttpHeaders.IF_NONE_MATCH))) {
            return Response.notModified(tag.substring(1, tag.length() - 1)).build();
        }
        String range = asked.getHeaderString("Range");
        String condition = asked.getHeaderString("If-Range");
        Matcher one = RANGE.matcher(range == null ? "" : range);
        // For several ranges, another unit or an older copy the whole file is a valid answer.
        if (!one.matches() || (condition != null && !condition.equals(tag))) {
            return answer(200, 0, opened.size());
        }
        return part(one.group(1), one.group(2));
    }

    private Response part(String first, String last) {
        long length = opened.size();
        long from = first.isEmpty() ? Math.max(0, length - number(last, 0)) : Long.parseLong(first);
        long to = first.isEmpty() ? length - 1 : Math.min(length - 1, number(last, length - 1));
        if (from >= length || to < from) {
            throw new Refused(Fault.RANGE_NOT_THERE, Long.toString(length));
        }
        return Response.fromResponse(answer(206, from, to - from + 1))
                .header("Content-Range", "bytes " + from + "-" + to + "/" + length)
                .build();
    }

    private static long number(String digits, long otherwise) {
        return digits.isEmpty() ? otherwise : Long.parseLong(digits);
    }

    private Response answer(int status, long from, long length) {
        String type =
                MEDIA_TYPE.matcher(opened.mediaType()).matches() ? opened.mediaType() : "application/octet-stream";
        // Without a charset the server would declare ISO-8859-1 for plain text, which nothing here is.
        String told = type.startsWith("text/") ? type + ";charset=utf-8" : type;
        return Response.status(status)
                .type(told)
                .header(HttpHeaders.ETAG, tag)
                .header(HttpHeaders.CONTENT_LENGTH, length)
                .header(HttpHeaders.CONTENT_DISPOSITION, Disposition.attachment(opened.name()))
                .header("Accept-Ranges", "bytes")
                .entity((StreamingOutput) out -> opened.body().write(from, length, out))
                .build();
    }
}
