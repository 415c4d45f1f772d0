package vn.antin.door.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Checks the declared form of a body before it is read: text is UTF-8, and nothing is compressed. */
public final class Declared {

    private static final Set<String> XML = Set.of("application/xml", "text/xml", "application/edxml+xml");
    private static final Set<String> PLAIN = Set.of("utf-8", "us-ascii");

    /** A package may be written in UTF-16; its own first bytes say which variant. */
    private static final Set<String> WIDE = Set.of("utf-16", "utf-16le", "utf-16be");

    private Declared() {}

    /** Refuses an unsupported character set or content coding. */
    public static void check(HttpServletRequest request) {
        Map<String, String> parameters = new HashMap<>();
        String header = request.getHeader("Content-Type");
        String type = header == null
                ? ""
                : HttpField.getValueParameters(header, parameters).strip().toLowerCase(Locale.ROOT);
        String charset = parameters.getOrDefault("charset", "utf-8").toLowerCase(Locale.ROOT);
        if (!PLAIN.contains(charset) && !(WIDE.contains(charset) && XML.contains(type))) {
            throw new Refused(Fault.MEDIA_TYPE, type + "; charset=" + charset);
        }
        String coding = request.getHeader("Content-Encoding");
        if (coding != null && !coding.strip().equalsIgnoreCase("identity")) {
            throw new Refused(Fault.MEDIA_TYPE, type + "; Content-Encoding: " + coding);
        }
    }
}
