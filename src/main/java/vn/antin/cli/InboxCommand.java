package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.json.Json;

/** Lists the documents that have arrived, and leases them to this user. */
@Command(name = "inbox", sortOptions = false)
final class InboxCommand implements Callable<Integer> {

    @Mixin
    private Terminal terminal;

    @Mixin
    private NodeOption node;

    @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "0", descriptionKey = "wait")
    private int wait;

    @Option(names = "--json", descriptionKey = "json")
    private boolean json;

    @Override
    public Integer call() {
        Rest rest = node.rest(terminal);
        List<JsonNode> offers = node.leases().renew(rest, wait);
        if (json) {
            ArrayNode all = Json.MAPPER.createArrayNode();
            offers.forEach(all::add);
            terminal.line(Json.pretty(all));
            return Exit.DONE;
        }
        if (offers.isEmpty()) {
            terminal.say("inbox.empty");
            return Exit.DONE;
        }
        DocumentText told = DocumentText.by(rest, terminal.words());
        offers.forEach(offer -> tell(offer, told));
        return Exit.DONE;
    }

    private void tell(JsonNode offer, DocumentText told) {
        terminal.say(
                "inbox.offer",
                offer.path("id").asText(),
                told.agency(offer.path("sender").asText()),
                offer.path("subject").asText(),
                terminal.words().word("urgency", offer.path("urgency").asText()),
                DocumentText.moment(offer.path("created")),
                offer.path("parts").size(),
                DocumentText.moment(offer.path("until")));
    }
}
