package vn.antin.seal.pki;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** The parser and writer of the trust file: a role line, then a certificate in PEM, repeated. */
final class TrustText {

    /** The role of a pinned certificate. */
    enum TrustRole {
        ANCHOR,
        DIRECTORY,
        TIME_STAMP;

        String line() {
            return "role: " + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Map<TrustRole, List<X509Certificate>> found = new EnumMap<>(TrustRole.class);
    private @Nullable TrustRole role;
    private @Nullable StringBuilder body;

    private TrustText() {}

    static Map<TrustRole, List<X509Certificate>> parse(String text) {
        var reading = new TrustText();
        int number = 0;
        for (String line : text.lines().map(String::strip).toList()) {
            number++;
            if (!reading.take(line)) {
                throw new Refused(
                        Fault.CONFIGURATION, "province.trust, line " + number, "no role, certificate or comment");
            }
        }
        if (reading.role != null) {
            throw new Refused(Fault.CONFIGURATION, "province.trust, line " + number, "no role, certificate or comment");
        }
        return reading.found;
    }

    static String write(Map<TrustRole, Set<X509Certificate>> pinned) {
        var text = new StringBuilder();
        pinned.forEach((role, certificates) -> certificates.stream()
                .sorted((one, other) -> Certificates.digest(one)
                        .hex()
                        .compareTo(Certificates.digest(other).hex()))
                .forEach(certificate -> text.append("# ")
                        .append(Certificates.name(certificate).replaceAll("\\R", " "))
                        .append('\n')
                        .append(role.line())
                        .append('\n')
                        .append(BEGIN)
                        .append('\n')
                        .append(LINES.encodeToString(Certificates.encoded(certificate)))
                        .append('\n')
                        .append(END)
                        .append('\n')));
        return text.toString();
    }

    /** Parses a line; false if it is not allowed here. */
    private boolean take(String line) {
        if (body != null) {
            return inside(body, line);
        }
        if (line.isEmpty() || line.startsWith("#")) {
            return true;
        }
        if (line.equals(BEGIN)) {
            body = new StringBuilder();
            return role != null;
        }
        return role == null && begin(line);
    }

    private boolean begin(String line) {
        for (TrustRole each : TrustRole.values()) {
            if (each.line().equals(line)) {
                role = each;
                return true;
            }
        }
        return false;
    }

    private boolean inside(StringBuilder base64, String line) {
        if (!line.equals(END)) {
            base64.append(line);
            return true;
        }
        try {
            byte[] der = Base64.getDecoder().decode(base64.toString());
            if (role != null) {
                found.computeIfAbsent(role, each -> new ArrayList<>()).add(Certificates.parse(der));
            }
        } catch (IllegalArgumentException | Refused e) {
            return false;
        }
        role = null;
        body = null;
        return true;
    }
}
