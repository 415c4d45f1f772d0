package vn.antin.node.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.door.Language;
import vn.antin.door.webhook.AlertPoster;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.observe.AlertSettings;
import vn.antin.observe.AlertSettings.Security;
import vn.antin.observe.AlertThresholds;

/** {@code alerts} as they are written: what is absent takes its default. */
record RawAlerts(
        @Nullable Duration every,
        @Nullable Duration hold,
        @Nullable Duration group,
        @Nullable Duration repeat,
        @Nullable Language language,
        @Nullable RawLimits limits,
        @Nullable RawMail mail,
        @Nullable RawHook webhook,
        @Nullable RawSyslog syslog) {

    record RawLimits(
            @Nullable Duration lineDown,
            @Nullable Duration queueAge,
            @Nullable Long overdue,
            @Nullable Long deadLetters,
            @Nullable Long freeBytes,
            @Nullable Duration clock,
            @Nullable Integer certificateDays,
            @Nullable Duration unproved,
            @Nullable Duration backup) {}

    record RawMail(
            @Nullable String host,
            @Nullable Integer port,
            @Nullable Security security,
            @Nullable String from,
            @Nullable List<String> to,
            @Nullable String user,
            @Nullable String password) {}

    record RawHook(@Nullable String url, @Nullable String secret) {}

    record RawSyslog(@Nullable String host, @Nullable Integer port) {}

    AlertSettings checked(Path file, Path folder) {
        AlertSettings preset = AlertSettings.defaults();
        return new AlertSettings(
                time(every, preset.every(), "every", file),
                time(hold, preset.hold(), "hold", file),
                time(group, preset.group(), "group", file),
                time(repeat, preset.repeat(), "repeat", file),
                or(language, preset.language()),
                limits == null ? preset.limits() : limits(limits, preset.limits(), file),
                mail == null ? null : mail(mail, file, folder),
                webhook == null ? null : hook(webhook, file, folder),
                syslog == null
                        ? null
                        : new AlertSettings.Syslog(
                                needed(syslog.host(), "syslog: host", file), port(syslog.port(), 514, "syslog", file)));
    }

    private static AlertThresholds limits(RawLimits raw, AlertThresholds preset, Path file) {
        return new AlertThresholds(
                time(raw.lineDown(), preset.lineDown(), "limits: lineDown", file),
                time(raw.queueAge(), preset.queueAge(), "limits: queueAge", file),
                or(raw.overdue(), preset.overdue()),
                or(raw.deadLetters(), preset.deadLetters()),
                or(raw.freeBytes(), preset.freeBytes()),
                time(raw.clock(), preset.clock(), "limits: clock", file),
                or(raw.certificateDays(), preset.certificateDays()),
                time(raw.unproved(), preset.unproved(), "limits: unproved", file),
                time(raw.backup(), preset.backup(), "limits: backup", file));
    }

    private static AlertSettings.Mail mail(RawMail raw, Path file, Path folder) {
        List<String> to = needed(raw.to(), "mail: to", file);
        if (to.isEmpty()) {
            throw wrong(file, "mail: to: nobody");
        }
        Security security = or(raw.security(), Security.STARTTLS);
        String password = raw.password();
        return new AlertSettings.Mail(
                needed(raw.host(), "mail: host", file),
                port(
                        raw.port(),
                        security == Security.TLS ? 465 : security == Security.STARTTLS ? 587 : 25,
                        "mail",
                        file),
                security,
                needed(raw.from(), "mail: from", file),
                to,
                raw.user(),
                password == null ? null : folder.resolve(password));
    }

    private static AlertSettings.Hook hook(RawHook raw, Path file, Path folder) {
        String secret = raw.secret();
        try {
            return new AlertSettings.Hook(
                    AlertPoster.target(needed(raw.url(), "webhook: url", file)),
                    secret == null ? null : folder.resolve(secret));
        } catch (Refused refused) {
            throw new Refused(
                    Fault.CONFIGURATION, refused, file.toString(), "alerts: webhook: url: " + refused.getMessage());
        }
    }

    private static int port(@Nullable Integer port, int preset, String key, Path file) {
        int number = or(port, preset);
        if (number < 1 || number > 65_535) {
            throw wrong(file, key + ": port: " + number);
        }
        return number;
    }

    private static Duration time(@Nullable Duration value, Duration preset, String key, Path file) {
        Duration time = or(value, preset);
        if (time.isNegative() || time.isZero()) {
            throw wrong(file, key + ": " + time + " is no time");
        }
        return time;
    }

    private static <T> T needed(@Nullable T value, String key, Path file) {
        if (value == null) {
            throw wrong(file, key + " is missing");
        }
        return value;
    }

    private static <T> T or(@Nullable T value, T preset) {
        return value == null ? preset : value;
    }

    private static Refused wrong(Path file, String what) {
        return new Refused(Fault.CONFIGURATION, file.toString(), "alerts: " + what);
    }
}
