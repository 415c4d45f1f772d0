package vn.antin.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.antin.bench.count.Counter;
import vn.antin.cli.Terminal;
import vn.antin.json.Json;

/**
 * Counts per document and process what a peer does for it. It comes after every measurement of time: what counts makes
 * the processes slower.
 */
final class CountPass {

    /** What a document still causes after its receipt, and what its predecessors cause before it. */
    private static final Duration SETTLE = Duration.ofSeconds(6);

    private static final String ALL = "all";
    private static final String WRITTEN = "written_bytes";

    private static final int WIDTH = 20;

    private final AntinPeer peer;
    private final Terminal terminal;
    private final List<CountClient> clients = new ArrayList<>();

    /** Loads the counting into the peer's processes. */
    CountPass(AntinPeer peer, Path folder, Terminal terminal) throws IOException {
        this.peer = peer;
        this.terminal = terminal;
        for (ChildProcess each : peer.processes()) {
            clients.add(CountClient.attach(each, folder));
        }
    }

    /** Counts at rest, per second; returns the row for the report. */
    ObjectNode atRest() throws IOException {
        settle();
        Map<String, CountSnapshot> before = snapshots();
        settle();
        Map<String, Map<String, Double>> table = new LinkedHashMap<>();
        double seconds = SETTLE.toSeconds();
        since(before).forEach((name, counts) -> put(table, name, counts, 1 / seconds));
        terminal.say("bench.counts.rest", peer.name());
        tell(table);
        ObjectNode row = Json.MAPPER.createObjectNode().put("peer", peer.name()).put("at_rest", true);
        return with(row, table);
    }

    /** Counts for so many documents; returns the row for the report, with the counts of all processes under "all". */
    ObjectNode measure(int bytes, int flight, int documents) throws Exception {
        settle();
        Usage used = Usage.of(peer.processes());
        Map<String, CountSnapshot> before = snapshots();
        LoadResult load = peer.send(bytes, flight, documents);
        settle();
        Map<String, Map<String, Double>> table = new LinkedHashMap<>();
        since(before).forEach((name, counts) -> put(table, name, counts, load.per(1)));
        Usage.of(peer.processes()).since(used).processes().forEach((name, usage) -> {
            put(table, WRITTEN, name, load.per((double) usage.writtenBytes()));
            put(table, "switches", name, load.per((double) usage.switches()));
        });
        terminal.say("bench.counts", peer.name(), Figures.size(bytes), flight, load.documents());
        tell(table);
        ObjectNode row = Json.MAPPER
                .createObjectNode()
                .put("peer", peer.name())
                .put("bytes", bytes)
                .put("flight", flight)
                .put("counted_documents", load.documents());
        return with(row, table);
    }

    /**
     * Adds the figures that have a key of their own. None of them can be 0 for a document that arrives: such a count
     * means that the counted methods are no longer those that are called.
     *
     * @param uncounted the reason of a missing figure
     */
    static void figures(JsonNode row, Report report, String uncounted) {
        JsonNode all = row.path("counts").path(ALL);
        Map<Key, Double> figures = new EnumMap<>(Key.class);
        figures.put(Key.STATEMENTS_10K, count(all, Counter.STATEMENTS));
        figures.put(Key.XML_READINGS_10K, count(all, Counter.XML_STREAMS) + count(all, Counter.XML_TREES));
        figures.put(Key.SYNCS_10K, count(all, Counter.SYNCS));
        figures.put(Key.WRITTEN_10K_BYTES, all.path(WRITTEN).asDouble());
        figures.forEach((key, value) -> {
            if (value > 0) {
                report.figure(key, value);
            } else {
                report.missing(key, uncounted);
            }
        });
    }

    private static double count(JsonNode counts, Counter counter) {
        return counts.path(counter.key()).asDouble();
    }

    private void settle() {
        ChildProcess first = peer.processes().get(0);
        if (!first.stays(SETTLE)) {
            throw new IllegalStateException(first.name() + " ended");
        }
    }

    private Map<String, CountSnapshot> snapshots() throws IOException {
        Map<String, CountSnapshot> all = new LinkedHashMap<>();
        for (CountClient each : clients) {
            all.put(each.name(), each.now());
        }
        return all;
    }

    private Map<String, CountSnapshot> since(Map<String, CountSnapshot> before) throws IOException {
        Map<String, CountSnapshot> all = new LinkedHashMap<>();
        snapshots().forEach((name, now) -> all.put(name, now.since(before.getOrDefault(name, now))));
        return all;
    }

    private static void put(
            Map<String, Map<String, Double>> table, String process, CountSnapshot counts, double factor) {
        for (Counter counter : Counter.values()) {
            put(table, counter.key(), process, factor * counts.of(counter));
        }
    }

    private static void put(Map<String, Map<String, Double>> table, String count, String process, double value) {
        Map<String, Double> row = table.computeIfAbsent(count, any -> new LinkedHashMap<>());
        row.merge(ALL, value, Double::sum);
        row.put(process, value);
    }

    private void tell(Map<String, Map<String, Double>> table) {
        table.forEach((count, row) -> {
            StringBuilder line = new StringBuilder("  " + count + " ".repeat(WIDTH - count.length()));
            row.forEach((process, value) ->
                    line.append("  ").append(process).append(' ').append(Figures.number(value)));
            terminal.line(line.toString());
        });
    }

    private static ObjectNode with(ObjectNode row, Map<String, Map<String, Double>> table) {
        ObjectNode counts = row.putObject("counts");
        table.forEach((count, values) -> values.forEach(
                (process, value) -> counts.withObjectProperty(process).put(count, value)));
        return row;
    }
}
