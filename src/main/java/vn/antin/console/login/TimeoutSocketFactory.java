package vn.antin.console.login;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** TLS sockets with a read timeout from the handshake on and with a check of the server's name. */
final class TimeoutSocketFactory extends SSLSocketFactory {

    private final SSLSocketFactory made;
    private final int millis;

    TimeoutSocketFactory(SSLSocketFactory made, Duration patience) {
        this.made = made;
        this.millis = (int) patience.toMillis();
    }

    private Socket withTimeout(Socket socket) throws IOException {
        socket.setSoTimeout(millis);
        if (socket instanceof SSLSocket secure) {
            // The library's own check accepts any name for this machine.
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("LDAPS");
            secure.setSSLParameters(parameters);
        }
        return socket;
    }

    @Override
    public Socket createSocket() throws IOException {
        return withTimeout(made.createSocket());
    }

    @Override
    public Socket createSocket(Socket under, String host, int port, boolean close) throws IOException {
        under.setSoTimeout(millis);
        return withTimeout(made.createSocket(under, host, port, close));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return withTimeout(made.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return withTimeout(made.createSocket(host, port, from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return withTimeout(made.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return withTimeout(made.createSocket(host, port, from, fromPort));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return made.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return made.getSupportedCipherSuites();
    }
}
