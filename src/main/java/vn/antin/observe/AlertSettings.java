package vn.antin.observe;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Language;

/**
 * When people are told that something is wrong, and how.
 *
 * @param every how often everything is looked at
 * @param hold how long something must be wrong before it is told, and good again before its end is told
 * @param group between two messages: what comes in between goes together
 * @param repeat after which what still lasts is told again
 * @param language of the messages
 */
public record AlertSettings(
        Duration every,
        Duration hold,
        Duration group,
        Duration repeat,
        Language language,
        AlertThresholds limits,
        @Nullable Mail mail,
        @Nullable Hook webhook,
        @Nullable Syslog syslog) {

    /** How the connection to a mail server is protected. */
    public enum Security {
        NONE,
        STARTTLS,
        TLS
    }

    /**
     * A mail server.
     *
     * @param user null where none is asked for
     * @param password file whose first line it is
     */
    public record Mail(
            String host,
            int port,
            Security security,
            String from,
            List<String> to,
            @Nullable String user,
            @Nullable Path password) {

        public Mail {
            to = List.copyOf(to);
        }
    }

    /**
     * An address that is posted to, as webhooks are.
     *
     * @param secret file whose first line is the secret, {@code whsec_…}
     */
    public record Hook(URI url, @Nullable Path secret) {}

    /** A syslog server, by UDP. */
    public record Syslog(String host, int port) {}

    /** Nobody is told but at the console. */
    public static AlertSettings defaults() {
        return new AlertSettings(
                Duration.ofSeconds(15),
                Duration.ofMinutes(2),
                Duration.ofMinutes(5),
                Duration.ofDays(1),
                Language.VI,
                AlertThresholds.defaults(),
                null,
                null,
                null);
    }
}
