package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.json.Json;

/** Lists the documents of a node, newest first. */
@Command(name = "docs", sortOptions = false)
final class DocsCommand implements Callable<Integer> {

    @Mixin
    private Terminal terminal;

    @Mixin
    private NodeOption node;

    @Option(names = "--direction", paramLabel = "out|in", descriptionKey = "direction")
    private @Nullable String direction;

    @Option(names = "--state", paramLabel = "STATE", descriptionKey = "state")
    private @Nullable String state;

    @Option(names = "--with", paramLabel = "CODE", descriptionKey = "with")
    private @Nullable String with;

    @Option(names = "--overdue", descriptionKey = "overdue")
    private boolean overdue;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", descriptionKey = "limit")
    private int limit;

    @Option(names = "--json", descriptionKey = "json")
    private boolean json;

    @Override
    public Integer call() {
        Rest rest = node.rest(terminal);
        JsonNode answer = rest.get("/api/v1/documents?" + query());
        if (json) {
            terminal.line(Json.pretty(answer));
            return Exit.DONE;
        }
        DocumentText told = DocumentText.by(rest, terminal.words());
        Table table = new Table(terminal.words(), "col.time", "col.state", "col.from", "col.subject", "col.id");
        for (JsonNode document : answer.path("documents")) {
            table.row(
                    DocumentText.moment(document.path("created")),
                    told.state(document) + (document.path("overdue").asBoolean() ? " !" : ""),
                    told.agency(document.path("sender").asText()),
                    document.path("subject").asText(),
                    document.path("id").asText());
        }
        table.lines().forEach(terminal::line);
        return Exit.DONE;
    }

    private String query() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("limit", Integer.toString(limit));
        put(fields, "direction", direction);
        put(fields, "state", state);
        put(fields, "counterparty", with);
        put(fields, "overdue", overdue ? "true" : null);
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static void put(Map<String, String> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
