package vn.antin.node.broker;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;
import vn.antin.node.broker.HubReachability.Trouble;

/**
 * A short TLS handshake before the broker's client connects: the client waits 10 seconds on a line that drops packets,
 * and reports "cluster topology" for a certificate error.
 */
public final class TlsProbe {

    /** Why a probe failed; {@link Trouble#NONE} on success. */
    public record HandshakeResult(Trouble trouble, String detail) {
        static final HandshakeResult NOTHING = new HandshakeResult(Trouble.NONE, "");

        TryLater tryLater() {
            return new TryLater(Fault.LINE_DOWN, trouble.words() + " (" + detail + ")");
        }
    }

    private static final int OBJECTION_MILLIS = 300;

    private final String host;
    private final int port;
    private final TlsMaterial tls;
    private final int patience;

    public TlsProbe(String host, int port, TlsMaterial tls, Duration patience) {
        this.host = host;
        this.port = port;
        this.tls = tls;
        this.patience = Math.toIntExact(patience.toMillis());
    }

    /**
     * Probes whether the hub answers, is the hub, and accepts the own certificate, which TLS 1.3 tells only after the
     * handshake.
     */
    public HandshakeResult once() {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), patience);
            plain.setSoTimeout(patience);
            SSLSocket socket = (SSLSocket) tls.context().getSocketFactory().createSocket(plain, host, port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            socket.setSoTimeout(OBJECTION_MILLIS);
            return listen(socket);
        } catch (UnknownHostException e) {
            return found(Trouble.HOST_UNKNOWN, e);
        } catch (SocketTimeoutException e) {
            return found(Trouble.TIMED_OUT, e);
        } catch (ConnectException e) {
            return found(Trouble.CONNECTION_REFUSED, e);
        } catch (SSLHandshakeException e) {
            return found(of(e), e);
        } catch (IOException e) {
            return found(Trouble.CLOSED_AT_ONCE, e);
        }
    }

    private HandshakeResult listen(SSLSocket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0
                    ? new HandshakeResult(Trouble.CERTIFICATE_REFUSED, "closed after the handshake")
                    : HandshakeResult.NOTHING;
        } catch (SSLException e) {
            return found(Trouble.CERTIFICATE_REFUSED, e);
        } catch (SocketTimeoutException e) {
            return HandshakeResult.NOTHING;
        }
    }

    private static Trouble of(SSLHandshakeException e) {
        if (e.getCause() instanceof CertificateException) {
            return Trouble.HUB_NOT_TRUSTED;
        }
        return e.getCause() instanceof EOFException ? Trouble.CLOSED_AT_ONCE : Trouble.CERTIFICATE_REFUSED;
    }

    private static HandshakeResult found(Trouble trouble, Exception e) {
        return new HandshakeResult(trouble, String.valueOf(e.getMessage()));
    }
}
