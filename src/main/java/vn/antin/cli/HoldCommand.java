package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.antin.json.Json;
import vn.antin.node.OperatorRetention;

/** Places a legal hold at a running node or hub, or asks for the end of one, which a second person decides. */
@Command(name = "hold", sortOptions = false)
final class HoldCommand extends MachineCommand {

    @Option(names = "--document", paramLabel = "ID", descriptionKey = "document")
    private @Nullable String document;

    @Option(names = "--number", paramLabel = "TEXT", descriptionKey = "number")
    private @Nullable String number;

    @Option(names = "--agency", paramLabel = "CODE", descriptionKey = "agency")
    private @Nullable String agency;

    @Option(names = "--from", paramLabel = "DATE", descriptionKey = "from")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "DATE", descriptionKey = "to")
    private @Nullable String to;

    @Option(names = "--lift", paramLabel = "N", descriptionKey = "lift")
    private @Nullable Long lift;

    @Option(names = "--reason", paramLabel = "TEXT", descriptionKey = "reason")
    private @Nullable String reason;

    @Override
    public Integer call() throws IOException {
        ObjectNode values = Json.MAPPER.createObjectNode().put("reason", required(reason));
        if (lift != null) {
            long hold = lift;
            Optional<JsonNode> answer = ask(OperatorRetention.LIFT, values.put("hold", hold));
            answer.ifPresent(told -> print(told, () -> terminal.say("hold.asked", hold)));
            return answer.isPresent() ? Exit.DONE : Exit.NOT_DONE;
        }
        Instant since = moment(from);
        Instant until = moment(to);
        values.put("document", document)
                .put("number", number)
                .put("agency", agency)
                .put("since", since == null ? null : since.toString())
                .put("until", until == null ? null : until.toString());
        Optional<JsonNode> answer = ask(OperatorRetention.PLACE, values);
        answer.ifPresent(told -> print(
                told,
                () -> terminal.say(
                        "hold.placed",
                        told.path("hold").asLong(),
                        told.path("documents").asLong(),
                        told.path("erased").asLong())));
        return answer.isPresent() ? Exit.DONE : Exit.NOT_DONE;
    }
}
