package vn.antin.node.broker;

import java.time.Duration;

/** Probes whether a TLS server answers, is the hub, and accepts the own certificate; gives the cause when not. */
public final class ServerProbe {

    /** The result of one probe; {@link HubReachability.Trouble#NONE} on success. */
    public record Found(HubReachability.Trouble trouble, String detail) {}

    private ServerProbe() {}

    public static Found tls(String host, int port, TlsMaterial tls, Duration patience) {
        TlsProbe.Found found = new TlsProbe(host, port, tls, patience).once();
        return new Found(found.trouble(), found.detail());
    }
}
