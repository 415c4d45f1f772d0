package vn.antin.observe;

import java.time.Duration;
import vn.antin.setting.ConfigKey;
import vn.antin.setting.SettingsReader;

/** The limits beyond which a check is critical; {@link HealthChecks} derives the warnings. */
public record AlertThresholds(
        @ConfigKey(preset = "PT5M", value = "a line is down so long: critical")
        Duration lineDown,

        @ConfigKey(
                preset = "PT1H",
                value = "the first of a queue waits so long; of an urgent one a tenth of it, of the inbox eight"
                        + " times it")
        Duration queueAge,

        @ConfigKey(preset = "20", least = "0", value = "receipts overdue; one is a warning")
        long overdue,

        @ConfigKey(preset = "10", least = "0", value = "dead letters; one is a warning")
        long deadLetters,

        @ConfigKey(preset = "1073741824", least = "0", value = "free bytes of the disk")
        long freeBytes,

        @ConfigKey(preset = "PT10S", value = "how far the clock is off")
        Duration clock,

        @ConfigKey(preset = "30", least = "0", value = "days that a certificate still holds")
        int certificateDays,

        @ConfigKey(preset = "PT1H", value = "how long the receipt log is without time-stamp or witness")
        Duration unproved,

        @ConfigKey(preset = "P2D", value = "age of the last good backup")
        Duration backup) {

    public static AlertThresholds defaults() {
        return SettingsReader.defaults(AlertThresholds.class);
    }
}
