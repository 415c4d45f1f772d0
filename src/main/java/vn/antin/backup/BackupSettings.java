package vn.antin.backup;

import java.nio.file.Path;
import java.time.LocalTime;
import vn.antin.setting.ConfigKey;

/** When backups are made, and where they are kept. */
public record BackupSettings(
        @ConfigKey(preset = "true", value = "whether one is made each night")
        boolean on,

        @ConfigKey(preset = "${data}/../backups", value = "folder of all of them; best on another disk")
        Path folder,

        @ConfigKey(preset = "01:30", value = "time of day in Việt Nam")
        LocalTime at,

        @ConfigKey(preset = "14", least = "1", most = "400", value = "how many good ones are kept")
        int keep) {}
