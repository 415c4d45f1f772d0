package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import vn.antin.fault.Fault;
import vn.antin.json.Json;
import vn.antin.node.OperatorProofs;

/** Has a running hub or node time-stamp its proofs again, also those that are not due. */
@Command(name = "renew-proofs", sortOptions = false)
final class RenewProofsCommand extends MachineCommand {

    @Override
    Duration patience() {
        return Duration.ofMinutes(10);
    }

    @Override
    public Integer call() throws IOException {
        Optional<JsonNode> answer = ask(OperatorProofs.TASK, Json.MAPPER.createObjectNode());
        answer.ifPresent(told -> print(told, () -> text(told)));
        return answer.filter(told -> !told.hasNonNull("late")).isPresent() ? Exit.DONE : Exit.NOT_DONE;
    }

    private void text(JsonNode told) {
        terminal.say(
                "renew-proofs.done",
                told.path("objects").asLong(),
                told.path("lists").asLong());
        Fault.ofCode(told.path("late").asText()).ifPresent(late -> terminal.fault(late, List.of()));
    }
}
