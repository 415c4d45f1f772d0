package vn.antin.trial.demo;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.antin.cli.RestoreBackup;
import vn.antin.cli.Terminal;

/** Restores a node or hub from a backup; without {@code --to}, restores the line of an agency of the demo. */
@Command(name = "restore", sortOptions = false)
public final class RestoreCommand implements Callable<Integer> {

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
                ? LineCommand.ask(terminal, dir, what, DemoLines.RESTORE, "restore.done", "restore.already")
                : RestoreBackup.run(terminal, Path.of(what), to);
    }
}
