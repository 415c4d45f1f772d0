package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import vn.antin.json.Json;
import vn.antin.node.OperatorRetention;

/** Shows what content a running node or hub removes at its next run, and what legal holds keep; removes nothing. */
@Command(name = "retention", sortOptions = false)
final class RetentionCommand extends MachineCommand {

    @Override
    public Integer call() throws IOException {
        Optional<JsonNode> answer = ask(OperatorRetention.LOOK, Json.MAPPER.createObjectNode());
        answer.ifPresent(told -> print(told, () -> text(told)));
        return answer.isPresent() ? Exit.DONE : Exit.NOT_DONE;
    }

    private void text(JsonNode told) {
        if (told.path("periods").isEmpty()) {
            terminal.say("retention.none");
        } else {
            Table table = new Table(
                    terminal.words(), "col.period", "col.due", "col.held", "col.under-way", "col.oldest-stored");
            told.path("periods")
                    .forEach(one -> table.row(
                            terminal.words().word("period", one.path("period").asText()),
                            one.path("due").asText(),
                            one.path("held").asText(),
                            one.path("underWay").asText(),
                            Moment.of(Instant.parse(one.path("oldest").asText()))));
            table.lines().forEach(terminal::line);
        }
        told.path("holds")
                .forEach(hold -> terminal.say(
                        "retention.hold",
                        hold.path("hold").asText(),
                        hold.path("scope").asText(),
                        hold.path("who").asText(),
                        Moment.of(Instant.parse(hold.path("at").asText())),
                        hold.path("reason").asText()));
    }
}
