package vn.antin.console.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A search for documents as it was typed; an invalid field is ignored. */
public record DocumentQuery(
        String direction,
        String state,
        String counterparty,
        String urgency,
        String number,
        String from,
        String to,
        String q,
        boolean overdue) {

    /** The search as a query string. */
    public String query() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("direction", direction);
        fields.put("state", state);
        fields.put("counterparty", counterparty);
        fields.put("urgency", urgency);
        fields.put("number", number);
        fields.put("from", from);
        fields.put("to", to);
        fields.put("q", q);
        fields.put("overdue", overdue ? "true" : "");
        return fields.entrySet().stream()
                .filter(field -> !field.getValue().isEmpty())
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
