package vn.antin.observe;

import java.time.Duration;

/**
 * From where on something is wrong; see {@link HealthChecks} for what is only a warning.
 *
 * @param lineDown how long a line may be down
 * @param queueAge how long the first of a queue may wait; of an urgent one a tenth of it, of the inbox eight times it
 * @param overdue how many receipts may be overdue
 * @param deadLetters how many messages nobody understood there may be
 * @param freeBytes of the disk
 * @param clock how far the clock may be off
 * @param certificateDays that a certificate still holds
 * @param unproved how long the log may be without a time-stamp or witness
 * @param backup how old the last good backup may be
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

    /** What a commune can live with. */
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
