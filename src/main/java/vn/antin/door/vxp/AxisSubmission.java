package vn.antin.door.vxp;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Attributes;
import org.jspecify.annotations.Nullable;
import vn.antin.door.JsonFields;
import vn.antin.door.http.Multipart;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The submission of one call: an edXML package and its sender. The SDK sends the package as the body; others send a
 * form with JSON ({@code content}) and the package ({@code file_doc}).
 *
 * @param from the named sender; absent for the caller
 */
record AxisSubmission(@Nullable AgencyCode from, byte[] edxml) {

    private static final int MORE = 64 << 10;
    private static final byte[] LINE_END = {'\r', '\n'};

    /**
     * Reads the body into memory, up to the limit.
     *
     * @throws Refused PART_DIGEST when the package does not have the signed hash
     */
    static AxisSubmission read(HttpServletRequest request, AxisCaller signed, int packageBytes) throws IOException {
        String type = String.valueOf(request.getContentType());
        boolean form = type.startsWith("multipart/form-data");
        if (!form && !(signed.bySdk() && type.startsWith("application/octet-stream"))) {
            throw new Refused(Fault.MEDIA_TYPE, type);
        }
        byte[] body;
        try (InputStream in = request.getInputStream()) {
            body = in.readNBytes(packageBytes + MORE + 1);
        }
        if (body.length > packageBytes + MORE) {
            throw new Refused(Fault.TOO_LARGE, Integer.toString(body.length), Integer.toString(packageBytes));
        }
        if (!form) {
            return checked(ofSdk(body, signed), signed, packageBytes);
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
            return checked(ofForm(parts), signed, packageBytes);
        }
    }

    /** The SDK appends a line end to the file. Without the hash nothing of the body would be signed. */
    private static AxisSubmission ofSdk(byte[] body, AxisCaller signed) {
        if (signed.fileHash() == null) {
            throw new Refused(Fault.AXIS_HEADER_MISSING, hashHeader(signed));
        }
        int end = body.length - LINE_END.length;
        boolean longer = end >= 0 && Arrays.equals(body, end, body.length, LINE_END, 0, LINE_END.length);
        byte[] file = longer && !hasHash(body, signed.fileHash()) ? Arrays.copyOf(body, end) : body;
        String from = Objects.requireNonNull(signed.parameters()).getOrDefault("from", "");
        return new AxisSubmission(from.isEmpty() ? null : new AgencyCode(from), file);
    }

    private static AxisSubmission checked(AxisSubmission submission, AxisCaller signed, int packageBytes) {
        byte[] edxml = submission.edxml();
        if (edxml.length > packageBytes) {
            throw new Refused(Fault.TOO_LARGE, Integer.toString(edxml.length), Integer.toString(packageBytes));
        }
        @Nullable String hash = signed.fileHash();
        if (hash != null && !hasHash(edxml, hash)) {
            throw new Refused(Fault.PART_DIGEST, hashHeader(signed));
        }
        return submission;
    }

    private static String hashHeader(AxisCaller signed) {
        return signed.bySdk() ? AxisSignature.PREFIX + AxisSignature.HASH_FILE : AxisSignature.HASH_FILE;
    }

    /** The SDK drops the leading zero of each byte below 16, so that its hash is often shorter than 64 digits. */
    private static boolean hasHash(byte[] edxml, String hash) {
        String hex = Digest.sha256(edxml).hex();
        StringBuilder unpadded = new StringBuilder();
        for (int i = 0; i < hex.length(); i += 2) {
            unpadded.append(hex, hex.charAt(i) == '0' ? i + 1 : i, i + 2);
        }
        String given = hash.strip();
        return given.equalsIgnoreCase(hex) || given.equalsIgnoreCase(unpadded.toString());
    }

    private static MultiPartFormData.Parts parsed(byte[] body, String type, MultiPartConfig config) {
        try {
            return MultiPartFormData.getParts(
                    Content.Source.from(new ByteArrayInputStream(body)), new Attributes.Mapped(), type, config);
        } catch (RuntimeException e) {
            throw Multipart.why(e);
        }
    }

    private static AxisSubmission ofForm(MultiPartFormData.Parts parts) throws IOException {
        byte[] content = bytes(parts.getFirst("content"), "content");
        byte[] edxml = bytes(parts.getFirst("file_doc"), "file_doc");
        JsonNode words = JsonFields.object(content);
        String from = words.path("from").asText("").strip();
        return new AxisSubmission(from.isEmpty() ? null : new AgencyCode(from), edxml);
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
