package vn.antin.console.login;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;

/**
 * Connects to an LDAP server: TLS from the first byte or by StartTLS before any other request, with the server's name
 * checked.
 */
public final class LdapLine {

    private static final int LDAPS = 636;
    private static final int LDAP = 389;

    private final URI url;
    private final boolean plain;
    private final TimeoutSocketFactory sockets;
    private final Duration patience;

    /**
     * Opens a new connection for each query.
     *
     * @param tls with the configured trust store
     * @param patience timeout of a connection and of each answer
     */
    public LdapLine(URI url, boolean plain, SSLContext tls, Duration patience) {
        this.url = url;
        this.plain = plain;
        this.sockets = new TimeoutSocketFactory(tls.getSocketFactory(), patience);
        this.patience = patience;
    }

    LDAPConnection open() throws LDAPException {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis((int) patience.toMillis());
        options.setResponseTimeoutMillis(patience.toMillis());
        options.setFollowReferrals(false);
        // The caller's thread reads the answer, so that no background thread waits for ever.
        options.setUseSynchronousMode(true);
        boolean direct = url.getScheme().equals("ldaps");
        int port = url.getPort() > 0 ? url.getPort() : direct ? LDAPS : LDAP;
        if (direct || plain) {
            return direct
                    ? new LDAPConnection(sockets, options, url.getHost(), port)
                    : new LDAPConnection(options, url.getHost(), port);
        }
        LDAPConnection connection = new LDAPConnection(options, url.getHost(), port);
        try {
            var answer = connection.processExtendedOperation(new StartTLSExtendedRequest(sockets));
            if (!answer.getResultCode().equals(ResultCode.SUCCESS)) {
                throw new LDAPException(answer);
            }
            return connection;
        } catch (LDAPException e) {
            connection.close();
            throw e;
        }
    }

    /** The first line of the file, read each time, so that a changed password needs no restart. */
    String password(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty() || lines.get(0).isBlank()) {
                throw new TryLater(Fault.STAFF_UNREACHABLE, file + " is empty");
            }
            return lines.get(0).strip();
        } catch (IOException e) {
            throw new TryLater(Fault.STAFF_UNREACHABLE, e);
        }
    }
}
