package vn.antin.door.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Whether a call comes from this machine itself, and not through something that passes calls on for others. */
public final class LoopbackCheck {

    private LoopbackCheck() {}

    /** By the loopback alone. */
    public static boolean loopback(HttpServletRequest request) {
        return !passedOn(request) && loopback(request.getRemoteAddr());
    }

    /** By the loopback, or by any address that this machine itself has. */
    public static boolean here(HttpServletRequest request) {
        String from = request.getRemoteAddr();
        return !passedOn(request) && (loopback(from) || from.equals(request.getLocalAddr()));
    }

    private static boolean passedOn(HttpServletRequest request) {
        return request.getHeader("Forwarded") != null
                || request.getHeader("X-Forwarded-For") != null
                || request.getHeader("Via") != null;
    }

    /** An address as the server has it: it is not looked up. */
    static boolean loopback(String address) {
        try {
            return address.matches("[0-9a-fA-F:.%]+")
                    && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // no address at all: nobody on this machine
        }
    }
}
