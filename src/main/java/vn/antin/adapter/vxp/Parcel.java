package vn.antin.adapter.vxp;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Attributes;
import org.jspecify.annotations.Nullable;
import vn.antin.adapter.JsonFields;
import vn.antin.adapter.Multipart;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;

/**
 * What is sent in one call: a few words in JSON ({@code content}) and an edXML package ({@code file_doc}).
 *
 * @param from the sender the words name; the caller when they name none
 */
record Parcel(@Nullable AgencyCode from, byte[] edxml) {

    private static final int MORE = 64 << 10;

    /** Reads the body into memory, for packages are read there: never more than the limit. */
    static Parcel read(HttpServletRequest request, int packageBytes) throws IOException {
        String type = String.valueOf(request.getContentType());
        if (!type.startsWith("multipart/form-data")) {
            throw new Refused(Fault.MEDIA_TYPE, type);
        }
        byte[] body;
        try (InputStream in = request.getInputStream()) {
            body = in.readNBytes(packageBytes + MORE + 1);
        }
        if (body.length > packageBytes + MORE) {
            throw new Refused(Fault.TOO_LARGE, Integer.toString(body.length), Integer.toString(packageBytes));
        }
        MultiPartConfig config = new MultiPartConfig.Builder()
                .location(Path.of(System.getProperty("java.io.tmpdir")))
                .maxMemoryPartSize(-1)
                .maxHeadersSize(8 << 10)
                .maxSize(-1)
                .maxPartSize(-1)
                .maxParts(4)
                .build();
        try (MultiPartFormData.Parts parts = parsed(body, request.getContentType(), config)) {
            return of(parts, request, packageBytes);
        }
    }

    private static MultiPartFormData.Parts parsed(byte[] body, String type, MultiPartConfig config) {
        try {
            return MultiPartFormData.getParts(
                    Content.Source.from(new ByteArrayInputStream(body)), new Attributes.Mapped(), type, config);
        } catch (RuntimeException e) {
            throw Multipart.why(e);
        }
    }

    private static Parcel of(MultiPartFormData.Parts parts, HttpServletRequest request, int packageBytes)
            throws IOException {
        byte[] content = bytes(parts.getFirst("content"), "content");
        byte[] edxml = bytes(parts.getFirst("file_doc"), "file_doc");
        if (edxml.length > packageBytes) {
            throw new Refused(Fault.TOO_LARGE, Integer.toString(edxml.length), Integer.toString(packageBytes));
        }
        @Nullable String hash = request.getHeader(Signature.FILE);
        if (hash != null && !Digest.sha256(edxml).hex().equalsIgnoreCase(hash.strip())) {
            throw new Refused(Fault.PART_DIGEST, Signature.FILE);
        }
        JsonNode words = JsonFields.object(content);
        String from = words.path("from").asText("").strip();
        return new Parcel(from.isEmpty() ? null : new AgencyCode(from), edxml);
    }

    private static byte[] bytes(MultiPart.@Nullable Part part, String name) throws IOException {
        if (part == null) {
            throw new Refused(Fault.FIELD_MISSING, name);
        }
        try (InputStream in = Content.Source.asInputStream(part.createContentSource())) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            in.transferTo(out);
            return out.toByteArray();
        }
    }
}
