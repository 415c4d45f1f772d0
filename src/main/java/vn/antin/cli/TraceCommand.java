package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.antin.door.DocumentTitle;
import vn.antin.json.Json;

/** Shows the way of a document: the state of each recipient's copy, and the receipts that prove it. */
@Command(name = "trace", sortOptions = false)
final class TraceCommand extends DocumentCommand {

    @Option(names = "--json", descriptionKey = "json")
    private boolean json;

    @Override
    public Integer call() {
        Rest rest = node.rest(terminal);
        String path = "/api/v1/documents/" + id;
        JsonNode document = rest.get(path);
        JsonNode receipts = rest.get(path + "/receipts").path("receipts");
        JsonNode events = rest.get(path + "/events").path("events");
        if (json) {
            ObjectNode all = Json.MAPPER.createObjectNode();
            all.set("document", document);
            all.set("receipts", receipts);
            all.set("events", events);
            terminal.line(Json.pretty(all));
        } else {
            tell(document, receipts, events, DocumentText.by(rest, terminal.words()));
        }
        return Exit.DONE;
    }

    private void tell(JsonNode document, JsonNode receipts, JsonNode events, DocumentText told) {
        terminal.say(
                "trace.document",
                document.path("id").asText(),
                document.path("subject").asText(),
                told.agency(document.path("sender").asText()),
                DocumentText.moment(document.path("created")),
                DocumentText.moment(document.path("expires")),
                told.state(document),
                title(document));
        String trace = document.path("traceId").asText();
        if (!trace.isEmpty() && !trace.equals(document.path("id").asText().replace("-", ""))) {
            terminal.say("trace.given", trace);
        }
        for (JsonNode copy : document.path("recipients")) {
            terminal.line(told.copy(copy));
            receipts.forEach(receipt -> {
                if (receipt.path("recipient").asInt() == copy.path("number").asInt()) {
                    terminal.line("     " + told.receipt(receipt));
                }
            });
        }
        if (document.hasNonNull("queue")) {
            JsonNode queue = document.get("queue");
            terminal.say("trace.queue", queue.path("before").asText(), DocumentText.moment(queue.path("nextAttempt")));
        }
        document.path("transfers").forEach(transfer -> terminal.line("  " + told.transfer(transfer)));
        terminal.say("trace.events");
        events.forEach(event -> terminal.line("  " + event(event, told)));
    }

    private String title(JsonNode document) {
        return document.hasNonNull("documentId")
                ? DocumentTitle.of(document.get("documentId").asText(), terminal.words())
                : document.path("id").asText();
    }

    private String event(JsonNode event, DocumentText told) {
        String what = event.path("what").asText();
        String word = terminal.words().word("event", what);
        String agency = event.path("agency").asText();
        return String.join(
                        "  ",
                        DocumentText.moment(event.path("at")),
                        word.equals(what) ? terminal.words().word("note", what) : word,
                        agency.isEmpty() ? "" : told.agency(agency),
                        event.path("code").asText(),
                        event.path("detail").asText())
                .stripTrailing();
    }
}
