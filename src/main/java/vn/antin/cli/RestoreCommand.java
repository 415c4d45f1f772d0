package vn.antin.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.antin.backup.Restoring;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;
import vn.antin.node.Config;
import vn.antin.node.ConfigFile;

/** Brings a node or hub back from a backup; without {@code --to}, mends the line of an agency of the demo. */
@Command(name = "restore", sortOptions = false)
final class RestoreCommand implements Callable<Integer> {

    @Mixin
    private Terminal terminal;

    @Parameters(paramLabel = "BACKUP|CODE", descriptionKey = "what")
    private String what;

    @Option(names = "--to", paramLabel = "FOLDER", descriptionKey = "to")
    private @Nullable Path to;

    @Option(names = "--dir", paramLabel = "DIR", defaultValue = "demo", descriptionKey = "dir")
    private Path dir;

    @Override
    public Integer call() {
        return to == null
                ? LineCommand.ask(terminal, dir, what, Lines.RESTORE, "restore.done", "restore.already")
                : backup(to);
    }

    private int backup(Path folder) {
        Path backup = Path.of(what);
        if (!Files.isDirectory(backup)) {
            throw new Refused(Fault.FILE_MISSING, what);
        }
        Restoring.Restored back = Restoring.restore(backup, folder, Clock.systemUTC());
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
