package vn.antin.backup;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of one backup.
 *
 * @param name of its folder; of one that failed, what it would have been
 * @param at when it began
 * @param millis it took, with its trial
 * @param bytes of all it holds
 * @param documents found in its ledger when it was tried
 * @param leaves of the receipt log found there and recomputed
 * @param secrets whether the pin lies in it
 * @param code of the fault; null for a good one
 * @param detail the values of its sentence
 * @param digest of its manifest, in hex: whoever notes it elsewhere can tell later that nothing was changed
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
