package vn.antin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.antin.json.Json;

/** Takes a sent document back, or asks its recipients to return it. */
@Command(name = "recall", sortOptions = false)
final class RecallCommand extends DocumentCommand {

    @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "reason")
    private String reason;

    @Option(names = "--from", split = ",", paramLabel = "CODE", descriptionKey = "from")
    private List<String> from = List.of();

    @Override
    public Integer call() {
        ObjectNode words = Json.MAPPER.createObjectNode().put("reason", reason);
        if (!from.isEmpty()) {
            from.forEach(words.putArray("from")::add);
        }
        String carrier = Remark.of(node.rest(terminal), id + "/recall", words);
        terminal.say(carrier.equals(id) ? "recall.taken-back" : "recall.asked", id, carrier);
        return Exit.DONE;
    }
}
