package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.antin.json.Json;
import vn.antin.node.KeyConfirmations;

/** Confirms the changed keys of another node, or prints what waits for that and the words of this node's own keys. */
@Command(name = "confirm-key", sortOptions = false)
final class ConfirmKeyCommand extends MachineCommand {

    @Parameters(arity = "0..1", paramLabel = "NODE", descriptionKey = "node")
    private @Nullable String node;

    @Option(names = "--words", paramLabel = "TEXT", descriptionKey = "words")
    private @Nullable String words;

    @Option(names = "--reason", paramLabel = "TEXT", descriptionKey = "reason")
    private @Nullable String reason;

    @Override
    public Integer call() throws IOException {
        String other = node;
        if (other == null) {
            Optional<JsonNode> answer = ask(KeyConfirmations.LOOK, Json.MAPPER.createObjectNode());
            answer.ifPresent(told -> print(told, () -> text(told)));
            return answer.isPresent() ? Exit.DONE : Exit.NOT_DONE;
        }
        if (words == null) {
            throw terminal.usage("usage.missing", "--words");
        }
        Optional<JsonNode> answer = ask(
                KeyConfirmations.CONFIRM,
                Json.MAPPER
                        .createObjectNode()
                        .put("node", other)
                        .put("words", words)
                        .put("reason", required(reason)));
        answer.ifPresent(told -> print(told, () -> terminal.say("confirm-key.done", other)));
        return answer.isPresent() ? Exit.DONE : Exit.NOT_DONE;
    }

    private void text(JsonNode told) {
        terminal.say("confirm-key.own", told.path("words").asText());
        if (told.path("waiting").isEmpty()) {
            terminal.say("confirm-key.none");
        }
        told.path("waiting")
                .forEach(key -> terminal.say(
                        "confirm-key.waits",
                        key.path("node").asText(),
                        key.path("agencies").asText(),
                        key.path("serial").asLong(),
                        Moment.of(Instant.parse(key.path("since").asText())),
                        key.path("documents").asLong()));
    }
}
