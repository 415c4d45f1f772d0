package vn.antin.node.broker;

import java.time.Duration;

/** Whether a TLS server is there, is the hub, and takes our certificate; with the cause in words when not. */
public final class Probe {

    /** What one try found; {@link LineState.Trouble#NONE} when all is well. */
    public record Found(LineState.Trouble trouble, String detail) {}

    private Probe() {}

    public static Found tls(String host, int port, TlsMaterial tls, Duration patience) {
        Knock.Found found = new Knock(host, port, tls, patience).once();
        return new Found(found.trouble(), found.detail());
    }
}
