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

/** The way to an LDAP server: TLS from the first byte or by StartTLS before anything is said, its name checked. */
public final class LdapLine {

    private static final int LDAPS = 636;
    private static final int LDAP = 389;

    private final URI url;
    private final boolean plain;
    private final TimeoutSocketFactory sockets;
    private final Duration patience;

    /**
     * A way that is opened anew for each question.
     *
     * @param tls that believes whom the configuration names
     * @param patience for a connection and for each answer
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
        // Whoever asks reads the answer: no thread waits for ever beside it.
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

    /** The first line, read anew each time: whoever changes it need not start us again. */
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
