package vn.antin.node.config;

import java.nio.file.Path;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;
import vn.antin.backup.BackupSettings;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** {@code backup} as it is written: what is absent takes its default. */
record RawBackup(
        @Nullable Boolean on,
        @Nullable String folder,
        @Nullable LocalTime at,
        @Nullable Integer keep) {

    private static final int MOST = 400;

    /**
     * By what the file says.
     *
     * @param elsewhere whether the ledger is on a server, whose own backups it is in: none is made here then
     */
    static BackupSettings checked(@Nullable RawBackup raw, Path file, Path home, Path data, boolean elsewhere) {
        BackupSettings preset = BackupSettings.defaults(data);
        BackupSettings made = raw == null ? preset : raw.checked(preset, file, home, data);
        return elsewhere ? new BackupSettings(false, made.folder(), made.at(), made.keep()) : made;
    }

    private BackupSettings checked(BackupSettings preset, Path file, Path home, Path data) {
        Path place = folder == null ? preset.folder() : home.resolve(folder).normalize();
        int count = keep == null ? preset.keep() : keep;
        if (count < 1 || count > MOST) {
            throw new Refused(
                    Fault.CONFIGURATION, file.toString(), "backup: keep: " + count + " is not between 1 and " + MOST);
        }
        if (place.startsWith(data.normalize())) {
            throw new Refused(Fault.CONFIGURATION, file.toString(), "backup: folder: lies within data");
        }
        return new BackupSettings(on == null || on, place, at == null ? preset.at() : at, count);
    }
}
