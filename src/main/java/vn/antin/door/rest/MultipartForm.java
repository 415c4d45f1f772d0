package vn.antin.door.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import vn.antin.door.DoorLimits;
import vn.antin.door.FileNames;
import vn.antin.door.http.Body;
import vn.antin.door.http.Disposition;
import vn.antin.door.http.Multipart;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.submit.Submission.Enclosure;

/**
 * A multipart/form-data body: metadata and files. Large parts are spooled to a folder of the door until it is closed.
 */
final class MultipartForm implements AutoCloseable {

    private final MultiPartFormData.Parts parts;

    private MultipartForm(MultiPartFormData.Parts parts) {
        this.parts = parts;
    }

    /** Reads the whole body before any of it is processed. */
    static MultipartForm read(HttpServletRequest request, DoorLimits limits, Path spool) throws IOException {
        InputStream body = Body.of(request, limits.bodyBytes());
        MultipartForm form = new MultipartForm(Multipart.read(body, request.getContentType(), spool));
        if (form.parts.size() > limits.files() + 1) {
            form.close();
            throw new Refused(Fault.TOO_MANY_PARTS, Integer.toString(limits.files()));
        }
        return form;
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
        return Multipart.bytes(found.get(0));
    }

    /** The parts {@code file}, in their order. */
    List<Enclosure> files() throws IOException {
        List<Enclosure> files = new ArrayList<>();
        for (MultiPart.Part part : parts) {
            String name = part.getName();
            if ("file".equals(name)) {
                files.add(new Enclosure(
                        fileName(part),
                        FileNames.mediaType(part.getHeaders().get(HttpHeader.CONTENT_TYPE)),
                        Multipart.source(part)));
            } else if (!"metadata".equals(name)) {
                throw new Refused(Fault.FIELD_UNKNOWN, String.valueOf(name));
            }
        }
        return files;
    }

    private static String fileName(MultiPart.Part part) {
        return FileNames.checked(Disposition.fileName(part.getHeaders().get(HttpHeader.CONTENT_DISPOSITION))
                .orElse(""));
    }

    @Override
    public void close() {
        parts.close();
    }
}
