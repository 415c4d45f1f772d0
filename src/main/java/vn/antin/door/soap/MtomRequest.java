package vn.antin.door.soap;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.jspecify.annotations.Nullable;
import vn.antin.door.DoorLimits;
import vn.antin.door.http.Body;
import vn.antin.door.http.Declared;
import vn.antin.door.http.Multipart;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The complete body of a call: the envelope in memory, and the MTOM attachments by their Content-ID, large ones spooled
 * until it is closed.
 */
final class MtomRequest implements AutoCloseable {

    private static final String ELEVEN = "text/xml";
    private static final String TWELVE = "application/soap+xml";
    private static final Set<String> ROOTS = Set.of("application/xop+xml", ELEVEN, TWELVE);
    private static final Pattern BOUNDARY = Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");
    private static final Set<String> AS_THEY_ARE = Set.of("", "binary", "8bit", "7bit");

    private final byte[] envelope;
    private final boolean twelve;
    private final Map<String, MultiPart.Part> attachments;
    private final MultiPartFormData.@Nullable Parts held;

    private MtomRequest(
            byte[] envelope,
            boolean twelve,
            Map<String, MultiPart.Part> attachments,
            MultiPartFormData.@Nullable Parts held) {
        this.envelope = envelope;
        this.twelve = twelve;
        this.attachments = attachments;
        this.held = held;
    }

    /** Reads the body to its end; a caller that disconnects before leaves nothing behind. */
    static MtomRequest read(HttpServletRequest request, DoorLimits limits, Path spool) throws IOException {
        Declared.check(request);
        Map<String, String> parameters = new HashMap<>();
        String type = type(request.getHeader("Content-Type"), parameters);
        if (type.equals("multipart/related")) {
            return parts(Body.of(request, limits.bodyBytes()), parameters, limits, spool);
        }
        if (!type.equals(ELEVEN) && !type.equals(TWELVE)) {
            throw new Refused(Fault.MEDIA_TYPE, type);
        }
        String charset = parameters.getOrDefault("charset", "utf-8");
        if (!charset.equalsIgnoreCase("utf-8")) {
            throw new Refused(Fault.MEDIA_TYPE, type + "; charset=" + charset);
        }
        byte[] envelope = Body.of(request, limits.packageBytes()).readAllBytes();
        return new MtomRequest(envelope, type.equals(TWELVE), Map.of(), null);
    }

    private static String type(@Nullable String header, Map<String, String> parameters) {
        return header == null
                ? ""
                : HttpField.getValueParameters(header, parameters).strip().toLowerCase(Locale.ROOT);
    }

    private static MtomRequest parts(InputStream body, Map<String, String> parameters, DoorLimits limits, Path spool)
            throws IOException {
        String boundary = parameters.getOrDefault("boundary", "");
        if (!BOUNDARY.matcher(boundary).matches()) {
            throw malformed("boundary");
        }
        MultiPartFormData.Parts parts =
                Multipart.read(body, "multipart/form-data; boundary=\"" + boundary + "\"", spool);
        try {
            return opened(parts, parameters, limits);
        } catch (IOException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private static MtomRequest opened(MultiPartFormData.Parts parts, Map<String, String> parameters, DoorLimits limits)
            throws IOException {
        if (parts.size() > limits.files() + 1) {
            throw new Refused(Fault.TOO_MANY_PARTS, Integer.toString(limits.files()));
        }
        Map<String, MultiPart.Part> named = new LinkedHashMap<>();
        MultiPart.@Nullable Part root = null;
        String start = bare(parameters.getOrDefault("start", ""));
        for (MultiPart.Part part : parts) {
            String id = bare(header(part, "Content-ID"));
            if (!AS_THEY_ARE.contains(header(part, "Content-Transfer-Encoding").toLowerCase(Locale.ROOT))) {
                throw malformed("Content-Transfer-Encoding");
            }
            if (root == null && (start.isEmpty() || start.equals(id))) {
                root = part;
            } else if (named.put(id, part) != null) {
                throw malformed("Content-ID");
            }
        }
        if (root == null) {
            throw malformed("start");
        }
        Map<String, String> inner = new HashMap<>();
        String type = type(header(root, "Content-Type"), inner);
        if (!ROOTS.contains(type)) {
            throw new Refused(Fault.MEDIA_TYPE, type);
        }
        if (root.getLength() > limits.packageBytes()) {
            throw new Refused(
                    Fault.TOO_LARGE, Long.toString(root.getLength()), Integer.toString(limits.packageBytes()));
        }
        boolean twelve = type.equals(TWELVE)
                || inner.getOrDefault("type", "").startsWith(TWELVE)
                || parameters.getOrDefault("start-info", "").startsWith(TWELVE);
        return new MtomRequest(Multipart.bytes(root), twelve, named, parts);
    }

    private static String header(MultiPart.Part part, String name) {
        @Nullable String value = part.getHeaders().get(name);
        return value == null ? "" : value.strip();
    }

    private static String bare(String id) {
        return id.startsWith("<") && id.endsWith(">") ? id.substring(1, id.length() - 1) : id;
    }

    private static Refused malformed(String what) {
        return new Refused(Fault.MULTIPART_MALFORMED, what);
    }

    byte[] envelope() {
        return envelope;
    }

    /** Whether the envelope is SOAP 1.2. */
    boolean twelve() {
        return twelve;
    }

    /** Whether the body is multipart. */
    boolean inParts() {
        return held != null;
    }

    Map<String, MultiPart.Part> attachments() {
        return attachments;
    }

    @Override
    public void close() {
        if (held != null) {
            held.close();
        }
    }
}
