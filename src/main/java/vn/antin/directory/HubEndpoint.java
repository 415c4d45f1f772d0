package vn.antin.directory;

import java.net.URI;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * Where nodes reach the hub.
 *
 * @param host name or address
 * @param port of its broker
 * @param https port of its HTTPS door
 * @param until when nodes stop trying it; null for the present one
 */
public record HubEndpoint(
        String host, int port, int https, @Nullable Instant until) {

    private static final Pattern HOST = Pattern.compile("(?![0.:]+$)[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?");
    private static final int HIGHEST_PORT = 65_535;

    /**
     * Refuses what no node could connect to, as the address of a hub that listens on all of its own.
     *
     * @throws Refused FIELD_INVALID
     */
    void check() {
        require(HOST.matcher(host).matches(), "host", host);
        require(port > 0 && port <= HIGHEST_PORT, "port", Integer.toString(port));
        require(https > 0 && https <= HIGHEST_PORT && https != port, "https", Integer.toString(https));
    }

    private static void require(boolean good, String field, String value) {
        if (!good) {
            throw new Refused(Fault.FIELD_INVALID, field, value);
        }
    }

    /** Whether nodes try it at that time. */
    public boolean servesAt(Instant at) {
        return until == null || at.isBefore(until);
    }

    /** Whether this is the same place, whatever its end. */
    public boolean isAt(HubEndpoint other) {
        return host.equals(other.host) && port == other.port && https == other.https;
    }

    /** The same until that time at the latest. */
    HubEndpoint endingBy(Instant end) {
        return until != null && until.isBefore(end) ? this : new HubEndpoint(host, port, https, end);
    }

    /** Its HTTPS door. */
    public URI door() {
        return URI.create("https://" + literal() + ":" + https);
    }

    /** Host and port of the broker. */
    public String place() {
        return literal() + ":" + port;
    }

    private String literal() {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
