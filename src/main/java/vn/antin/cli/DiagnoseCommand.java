package vn.antin.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Downloads a diagnosis report of a running node or hub, for support. */
@Command(name = "diagnose", sortOptions = false)
final class DiagnoseCommand implements Callable<Integer> {

    @Mixin
    private Terminal terminal;

    @Mixin
    private ConfigOption config;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE.zip",
            descriptionKey = "output")
    private Path output;

    @Override
    public Integer call() throws IOException {
        byte[] report = config.management(terminal).file("/observe/diagnosis").body();
        Files.write(output, report);
        terminal.say("diagnose.written", output, Sizes.of(report.length));
        return Exit.DONE;
    }
}
