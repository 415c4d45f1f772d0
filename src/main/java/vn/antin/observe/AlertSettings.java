package vn.antin.observe;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Language;

/**
 * When and how people are notified of alerts.
 *
 * @param every interval of the health checks
 * @param hold how long a problem must last before it is notified, and how long it must be over before its end is
 * @param group shortest time between two messages; alerts in between go together
 * @param repeat interval at which a lasting alert is notified again
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

    /** The transport security of a mail server. */
    public enum Security {
        NONE,
        STARTTLS,
        TLS
    }

    /**
     * A mail server.
     *
     * @param user null without authentication
     * @param password file whose first line is the password
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
     * A webhook for alerts.
     *
     * @param secret file whose first line is the secret, {@code whsec_…}
     */
    public record Hook(URI url, @Nullable Path secret) {}

    /** A syslog server, over UDP. */
    public record Syslog(String host, int port) {}

    /** No channel: alerts show at the console only. */
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
