package vn.antin.node.config;

import java.nio.file.Files;
import java.nio.file.Path;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.setting.SettingsReader;

/** Reads a configuration file. */
public final class ConfigFile {

    private ConfigFile() {}

    /**
     * Reads it whole, or refuses it.
     *
     * @throws Refused CONFIGURATION with file, line, key and what is allowed; FILE_MISSING
     */
    public static Config read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new Refused(Fault.FILE_MISSING, file.toString());
        }
        return SettingsReader.read(file, Config.class);
    }
}
