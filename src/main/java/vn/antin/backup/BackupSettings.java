package vn.antin.backup;

import java.nio.file.Path;
import java.time.LocalTime;

/**
 * When backups are made, and where they lie.
 *
 * @param on whether one is made each night
 * @param folder of all of them: the best is one on another disk
 * @param at the time of day in Việt Nam
 * @param keep how many good ones
 */
public record BackupSettings(boolean on, Path folder, LocalTime at, int keep) {

    /** At night, beside the data. */
    public static BackupSettings defaults(Path data) {
        return new BackupSettings(true, data.resolveSibling("backups"), LocalTime.of(1, 30), 14);
    }
}
