package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.antin.fault.Fault;
import vn.antin.json.Json;
import vn.antin.node.OperatorArchive;

/** Exports the finished documents of a time from a running node to an archive package, and waits for its end. */
@Command(name = "archive", sortOptions = false)
final class ArchiveCommand extends MachineCommand {

    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofHours(12);

    @Option(names = "--from", required = true, paramLabel = "DATE", descriptionKey = "from")
    private String from;

    @Option(names = "--to", required = true, paramLabel = "DATE", descriptionKey = "to")
    private String to;

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "FOLDER",
            descriptionKey = "out")
    private Path out;

    @Option(names = "--remove", descriptionKey = "remove")
    private boolean remove;

    @Option(names = "--reason", paramLabel = "TEXT", descriptionKey = "reason")
    private @Nullable String reason;

    @Override
    public Integer call() throws IOException {
        ObjectNode values = Json.MAPPER
                .createObjectNode()
                .put("since", String.valueOf(moment(from)))
                .put("until", String.valueOf(moment(to)))
                .put("folder", out.toAbsolutePath().toString())
                .put("remove", remove)
                .put("reason", required(reason));
        Optional<JsonNode> told = ask(OperatorArchive.BEGIN, values);
        Instant end = Instant.now().plus(PATIENCE);
        while (told.isPresent()
                && told.get().path("running").asBoolean()
                && Instant.now().isBefore(end)) {
            terminal.err()
                    .println(terminal.words()
                            .say("archive.so-far", told.get().path("documents").asLong()));
            terminal.err().flush();
            LockSupport.parkNanos(LOOK.toNanos());
            told = ask(OperatorArchive.LOOK, Json.MAPPER.createObjectNode());
        }
        if (told.isEmpty() || told.get().path("running").asBoolean()) {
            return Exit.NOT_DONE;
        }
        return tell(told.get());
    }

    private int tell(JsonNode last) {
        if (last.has("code")) {
            List<String> values = new ArrayList<>();
            last.path("values").forEach(value -> values.add(value.asText()));
            terminal.fault(Fault.ofCode(last.path("code").asText()).orElse(Fault.INSIDE), values);
            return Exit.NOT_DONE;
        }
        print(last, () -> {
            terminal.say(
                    "archive.made",
                    Path.of(last.path("folder").asText(), last.path("package").asText()),
                    last.path("documents").asLong(),
                    last.path("files").asLong(),
                    Sizes.of(last.path("bytes").asLong()));
            if (remove) {
                terminal.say("archive.asked");
            }
        });
        return Exit.DONE;
    }
}
