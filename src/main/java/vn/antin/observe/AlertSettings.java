package vn.antin.observe;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Language;
import vn.antin.door.webhook.AlertPoster;
import vn.antin.fault.Refused;
import vn.antin.setting.ConfigCheck;
import vn.antin.setting.ConfigKey;
import vn.antin.setting.SettingsReader;

/** When and how people are notified of alerts. */
public record AlertSettings(
        @ConfigKey(preset = "PT15S", value = "how often everything is looked at")
        Duration every,

        @ConfigKey(
                preset = "PT2M",
                value = "how long a check must be bad before an alert is sent, and good before its end is sent")
        Duration hold,

        @ConfigKey(preset = "PT5M", value = "between two messages; what comes in between goes together")
        Duration group,

        @ConfigKey(preset = "P1D", value = "interval at which a lasting alert is sent again")
        Duration repeat,

        @ConfigKey(preset = "vi", value = "of mail and syslog")
        Language language,

        @ConfigKey(preset = "{}", value = "from where on something is wrong")
        AlertThresholds limits,

        @ConfigKey("mail server; absent for no mail") @Nullable
        Mail mail,

        @ConfigKey("address that is posted to as webhooks are; absent for none") @Nullable
        Hook webhook,

        @ConfigKey("syslog server, by UDP; absent for none") @Nullable
        Syslog syslog) {

    /** The transport security of a mail server. */
    public enum Security {
        NONE,
        STARTTLS,
        TLS
    }

    /** A mail server. */
    public record Mail(
            @ConfigKey(required = true, value = "name or address")
            String host,

            @ConfigKey(
                    preset = "0",
                    least = "0",
                    most = "65535",
                    value = "0: by security, 587 for starttls, 465 for tls, 25 for none")
            int port,

            @ConfigKey(preset = "starttls", value = "how the connection is protected")
            Security security,

            @ConfigKey(required = true, value = "sender's address")
            String from,

            @ConfigKey(required = true, value = "recipients' addresses, at least one")
            List<String> to,

            @ConfigKey("absent where none is asked for") @Nullable
            String user,

            @ConfigKey("file whose first line is the password") @Nullable
            Path password)
            implements ConfigCheck {

        public Mail {
            to = List.copyOf(to);
            if (port == 0) {
                port = security == Security.TLS ? 465 : security == Security.STARTTLS ? 587 : 25;
            }
        }

        @Override
        public void check() {
            if (to.isEmpty()) {
                throw new IllegalArgumentException("to: must be at least one address");
            }
        }
    }

    /** A webhook for alerts. */
    public record Hook(
            @ConfigKey(required = true, value = "https, or http within the agency's networks")
            URI url,

            @ConfigKey("file whose first line is the secret, whsec_…; absent for no signature") @Nullable
            Path secret)
            implements ConfigCheck {

        @Override
        public void check() {
            try {
                var unused = AlertPoster.target(url.toString());
            } catch (Refused refused) {
                throw new IllegalArgumentException("url: " + refused.getMessage(), refused);
            }
        }
    }

    /** A syslog server, over UDP. */
    public record Syslog(
            @ConfigKey(required = true, value = "name or address")
            String host,

            @ConfigKey(preset = "514", least = "1", most = "65535", value = "UDP port")
            int port) {}

    /** No channel: alerts show at the console only. */
    public static AlertSettings defaults() {
        return SettingsReader.defaults(AlertSettings.class);
    }
}
