package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.cli.Run;
import vn.antin.directory.Directory;
import vn.antin.directory.DirectoryAct;
import vn.antin.directory.Edition;
import vn.antin.directory.NodeCertificate;
import vn.antin.directory.NodeEntry;
import vn.antin.directory.Stopped;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.people.AuditLog;
import vn.antin.node.Seams;
import vn.antin.node.broker.QueueNames;
import vn.antin.seal.KeyWrap;
import vn.antin.seal.SealAlgorithm;
import vn.antin.seal.SealedEnvelope;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;
import vn.antin.wire.HandshakeMessages;
import vn.antin.xml.Deflated;

/** A hub that misuses the directory's key: what it shows to one node only, and who notices. */
class HostileDirectoryIT {

    private static final String SENDER = "H06.11";
    private static final String RECIPIENT = "H06.12";
    private static final NodeId FOOLED = new NodeId("nut-a");
    private static final NodeId HONEST = new NodeId("nut-b");

    @TempDir
    Path folder;

    private TestProvince town;

    @BeforeEach
    void open() {
        town = TestProvince.start(folder, Map.of("nut-a", List.of(SENDER), "nut-b", List.of(RECIPIENT)));
    }

    @AfterEach
    void close() {
        town.close();
    }

    private Path hub() {
        return folder.resolve("hub");
    }

    private Directory current() {
        return town.node("nut-b").directory().get();
    }

    private Edition next() {
        Instant now = Instant.now();
        return current().next(now, now.plus(Duration.ofDays(7)));
    }

    private byte[] sealed(Edition edition) {
        KeyEntry key = Seams.authority(hub()).of(Purpose.DIRECTORY);
        SealAlgorithm algorithm = SealAlgorithm.defaultFor(key.certificate().getPublicKey());
        return new Directory(edition).seal(new Sealer(key, algorithm, Clock.systemUTC()));
    }

    /** Puts an answer with this directory into the queue of one node. */
    private void show(NodeId node, byte[] directory) throws JMSException {
        byte[] welcome =
                new HandshakeMessages.Welcome(Instant.now(), 1, List.of(Deflated.of(directory)), new byte[0]).write();
        try (JMSContext session = town.province().hub().broker().connections().createContext()) {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(welcome);
            message.setStringProperty("antin_kind", "WELCOME");
            session.createProducer()
                    .send(session.createQueue(QueueNames.standard().downUrgent(node)), message);
        }
    }

    private static List<String> alarms(Repositories repositories) {
        return repositories.ledger().read(tx -> repositories.timeline().alarms(tx)).stream()
                .map(alarm -> alarm.code() + " " + alarm.subject())
                .toList();
    }

    private List<String> alarms(String node) {
        return alarms(town.node(node).repositories());
    }

    private void deliver(String from, String to) {
        String id = town.office(from)
                .letter(List.of(to), "V/v thử", Office.Part.file("a.pdf", "nội dung".getBytes(UTF_8)))
                .id();
        await().atMost(PATIENCE).until(() -> town.office(from).states(id).equals(List.of("CONSIGNED")));
    }

    /** With a certificate of the province's authority for a key that only the hub has. */
    private Edition with(NodeId node, Purpose purpose) {
        Authority authority = new Authority(Seams.authority(hub()).of(Purpose.AUTHORITY), Clock.systemUTC());
        X509Certificate foreign = authority.issue(
                KeyPairs.generate(KeyAlgorithm.EC_P256).getPublic(),
                node.value(),
                purpose,
                List.of(),
                Duration.ofDays(30));
        NodeEntry entry = current().node(node).orElseThrow();
        return next().withNode(entry.with(new NodeCertificate(purpose, Instant.now(), foreign)));
    }

    @Test
    void a_foreign_encryption_or_seal_key_is_seen_by_the_node_it_is_listed_for() throws Exception {
        String foreign = "ANTIN-6321 nut-b";
        assertThat(alarms("nut-b")).isEmpty();

        // The node may also renew its keys meanwhile, which makes another edition of this number, and another alarm.
        show(HONEST, sealed(with(HONEST, Purpose.ENCRYPTION)));
        await().atMost(PATIENCE).until(() -> alarms("nut-b").contains(foreign));
        Edition mended = next().withNode(new NodeEntry(
                HONEST,
                false,
                current().node(HONEST).orElseThrow().certificates().subList(0, 3)));
        show(HONEST, sealed(mended));
        await().atMost(PATIENCE).until(() -> !alarms("nut-b").contains(foreign));

        show(HONEST, sealed(with(HONEST, Purpose.SEAL)));
        await().atMost(PATIENCE).until(() -> alarms("nut-b").contains(foreign));
    }

