package vn.antin.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Downloads the evidence bundle of a document: every receipt and all that is needed to verify them. */
@Command(name = "evidence", sortOptions = false)
final class EvidenceCommand implements Callable<Integer> {

    @Mixin
    private Terminal terminal;

    @Mixin
    private NodeOption node;

    @Parameters(paramLabel = "ID", descriptionKey = "id")
    private String id;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE.zip",
            descriptionKey = "out")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        byte[] zip = node.rest(terminal)
                .file("/api/v1/documents/" + id + "/evidence.zip")
                .body();
        Path file = out == null ? Path.of(id + ".zip") : out;
        Files.write(file, zip);
        terminal.say("evidence.written", file, zip.length);
        return Exit.DONE;
    }
}
