package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import vn.antin.door.Messages;

/** Lists the agencies of the province; at the hub with the state of their nodes, disconnected ones first. */
@Command(name = "agencies", sortOptions = false)
final class AgenciesCommand extends TableCommand {

    AgenciesCommand() {
        super("agencies", "agencies");
    }

    @Override
    Table rows(JsonNode answer, Messages words) {
        Table table = new Table(words, "col.state", "col.code", "col.name", "col.node", "col.line", "col.waiting");
        List<JsonNode> all = new ArrayList<>();
        answer.path("agencies").forEach(all::add);
        // Those that need attention first, those that never joined last.
        all.sort(Comparator.comparingInt(AgenciesCommand::order)
                .thenComparing(agency -> agency.path("code").asText()));
        for (JsonNode agency : all) {
            table.row(
                    state(agency, words),
                    agency.path("code").asText(),
                    agency.path("name").asText(),
                    agency.path("node").asText("–"),
                    agency.path("lineMbit").asText() + " Mbit/s",
                    agency.path("waiting").asText("–"));
        }
        return table;
    }

    private static int order(JsonNode agency) {
        if (!agency.hasNonNull("node")) {
            return 2;
        }
        return agency.has("connected") && !agency.path("connected").asBoolean() ? 0 : 1;
    }

    private static String state(JsonNode agency, Messages words) {
        if (!agency.hasNonNull("node")) {
            return words.say("agency.not-joined");
        }
        if (!agency.has("connected")) {
            return words.say(agency.path("here").asBoolean() ? "agency.here" : "agency.joined");
        }
        return agency.path("connected").asBoolean()
                ? words.say("agency.connected")
                : words.say(
                        "agency.gone",
                        Moment.of(Instant.parse(agency.path("gone").asText())).substring(0, 16));
    }
}
