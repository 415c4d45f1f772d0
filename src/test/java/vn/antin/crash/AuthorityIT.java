package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.MovingClock;
import vn.antin.Slow;
import vn.antin.ledger.KeyNotes;
import vn.antin.ledger.Repositories;
import vn.antin.node.Seams;
import vn.antin.receipt.EvidenceBundle;
import vn.antin.receipt.Finding;
import vn.antin.receipt.Outcome;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/** The authority of a province is replaced while documents flow and one node is off, on a clock that the test advances. */
@Slow
class AuthorityIT {

    private static final Duration OVERLAP = Duration.ofDays(30);

    /** Evidence is verified by the machine's clock, too: nothing here is in its future. */
    private static final Duration AGO = Duration.ofDays(60);

    @TempDir
    Path folder;

    private final MovingClock clock = new MovingClock();
    private CrashProvince town;

    @BeforeEach
    void start() throws Exception {
        clock.forward(AGO.negated());
        town = new CrashProvince(folder, clock);
    }

    @AfterEach
    void stop() {
        town.close();
    }

    private Repositories hub() {
        return town.province().hub().repositories();
    }

    private X509Certificate authority() {
        return Seams.authority(town.home("hub")).of(Purpose.AUTHORITY).certificate();
    }

    private Trust trust(String home) {
        return Trust.read(town.home(home).resolve("province.trust"));
    }

    private X509Certificate connection(String home) {
        return Seams.keys(town.home(home)).of(Purpose.CONNECTION).certificate();
    }

    private boolean under(X509Certificate authority, String home) {
        return connection(home).getIssuerX500Principal().equals(authority.getSubjectX500Principal());
    }

    private void holds(Path bundle, Trust by) {
        List<Finding> findings = EvidenceBundle.verify(bundle, by, clock.instant());
        assertThat(findings).allMatch(finding -> finding.outcome() == Outcome.HOLDS);
    }

    @Test
    void a_province_lives_on_under_a_new_authority_and_a_node_that_was_off_comes_back() throws Exception {
        DocumentExchange post = town.post();
        String first = post.send();
        post.arrives();
        X509Certificate old = authority();
        Trust auditor = trust("hub");
        town.stop(CrashProvince.RECIPIENT);

        hub().ledger().store("test.ask", tx -> {
            new KeyNotes().ask(tx, Purpose.AUTHORITY, old.getSerialNumber().toString(16));
        });
        await("the sender has the new authority")
                .atMost(PATIENCE)
                .until(() -> trust(CrashProvince.SENDER).anchors().size() == 2);
        assertThat(authority()).isEqualTo(old);
        for (int i = 0; i < 3; i++) {
            // A receipt of more than thirty days before proves little about the time.
            clock.forward(OVERLAP.dividedBy(3));
            town.province().hub().registry().refresh(); // the hub looks once in an hour
            Instant jumped = clock.instant().minus(Duration.ofDays(1));
            await("the sender has today's directory")
                    .atMost(PATIENCE)
                    .until(() -> town.sender().directory().get().issued().isAfter(jumped));
        }
        await("the new authority certifies")
                .atMost(PATIENCE)
                .until(() -> !authority().equals(old)
                        && CrashProvince.count(hub(), "audit where what = 'USE_AUTHORITY'") == 1);
        X509Certificate fresh = authority();
        for (String home : List.of("hub", CrashProvince.SENDER)) {
            Seams.renewAtMachine(town.home(home), "a drill");
            await(home + " has its certificates")
                    .atMost(PATIENCE)
                    .until(() -> Files.exists(town.home(home).resolve("keys.next.p12"))
                            && !Files.exists(town.home(home).resolve("keys.new")));
        }
        clock.forward(Duration.ofDays(1));
        await("keys under the new authority")
                .atMost(PATIENCE)
                .until(() -> under(fresh, "hub") && under(fresh, CrashProvince.SENDER));
        town.province().stopHub(); // a connection that stands shows no certificate
        town.province().startHub();

        assertThat(trust(CrashProvince.RECIPIENT).anchors()).containsExactly(old);
        town.start(CrashProvince.RECIPIENT);
        town.settle();
        String second = post.send();
        post.arrives();
        assertThat(trust(CrashProvince.RECIPIENT).anchors()).containsExactlyInAnyOrder(old, fresh);
        for (String id : List.of(first, second)) {
            Path bundle = folder.resolve(id + ".zip");
            Files.write(bundle, town.software(town.sender()).evidence(id));
            holds(bundle, trust("hub"));
            holds(bundle, Trust.parse(auditor.write()));
        }
        for (Repositories each :
                List.of(town.sender().repositories(), town.recipient().repositories(), hub())) {
            assertThat(CrashProvince.deadLetters(each)).isEmpty();
        }
    }
}
