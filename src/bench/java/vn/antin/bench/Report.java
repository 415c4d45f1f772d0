package vn.antin.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.Map;
import vn.antin.json.Json;

/** The report of one run: conditions, figures by key with all repeats, and rows. */
final class Report {

    private final ObjectNode head;
    private final Map<Key, Series> figures = new EnumMap<>(Key.class);
    private final Map<Key, String> missing = new EnumMap<>(Key.class);
    private final ArrayNode rows = Json.MAPPER.createArrayNode();

    Report(ObjectNode head) {
        this.head = head;
    }

    /** Adds a condition of the measurement to the head. */
    void condition(String name, String value) {
        head.put(name, value);
    }

    /** Adds one repeat of a figure. */
    void figure(Key key, double value) {
        figures.merge(key, Series.of(value), (all, one) -> all.and(one.min()));
    }

    /** Says why a figure is missing. */
    void missing(Key key, String why) {
        missing.put(key, why);
    }

    void row(ObjectNode row) {
        rows.add(row);
    }

    Map<Key, Series> figures() {
        return figures;
    }

    /** Figures with a reason and no value. */
    Map<Key, String> missing() {
        Map<Key, String> without = new EnumMap<>(missing);
        without.keySet().removeAll(figures.keySet());
        return without;
    }

    /** The head, then each figure with minimum, median and maximum, then the rows. */
    ObjectNode json() {
        ObjectNode all = head.deepCopy();
        figures.forEach((key, series) -> all.putObject(key.key())
                .put("min", series.min())
                .put("median", series.median())
                .put("max", series.max()));
        if (!missing().isEmpty()) {
            ObjectNode why = all.putObject("missing");
            missing().forEach((key, words) -> why.put(key.key(), words));
        }
        all.set("rows", rows);
        return all;
    }
}
