package vn.antin.console.web;

import java.util.LinkedHashMap;
import java.util.Map;

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
        return QueryFields.written(fields);
    }
}
