package vn.antin.console.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What somebody looks for, as it was written; what cannot be understood is looked for as if it were not there. */
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

    /** The same list as an address. */
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
