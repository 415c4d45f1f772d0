package vn.antin.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.LedgerSamples;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.Purpose;

/** The contract of what is noted of keys and of nodes that join, for every database. */
abstract class KeyNotesContract {

    private static final Instant NOW = Instant.parse("2026-11-24T01:00:00Z");
    private static final NodeId NODE = new NodeId("nut-a");
    private static final Digest FILE = Digest.sha256(new byte[] {1});
    private static final Digest OTHER = Digest.sha256(new byte[] {2});

    private final KeyNotes notes = new KeyNotes();
    private Ledger ledger;

    abstract Ledger open();

    @BeforeEach
    void start() {
        ledger = open();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void a_renewal_is_noted_until_its_keys_are_used() {
        ledger.store("t", tx -> {
            notes.use(tx, "one");
            notes.begin(tx, NOW);
            notes.refuse(tx, "ANTIN-2141");
        });
        assertThat(ledger.read(notes::begun)).hasValue(NOW);
        assertThat(ledger.read(notes::refused)).hasValue("ANTIN-2141");

        ledger.store("t", tx -> notes.use(tx, "two"));

        assertThat(ledger.read(notes::used)).hasValue("two");
        assertThat(ledger.read(notes::begun)).isEmpty();
        assertThat(ledger.read(notes::refused)).isEmpty();
        assertThat(ledger.<Boolean>commit("t", tx -> notes.removeEarlier(tx, "one")))
                .isTrue();
        assertThat(ledger.<Boolean>commit("t", tx -> notes.removeEarlier(tx, "one")))
                .isFalse();
    }

    @Test
    void an_earlier_key_is_needed_while_content_of_its_time_is_here() {
        LedgerSamples samples = new LedgerSamples(Path.of("nowhere"), ledger);
        Instant before = samples.now();
        EnvelopeId id = samples.arrived("H06.11", "V/v khóa", "H06.12");
        Instant after = before.plus(Duration.ofDays(1));
        assertThat(ledger.<Boolean>read(tx -> notes.hasContentBefore(tx, after)))
                .as("its content is gone")
                .isFalse();
        ledger.store(
                "t", tx -> tx.update("insert into part (document, number, content) values (?, 0, ?)", id, new byte[9]));

        assertThat(ledger.<Boolean>read(tx -> notes.hasContentBefore(tx, before)))
                .isFalse();
        assertThat(ledger.<Boolean>read(tx -> notes.hasContentBefore(tx, after)))
                .isTrue();
        assertThat(ledger.read(notes::wrappedSecrets)).isEmpty();
    }

    @Test
    void a_node_that_asks_to_join_is_decided_once() {
        JoinRequests requests = new JoinRequests();
        ledger.store("t", tx -> {
            requests.add(tx, FILE, NODE, "H06.11 H06.12", "tám từ", NOW);
            requests.add(tx, FILE, NODE, "H06.99", "từ khác", NOW.plusSeconds(1));
            requests.add(tx, OTHER, new NodeId("nut-b"), "H06.13", "tám từ", NOW.plusSeconds(2));
        });
        List<JoinRequests.JoinRequestRow> newest = ledger.read(tx -> requests.newest(tx, 1));
        assertThat(newest).extracting(JoinRequests.JoinRequestRow::file).containsExactly(OTHER);
        assertThat(ledger.<Boolean>commit("t", tx -> requests.decide(tx, FILE, true, "an", NOW)))
                .isTrue();
        assertThat(ledger.<Boolean>commit("t", tx -> requests.decide(tx, FILE, false, "binh", NOW)))
                .isFalse();

        assertThat(ledger.read(tx -> requests.find(tx, FILE)).orElseThrow())
                .isEqualTo(new JoinRequests.JoinRequestRow(
                        FILE, NODE.value(), "H06.11 H06.12", "tám từ", NOW, "an", NOW, true));
        assertThat(ledger.read(tx -> requests.find(tx, OTHER)).orElseThrow().granted())
                .isNull();
    }

    @Test
    void a_join_file_keeps_its_certificates_and_a_return_its_end() {
        UsedJoinFiles files = new UsedJoinFiles(ledger);
        X509Certificate certificate = Authority.create(
                        "gốc tin cậy", Clock.systemUTC(), Duration.ofDays(1), KeyAlgorithm.EC_P256)
                .certificate();
        ledger.store("t", tx -> {
            files.add(tx, FILE, NODE, Map.of(Purpose.SEAL, certificate, Purpose.CONNECTION, certificate), NOW);
            files.allowReturn(tx, NODE, NOW);
            files.allowReturn(tx, NODE, NOW.plusSeconds(9));
        });

        assertThat(files.by(FILE)).hasValue(Map.of(Purpose.SEAL, certificate, Purpose.CONNECTION, certificate));
        assertThat(files.by(OTHER)).isEmpty();
        assertThat(files.returns()).isEqualTo(Map.of(NODE, NOW.plusSeconds(9)));
        ledger.store("t", tx -> files.endReturn(tx, NODE));
        assertThat(files.returns()).isEmpty();
    }
}
