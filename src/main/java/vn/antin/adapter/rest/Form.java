package vn.antin.adapter.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Attributes;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;
import vn.antin.envelope.TryLater;
import vn.antin.submit.Submission.Enclosure;

/** A multipart/form-data body: metadata and files. Large parts wait in a folder of the door's own until it closes. */
final class Form implements AutoCloseable {

    private static final int IN_MEMORY = 64 << 10;
    private static final int PART_HEADERS = 8 << 10;
    private static final int HARD_LIMIT = 1_000;
    private static final Pattern UNUSABLE =
            Pattern.compile("[/\\\\\\p{Cntrl}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]|^\\.{0,2}$");
    private static final Pattern MEDIA_TYPE = Pattern.compile("[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+");

    private final MultiPartFormData.Parts parts;

    private Form(MultiPartFormData.Parts parts) {
        this.parts = parts;
    }

    /** Reads the whole body before anything is done with it. */
    static Form read(HttpServletRequest request, DoorLimits limits, Path spool) throws IOException {
        InputStream body = Body.of(request, limits.bodyBytes());
        MultiPartConfig config = new MultiPartConfig.Builder()
                .location(spool)
                .maxMemoryPartSize(IN_MEMORY)
                .maxHeadersSize(PART_HEADERS)
                .maxSize(-1)
                .maxPartSize(-1)
                .maxParts(HARD_LIMIT)
                .build();
        Form form;
        try {
            form = new Form(MultiPartFormData.getParts(
                    Content.Source.from(body), new Attributes.Mapped(), request.getContentType(), config));
        } catch (RuntimeException e) {
            throw why(e);
        }
        if (form.parts.size() > limits.files() + 1) {
            form.close();
            throw new Refused(Fault.TOO_MANY_PARTS, Integer.toString(limits.files()));
        }
        return form;
    }

    private static RuntimeException why(RuntimeException failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refused refused) {
                return refused;
            }
            root = cause;
        }
        String words = String.valueOf(root.getMessage());
        return words.contains("No space left")
                ? new TryLater(Fault.DISK_FULL, failure)
                : new Refused(Fault.MULTIPART_MALFORMED, failure, words);
    }

    /** The part {@code metadata}. */
    byte[] metadata() throws IOException {
        List<MultiPart.Part> found = new ArrayList<>();
        for (MultiPart.Part part : parts) {
            if ("metadata".equals(part.getName())) {
                found.add(part);
            }
        }
        if (found.size() != 1) {
            throw new Refused(Fault.FIELD_MISSING, "metadata");
        }
        if (found.get(0).getLength() > DoorLimits.JSON_BYTES) {
            throw new Refused(Fault.TOO_LARGE, "metadata", Integer.toString(DoorLimits.JSON_BYTES));
        }
        return bytes(found.get(0));
    }

    /** The parts {@code file}, in their order. */
    List<Enclosure> files() throws IOException {
        List<Enclosure> files = new ArrayList<>();
        for (MultiPart.Part part : parts) {
            String name = part.getName();
            if ("file".equals(name)) {
                files.add(new Enclosure(
                        fileName(part),
                        mediaType(part),
                        () -> Content.Source.asInputStream(part.createContentSource())));
            } else if (!"metadata".equals(name)) {
                throw new Refused(Fault.FIELD_UNKNOWN, String.valueOf(name));
            }
        }
        return files;
    }

    private static String fileName(MultiPart.Part part) {
        String name = Disposition.fileName(part.getHeaders().get(HttpHeader.CONTENT_DISPOSITION))
                .orElse("");
        return usable(name);
    }

    /** A name that can stand in an envelope and on any disk. */
    static String usable(String name) {
        if (name.length() > DoorLimits.FILE_NAME_LENGTH
                || UNUSABLE.matcher(name).find()) {
            throw new Refused(Fault.FILE_NAME, name);
        }
        return name;
    }

    private static String mediaType(MultiPart.Part part) {
        @Nullable String header = part.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return mediaType(header == null ? "" : header);
    }

    /** The type without its parameters; that of any bytes for one that is none. */
    static String mediaType(String text) {
        String type = text.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return MEDIA_TYPE.matcher(type).matches() ? type : "application/octet-stream";
    }

    private static byte[] bytes(MultiPart.Part part) throws IOException {
        try (InputStream in = Content.Source.asInputStream(part.createContentSource())) {
            ByteArrayOutputStream out = new ByteArrayOutputStream((int) Math.max(32, part.getLength()));
            in.transferTo(out);
            return out.toByteArray();
        }
    }

    @Override
    public void close() {
        parts.close();
    }
}
