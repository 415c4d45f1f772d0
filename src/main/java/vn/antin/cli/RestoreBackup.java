package vn.antin.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import vn.antin.backup.BackupRestore;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;

/** Restores a node or hub from a backup, and prints what the operator does next. */
public final class RestoreBackup {

    private RestoreBackup() {}

    /** Restores the backup into the folder; returns the exit code of the command. */
    public static int run(Terminal terminal, Path backup, Path folder) {
        if (!Files.isDirectory(backup)) {
            throw new Refused(Fault.FILE_MISSING, backup.toString());
        }
        BackupRestore.Restored back = BackupRestore.restore(backup, folder, Clock.systemUTC());
        Config config = ConfigFile.read(back.config());
        boolean hub = config.role() == Config.Role.HUB;
        terminal.say(
                "restore.back",
                back.manifest().role(),
                config.node(),
                Moment.of(back.manifest().taken()),
                folder.toAbsolutePath().normalize());
        int step = 1;
        Path home = folder.toAbsolutePath().normalize();
        if (!config.data().toAbsolutePath().normalize().equals(home.resolve("data"))) {
            terminal.say("restore.data", step++, home.resolve("data"), config.data(), back.config());
        }
        if (!back.missing().isEmpty()) {
            terminal.say("restore.pin", step++, String.join(", ", back.missing()), home);
        }
        terminal.say("restore.old", step++, config.node());
        terminal.say("restore.run", step, back.config());
        terminal.say(hub ? "restore.after.hub" : "restore.after.node", back.again());
        return Exit.DONE;
    }
}
