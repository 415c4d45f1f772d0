package vn.antin.backup;

import java.nio.file.Path;
import java.time.LocalTime;

/**
 * When backups are made, and where they are kept.
 *
 * @param on whether one is made each night
 * @param folder of all backups, preferably on another disk
 * @param at local time in Việt Nam
 * @param keep number of good ones
 */
public record BackupSettings(boolean on, Path folder, LocalTime at, int keep) {

    /** Every night, beside the data. */
    public static BackupSettings defaults(Path data) {
        return new BackupSettings(true, data.resolveSibling("backups"), LocalTime.of(1, 30), 14);
    }
}
