package vn.antin.node.broker;

import java.time.Duration;

/** Whether a TLS server is there, is the hub, and takes our certificate; with the cause in words when not. */
public final class ServerProbe {

    /** What one try found; {@link HubReachability.Trouble#NONE} when all is well. */
    public record Found(HubReachability.Trouble trouble, String detail) {}

    private ServerProbe() {}

    public static Found tls(String host, int port, TlsMaterial tls, Duration patience) {
        TlsProbe.Found found = new TlsProbe(host, port, tls, patience).once();
        return new Found(found.trouble(), found.detail());
    }
}
