package vn.antin.door.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Decides whether a call comes from this machine itself and not through a proxy. */
public final class LoopbackCheck {

    private LoopbackCheck() {}

    /** Whether it comes over the loopback interface. */
    public static boolean loopback(HttpServletRequest request) {
        return !passedOn(request) && loopback(request.getRemoteAddr());
    }

    /** Whether it comes from the loopback or any address of this machine. */
    public static boolean here(HttpServletRequest request) {
        String from = request.getRemoteAddr();
        return !passedOn(request) && (loopback(from) || from.equals(request.getLocalAddr()));
    }

    private static boolean passedOn(HttpServletRequest request) {
        return request.getHeader("Forwarded") != null
                || request.getHeader("X-Forwarded-For") != null
                || request.getHeader("Via") != null;
    }

    /** Parses a literal address, as the server gives it; it is not resolved. */
    static boolean loopback(String address) {
        try {
            return address.matches("[0-9a-fA-F:.%]+")
                    && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // no address at all: not this machine
        }
    }
}
