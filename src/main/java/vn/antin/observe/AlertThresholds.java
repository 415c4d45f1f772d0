package vn.antin.observe;

import java.time.Duration;

/**
 * The limits beyond which a check is critical; {@link HealthChecks} derives the warnings.
 *
 * @param lineDown how long a line may be down
 * @param queueAge how long the first message of a queue may wait; a tenth of it for an urgent queue, eight times it for
 *     the inbox
 * @param overdue number of overdue receipts
 * @param deadLetters number of dead letters
 * @param freeBytes free bytes of the disk
 * @param clock deviation of the clock
 * @param certificateDays days until a certificate expires
 * @param unproved how long the log may lack a time-stamp or witness
 * @param backup age of the last good backup
 */
public record AlertThresholds(
        Duration lineDown,
        Duration queueAge,
        long overdue,
        long deadLetters,
        long freeBytes,
        Duration clock,
        int certificateDays,
        Duration unproved,
        Duration backup) {

    /** Defaults that suit a commune. */
    public static AlertThresholds defaults() {
        return new AlertThresholds(
                Duration.ofMinutes(5),
                Duration.ofHours(1),
                20,
                10,
                1L << 30,
                Duration.ofSeconds(10),
                30,
                Duration.ofHours(1),
                Duration.ofDays(2));
    }
}