    @Test
    void two_directories_under_one_number_are_seen_by_every_sender_and_by_the_hub() throws Exception {
        long serial = current().serial();
        show(FOOLED, sealed(next().withStopped(new Stopped(Digest.sha256(new byte[0]), Instant.now(), "x"))));
        await().atMost(PATIENCE)
                .until(() -> town.node("nut-a").directory().get().serial() == serial + 1);
        town.province()
                .hub()
                .registry()
                .act(
                        new DirectoryAct.RenameAgency(new AgencyCode(RECIPIENT), "Tên mới"),
                        new AuditLog.Actor("thử", ""),
                        "thử");
        await().atMost(PATIENCE).until(() -> current().serial() == serial + 1);

        deliver(SENDER, RECIPIENT);
        await().atMost(PATIENCE).until(() -> alarms("nut-a").contains("ANTIN-6320 nut-b"));
        deliver(RECIPIENT, SENDER);
        await().atMost(PATIENCE).until(() -> alarms("nut-b").contains("ANTIN-6320 nut-a"));
        assertThat(alarms(town.province().hub().repositories())).contains("ANTIN-6320 nut-a");
    }

    @Test
    void a_foreign_encryption_key_reads_nothing_and_what_it_replaces_waits_for_a_person() throws Exception {
        X509Certificate own = current().encryptionCertificate(HONEST, Instant.now());
        Edition beside = with(HONEST, Purpose.ENCRYPTION);
        show(FOOLED, sealed(beside));
        follows("Tên một");
        await().atMost(PATIENCE).until(() -> alarms("nut-a").contains("ANTIN-6331 nut-b"));

        String first = letter();
        await().atMost(PATIENCE).until(() -> town.office(SENDER).states(first).equals(List.of("CONSIGNED")));
        assertThat(KeyWrap.isFor(wrapped(first).orElseThrow(), own)).isTrue();

        show(
                FOOLED,
                sealed(next().withNode(beside.nodes().stream()
                                .filter(node -> node.id().equals(HONEST))
                                .findFirst()
                                .orElseThrow())
                        .withStopped(new Stopped(Certificates.digest(own), Instant.now(), "x"))));
        follows("Tên hai");
        String second = letter();
        await().atMost(PATIENCE).until(() -> town.office(SENDER).states(second).equals(List.of("FAILED")));
        assertThat(wrapped(second)).as("no key can read it").isEmpty();
        assertThat(town.office(SENDER).get("/documents/" + second).text()).contains("ANTIN-6332");
        Path sender = town.province().home("nut-a").resolve("node.yaml");
        Path recipient = town.province().home("nut-b").resolve("node.yaml");
        assertThat(Run.of("confirm-key", "--config", sender).out()).contains("nut-b", SENDER.substring(0, 3));
        String told = Run.of("confirm-key", "--config", recipient).out();
        String words = told.lines().findFirst().orElseThrow().replaceAll(".*: ", "");
        assertThat(Run.of("confirm-key", "nut-b", "--words", words, "--reason", "gọi điện", "--config", sender)
                        .err())
                .contains("ANTIN-6333");
        assertThat(town.office(SENDER).states(second)).containsExactly("FAILED");

        follows("Tên ba");
        await().atMost(PATIENCE)
                .until(() ->
                        TestProvince.count(town.node("nut-a").repositories(), "event where what = 'SENT_AGAIN'") == 1);
        await().atMost(PATIENCE)
                .until(() -> town.office(RECIPIENT).inbox().stream()
                                .filter(offer -> !offer.get("id").asText().equals(second))
                                .count()
                        > 0);
        assertThat(alarms("nut-a")).doesNotContain("ANTIN-6331 nut-b");
    }

    private String letter() {
        return town.office(SENDER)
                .letter(List.of(RECIPIENT), "V/v thử", Office.Part.file("a.pdf", "nội dung".getBytes(UTF_8)))
                .id();
    }

    private Optional<byte[]> wrapped(String id) {
        Repositories sender = town.node("nut-a").repositories();
        return sender.ledger()
                .read(tx -> sender.documents().find(tx, EnvelopeId.of(id)))
                .map(document -> SealedEnvelope.open(document.envelope()).envelope())
                .orElseThrow()
                .keyFor(HONEST);
    }

    /** The hub's own next edition, which reaches the honest node. */
    private void follows(String name) {
        long serial = current().serial();
        DirectoryAct act = new DirectoryAct.RenameAgency(new AgencyCode(RECIPIENT), name);
        town.province().hub().registry().act(act, new AuditLog.Actor("thử", ""), "thử");
        await().atMost(PATIENCE).until(() -> current().serial() == serial + 1);
        await().atMost(PATIENCE)
                .until(() -> town.node("nut-a").directory().get().serial() >= serial + 1);
    }
}
