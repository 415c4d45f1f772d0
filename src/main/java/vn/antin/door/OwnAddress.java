package vn.antin.door;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Finds the address by which a caller reaches this node, for texts that contain it: the WSDL, samples, links. A Host
 * header is trusted only when it names this node: a name in its certificate, a name in the configuration, or the
 * address of the connection.
 */
public final class OwnAddress {

    private static final String ATTRIBUTE = OwnAddress.class.getName();
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private OwnAddress() {}

    public static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            for (List<?> each : all == null ? List.<List<?>>of() : all) {
                if (each.get(0) instanceof Integer kind && (kind == DNS_NAME || kind == IP_ADDRESS)) {
                    names.add(String.valueOf(each.get(1)));
                }
            }
        } catch (CertificateParsingException e) {
            throw new IllegalStateException("the certificate of this door", e);
        }
        return names;
    }

    /** Whether a server that listens there listens on all addresses of its machine. */
    public static boolean isEverywhere(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    /** Tells the servlets of a door its names; the first is the fallback for callers who use none of them. */
    public static void known(ServletContext context, Collection<String> hosts) {
        context.setAttribute(
                ATTRIBUTE,
                hosts.stream()
                        .map(host -> host.toLowerCase(Locale.ROOT))
                        .filter(host -> !host.isEmpty() && !isEverywhere(host))
                        .distinct()
                        .toList());
    }

    /** {@code https://HOST:PORT}, without a path. */
    public static String of(HttpServletRequest request) {
        String asked = request.getServerName();
        if (isOwn(asked, request)) {
            return address(asked, request.getServerPort());
        }
        List<String> known = known(request);
        String host =
                known.stream().filter(name -> !name.startsWith("*")).findFirst().orElse(request.getLocalAddr());
        return address(host, request.getLocalPort());
    }

    private static boolean isOwn(String asked, HttpServletRequest request) {
        String host = asked.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
        return host.equals("localhost")
                || host.equals(request.getLocalAddr())
                || known(request).stream().anyMatch(name -> matches(name, host));
    }

    private static boolean matches(String name, String host) {
        int dot = host.indexOf('.');
        return name.equals(host)
                || (name.startsWith("*.") && dot > 0 && host.substring(dot).equals(name.substring(1)));
    }

    private static List<String> known(HttpServletRequest request) {
        return request.getServletContext().getAttribute(ATTRIBUTE) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static String address(String host, int port) {
        String literal = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return "https://" + literal + ":" + port;
    }
}
