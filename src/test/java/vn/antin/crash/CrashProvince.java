package vn.antin.crash;

import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Timeline;
import vn.antin.ledger.db.Tx;
import vn.antin.node.Node;
import vn.antin.node.join.HomeSetup;
import vn.antin.node.join.JoinFile;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.Trust;
import vn.antin.trial.Province;

/** A hub and two nodes in this process, over real TLS, with letters between their agencies. */
final class CrashProvince implements AutoCloseable {

    static final String SENDER = "so-noi-vu";
    static final String RECIPIENT = "so-y-te";
    static final String TO = "H06.16";
    static final String FROM = "H06.02";

    /** A stored dead letter. */
    record DeadLetter(String code, String sender, String kind, byte[] body) {}

    /** Short times: the defaults suit a commune, and a test does not wait five minutes for a lease to end. */
    private static final String TIMES = "times: { lease: PT5S, retry: PT0.2S }\n";

    private final Path folder;
    private final Clock clock;
    private final Province province;
    private Node sender;
    private Node recipient;

    /** Prepares the nodes' folders before they start. */
    @FunctionalInterface
    interface Preparation {
        void of(CrashProvince town) throws IOException;
    }

    /** Starts hub and nodes; both nodes have joined and were greeted. */
    CrashProvince(Path folder, Clock clock) throws IOException {
        this(folder, clock, town -> {});
    }

    /** The same with a preparation of the nodes' folders. */
    CrashProvince(Path folder, Clock clock, Preparation before) throws IOException {
        this.folder = folder;
        this.clock = clock;
        this.province = new Province(folder, HomeSetup.exampleAgencies(folder), KeyAlgorithm.EC_P256, clock);
        join(SENDER);
        join(RECIPIENT);
        before.of(this);
        this.sender = province.start(SENDER);
        this.recipient = province.start(RECIPIENT);
        settle();
    }

    private void join(String node) throws IOException {
        JoinFile join = JoinFile.read(folder.resolve("hub/joins").resolve(node + ".join"));
        new HomeSetup(clock).node(join, home(node), ThreeProcesses.freePorts(1)[0], KeyAlgorithm.EC_P256);
        Files.writeString(home(node).resolve("node.yaml"), TIMES, StandardOpenOption.APPEND);
    }

    /** Waits until both nodes are connected and have the same directory. */
    void settle() {
        await().atMost(PATIENCE)
                .until(() -> sender.greeted()
                        && recipient.greeted()
                        && sender.directory().get().serial()
                                == recipient.directory().get().serial());
    }

    /** Changes the address of a node's hub, from its next start on. */
    void reroute(String node, int port) throws IOException {
        Path config = home(node).resolve("node.yaml");
        String old = "port: " + province.hub().brokerPort() + ",";
        String text = Files.readString(config);
        if (!text.contains(old)) {
            throw new IllegalStateException(config + " has no " + old);
        }
        Files.writeString(config, text.replace(old, "port: " + port + ","));
    }

    /** The same for its parts. */
    void rerouteParts(String node, int before, int port) throws IOException {
        Path config = home(node).resolve("node.yaml");
        String old = "https: " + before + " }";
        String text = Files.readString(config);
        if (!text.contains(old)) {
            throw new IllegalStateException(config + " has no " + old);
        }
        Files.writeString(config, text.replace(old, "https: " + port + " }"));
    }

    /** The part store of a node or the hub. */
    List<String> parts(String home) throws IOException {
        try (Stream<Path> files = Files.list(home(home).resolve("data/parts"))) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    void stop(String node) {
        province.stop(node);
    }

    Node start(String node) {
        Node started = province.start(node);
        if (node.equals(SENDER)) {
            sender = started;
        } else {
            recipient = started;
        }
        return started;
    }

    Province province() {
        return province;
    }

    Node sender() {
        return sender;
    }

    Node recipient() {
        return recipient;
    }

    Path home(String node) {
        return folder.resolve(node);
    }

    Trust trust() {
        return Trust.read(folder.resolve("hub/province.trust"));
    }

    Software software(Node node) {
        return new Software(home(node == sender ? SENDER : RECIPIENT), node.port());
    }

    /** Letters from the sender's agency to the recipient's. */
    DocumentExchange post() {
        return new DocumentExchange(this);
    }

    /** Copies a folder as a backup would, replacing the target. */
    static void copy(Path from, Path to) throws IOException {
        delete(to);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }

    static List<DeadLetter> deadLetters(Repositories repositories) {
        return repositories
                .ledger()
                .read(tx -> tx.query(
                        "select code, sender, kind, body from dead_letter order by seq",
                        row -> new DeadLetter(
                                row.text("code"), row.text("sender"), row.text("kind"), row.bytes("body"))));
    }

    static List<Timeline.Alarm> alarms(Repositories repositories) {
        return repositories.ledger().read(repositories.timeline()::alarms);
    }

    static long count(Repositories repositories, String what) {
        return repositories.ledger().read(tx -> count(tx, what));
    }

    static long count(Tx tx, String what) {
        return tx.one("select count(*) as n from " + what, row -> row.number("n"))
                .orElse(0L);
    }

    @Override
    public void close() {
        province.close();
    }
}
