package vn.antin.backup;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The result of one backup.
 *
 * @param name of its folder; of a failed one, the name it would have had
 * @param at when it began
 * @param millis duration, with its verification
 * @param bytes of all its files
 * @param documents found in its ledger at the verification
 * @param leaves of the receipt log recomputed there
 * @param secrets whether it contains the pin
 * @param code of the fault; null for a good one
 * @param detail values of the fault's sentence
 * @param digest SHA-256 of its manifest, in hex; recorded elsewhere, it shows later that the backup is unchanged
 */
public record BackupAttempt(
        String name,
        Instant at,
        long millis,
        long bytes,
        long documents,
        long leaves,
        boolean secrets,
        @Nullable String code,
        String detail,
        String digest) {

    public boolean good() {
        return code == null;
    }

    public Duration lasted() {
        return Duration.ofMillis(millis);
    }
}
