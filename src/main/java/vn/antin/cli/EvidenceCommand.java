package vn.antin.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Downloads the evidence bundle of a document: every receipt and all that is needed to verify them. */
@Command(name = "evidence", sortOptions = false)
final class EvidenceCommand extends DocumentCommand {

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
