package vn.antin.endtoend;

import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Repositories;
import vn.antin.node.Node;
import vn.antin.node.join.Joins;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.trial.Province;
import vn.antin.trial.line.SimulatedLine;

/** A small province for a test: a hub, and nodes that host the named agencies. */
final class TestProvince implements AutoCloseable {

    private static final String COLUMNS = "level,name,parent_code,gso_code,code_qcvn102_SYNTHETIC,"
            + "code_qd20_SYNTHETIC,notation_abbrev,line_mbit,note";

    private final Province province;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, String> hostedBy = new LinkedHashMap<>();

    private TestProvince(
            Path folder,
            Path list,
            Map<String, List<String>> hosting,
            Consumer<Province> before,
            Map<String, SimulatedLine> lines,
            Clock clock) {
        this(new Province(folder, list, KeyAlgorithm.EC_P256, clock), folder, hosting, before, lines);
    }

    private TestProvince(
            Province province,
            Path folder,
            Map<String, List<String>> hosting,
            Consumer<Province> before,
            Map<String, SimulatedLine> lines) {
        hosting.forEach((node, agencies) -> agencies.forEach(agency -> hostedBy.put(agency, node)));
        this.province = province;
        before.accept(province);
        hosting.forEach((node, agencies) -> {
            Joins.add(folder, node, agencies);
            SimulatedLine line = lines.get(node);
            nodes.put(node, line == null ? province.start(node) : province.start(node, line));
        });
    }

    /** Starts it, and waits until every node knows all agencies. */
    static TestProvince start(Path folder, Map<String, List<String>> hosting) {
        return start(folder, hosting, List.of(), province -> {});
    }

    /**
     * Starts it with more.
     *
     * @param others listed agencies without a node
     * @param before runs between the start of the hub and that of the nodes
     */
    static TestProvince start(
            Path folder, Map<String, List<String>> hosting, List<String> others, Consumer<Province> before) {
        return start(folder, hosting, others, before, Map.of());
    }

    /** With nodes behind lines that can be cut. */
    static TestProvince start(
            Path folder,
            Map<String, List<String>> hosting,
            List<String> others,
            Consumer<Province> before,
            Map<String, SimulatedLine> lines) {
        List<String> all = Stream.concat(hosting.values().stream().flatMap(List::stream), others.stream())
                .toList();
        return start(folder, list(folder, all), hosting, before, lines);
    }

    /** With an existing list of agencies. */
    static TestProvince start(
            Path folder,
            Path list,
            Map<String, List<String>> hosting,
            Consumer<Province> before,
            Map<String, SimulatedLine> lines) {
        TestProvince town = new TestProvince(folder, list, hosting, before, lines, Clock.systemUTC());
        town.settle();
        return town;
    }

    /** With a clock that the test moves, and further lines of each node's configuration. */
    static TestProvince start(Path folder, Map<String, List<String>> hosting, Clock clock, String more) {
        List<String> all = hosting.values().stream().flatMap(List::stream).toList();
        TestProvince town = new TestProvince(
                folder,
                list(folder, all),
                hosting,
                province -> hosting.forEach((node, agencies) -> province.join(node, agencies, more)),
                Map.of(),
                clock);
        town.settle();
        return town;
    }

    /** With a name of its own. */
    static TestProvince start(String name, Path folder, Map<String, List<String>> hosting) {
        Path agencies =
                list(folder, hosting.values().stream().flatMap(List::stream).toList());
        Province province = new Province(name, folder, agencies, KeyAlgorithm.EC_P256, Clock.systemUTC());
        TestProvince town = new TestProvince(province, folder, hosting, before -> {}, Map.of());
        town.settle();
        return town;
    }

    /** Stops a node and starts it again. */
    void restart(String node) {
        province.stop(node);
        nodes.put(node, province.start(node));
    }

    private static Path list(Path folder, List<String> codes) {
        StringBuilder csv = new StringBuilder(COLUMNS).append('\n');
        codes.forEach(code -> csv.append(line(code)));
        try {
            Files.createDirectories(folder);
            return Files.writeString(folder.resolve("agencies.csv"), csv);
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    private static String line(String code) {
        return "2,Cơ quan " + code + ",,," + code + "," + code + ",CQ,10,\n";
    }

    /** Waits until all have the same directory and every node has got an answer to its heartbeat. */
    void settle() {
        await().atMost(PATIENCE).until(() -> {
            long serials = nodes.values().stream()
                    .map(node -> node.directory().get().serial())
                    .distinct()
                    .count();
            return serials == 1 && nodes.values().stream().allMatch(Node::greeted);
        });
    }

    Province province() {
        return province;
    }

    Node node(String node) {
        Node found = nodes.get(node);
        if (found == null) {
            throw new IllegalArgumentException(node);
        }
        return found;
    }

    /** The software of one agency. */
    Office office(String agency) {
        String node = hostedBy.get(agency);
        if (node == null) {
            throw new IllegalArgumentException(agency);
        }
        return Office.at(province.home(node), node(node).port()).of(agency);
    }

    /** The number of rows of each table; a test compares two to show that a refusal changes nothing. */
    static Map<String, Long> rows(Repositories repositories, String... tables) {
        Map<String, Long> rows = new LinkedHashMap<>();
        for (String table : tables) {
            rows.put(table, count(repositories, table));
        }
        return rows;
    }

    static long count(Repositories repositories, String table) {
        return repositories
                .ledger()
                .read(tx -> tx.one("select count(*) as n from " + table, row -> row.number("n")))
                .orElse(0L);
    }

    /** Stores a dead letter and returns its number. */
    static long bury(Repositories repositories, String sender, byte[] body) {
        repositories
                .ledger()
                .store(
                        "test.bury",
                        tx -> repositories
                                .timeline()
                                .deadLetter(
                                        tx, new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "x"), sender, "ENVELOPE", body));
        return newestDead(repositories);
    }

    static long newestDead(Repositories repositories) {
        return repositories
                .ledger()
                .read(tx -> tx.one("select max(seq) as n from dead_letter", row -> row.number("n")))
                .orElseThrow();
    }

    @Override
    public void close() {
        province.close();
    }
}
