package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.cli.Run;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Repositories;
import vn.antin.node.Node;
import vn.antin.node.Seams;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Certificates;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.Purpose;

/**
 * A node whose seal has a certificate of an authority outside the province joins, sends and receives, and is revoked by that
 * authority; by the commands of the operators, on a real hub; one story, in order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AdmittedAuthorityIT {

    private static final String INSIDE = "H06.11";
    private static final String OUTSIDE = "H06.12";
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    static Path folder;

    private static TestProvince town;
    private static HubOperator operator;
    private static Authority state;
    private static X509Certificate seal;
    private static Node node;
    private static Path oldTrust;
    private static String bundled;

    @BeforeAll
    static void open() throws Exception {
        town = TestProvince.start(folder, Map.of("nut-a", List.of(INSIDE)), List.of(OUTSIDE), province -> {});
        operator = new HubOperator(hub(), town.province().hub().httpsPort());
        state = Authority.create("Nhà nước CA", Clock.systemUTC(), YEAR.multipliedBy(5), KeyAlgorithm.RSA_2048);
        oldTrust = Files.copy(town.province().home("nut-a").resolve("province.trust"), folder.resolve("old.trust"));
    }

    @AfterAll
    static void close() {
        town.close();
    }

    private static Path hub() {
        return folder.resolve("hub");
    }

    private static Path home() {
        return town.province().home("nut-b");
    }

    private static Path file(String name, byte[] bytes) throws Exception {
        return Files.write(folder.resolve(name), bytes);
    }

    private static Path pem(String name, String kind, byte[] der) throws Exception {
        String text = "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END "
                + kind + "-----\n";
        return file(name, text.getBytes(UTF_8));
    }

    private static Path list(String name, Authority by, Map<BigInteger, Instant> revoked) throws Exception {
        X509CRL crl = by.crl(revoked, 1, DAY);
        return file(name, crl.getEncoded());
    }

    private static Run init(Object... more) {
        Object[] words = new Object[7 + more.length];
        System.arraycopy(
                new Object[] {"init", "node", home(), "--join", hub().resolve("joins/nut-b.join"), "--https-port", "0"},
                0,
                words,
                0,
                7);
        System.arraycopy(more, 0, words, 7, more.length);
        return Run.of(words);
    }

    @Test
    @Order(1)
    void an_authority_is_admitted_by_two_persons_and_unfit_ones_are_refused() throws Exception {
        Path certificate = pem("state.pem", "CERTIFICATE", Certificates.encoded(state.certificate()));
        Path crl = list("state.crl", state, Map.of());
        Authority own = new Authority(Seams.authority(hub()).of(Purpose.AUTHORITY), Clock.systemUTC());
        Path ownCertificate = file("own.der", Certificates.encoded(own.certificate()));
        assertThat(operator.act("admit", ownCertificate, "--crl", list("own.crl", own, Map.of()), "--reason", "x")
                        .err())
                .contains("ANTIN-2190");
        assertThat(operator.act("admit", certificate, "--crl", folder.resolve("own.crl"), "--reason", "x")
                        .err())
                .contains("ANTIN-2191");
        assertThat(operator.act("crl", crl, "--reason", "x").err()).contains("ANTIN-2191");
        Path leaf = file(
                "leaf.der",
                Certificates.encoded(
                        state.issue(state.certificate().getPublicKey(), "x", Purpose.SEAL, List.of(), YEAR)));
        assertThat(operator.act("admit", leaf, "--crl", crl, "--reason", "x").err())
                .contains("ANTIN-6105");

        operator.actOfTwo("admit", certificate, "--crl", crl, "--reason", "chứng thư chuyên dùng");

        await().atMost(PATIENCE)
                .until(() -> town.node("nut-a")
                                .directory()
                                .get()
                                .edition()
                                .authorities()
                                .size()
                        == 1);
        assertThat(audited()).contains("ADMIT_AUTHORITY CN=Nhà nước CA admin");
        assertThat(operator.admin.get("/console/directory?lang=en").body())
                .contains("Nhà nước CA", "DISMISS_AUTHORITY");
        assertThat(operator.act("crl", crl, "--reason", "lại").err())
                .as("not newer")
                .contains("ANTIN-2191");
    }

    @Test
    @Order(2)
    void a_node_joins_with_its_certificate_and_with_no_other() throws Exception {
        Run made = operator.act("join-file", "nut-b", "--agencies", OUTSIDE, "--reason", "mới");
        assertThat(made.code()).as(made.err()).isZero();
        Path request = folder.resolve("seal.csr");
        assertThat(init("--seal-request", request).out()).contains("seal.csr");
        byte[] first = Files.readAllBytes(request);
        Authority stranger = Authority.create("Lạ CA", Clock.systemUTC(), YEAR, KeyAlgorithm.EC_P256);
        X509Certificate inside =
                Seams.keys(town.province().home("nut-a")).of(Purpose.SEAL).certificate();

        refused("ANTIN-6104", stranger.issue(first, "nut-b", Purpose.SEAL, List.of(), YEAR));
        refused("ANTIN-6105", state.issue(first, "nut-b", Purpose.CONNECTION, List.of(), YEAR));
        refused("ANTIN-2192", inside);
        refused("ANTIN-2192", state.issue(first, "nut-b", Purpose.SEAL, List.of(), DAY));
        assertThat(town.node("nut-a").directory().get().node(new NodeId("nut-b")))
                .isEmpty();

        seal = state.issue(first, "Sở Y tế", Purpose.SEAL, List.of(), YEAR);
        Run joined = init("--seal-certificate", file("seal.der", Certificates.encoded(seal)));
        assertThat(joined.code()).as(joined.err()).isZero();
        assertThat(Seams.keys(home()).of(Purpose.SEAL).certificate()).isEqualTo(seal);
        node = town.province().start("nut-b");
        await().atMost(PATIENCE).until(node::greeted);
        Run checked = Run.of("check", "--config", home().resolve("node.yaml"));
        assertThat(checked.code()).as(checked.toString()).isZero();
    }

    private static void refused(String code, X509Certificate certificate) throws Exception {
        Run run = init("--seal-certificate", file("wrong.der", Certificates.encoded(certificate)));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains(code);
    }

    @Test
    @Order(3)
    void documents_flow_both_ways_and_prove_themselves_under_the_trust_file_of_before() throws Exception {
        Office theirs = Office.at(home(), node.port()).of(OUTSIDE);
        await().atMost(PATIENCE)
                .until(() -> town.node("nut-a").directory().get().hosts(new NodeId("nut-b"), new AgencyCode(OUTSIDE)));
        bundled = theirs.letter(List.of(INSIDE), "V/v thử", Office.Part.file("a.pdf", "nội dung".getBytes(UTF_8)))
                .id();
        arrives(theirs, bundled, town.office(INSIDE));
        String to = town.office(INSIDE)
                .letter(List.of(OUTSIDE), "V/v thử", Office.Part.file("b.pdf", "nội dung".getBytes(UTF_8)))
                .id();
        arrives(town.office(INSIDE), to, theirs);

        await().atMost(PATIENCE).until(() -> verify(theirs, bundled).code() == 0);
        await().atMost(PATIENCE).until(() -> verify(town.office(INSIDE), to).code() == 0);
        assertThat(TestProvince.count(town.province().hub().repositories(), "dead_letter"))
                .isZero();
    }

    @Test
    @Order(4)
    void what_its_authority_revokes_is_refused_and_what_was_proved_before_stands() throws Exception {
        Office theirs = Office.at(home(), node.port()).of(OUTSIDE);
        // A revocation list counts in seconds.
        Instant proved = Instant.now();
        await().until(() -> Instant.now().getEpochSecond() > proved.getEpochSecond());
        Path crl = list("newer.crl", state, Map.of(seal.getSerialNumber(), Instant.now()));
        Run run = operator.act("crl", crl, "--reason", "danh sách mới");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(audited()).contains("SET_LIST CN=Nhà nước CA machine");
        String id = theirs.letter(List.of(INSIDE), "V/v sau", Office.Part.file("c.pdf", "nội dung".getBytes(UTF_8)))
                .id();

        await().atMost(PATIENCE)
                .until(() -> TestProvince.count(town.province().hub().repositories(), "dead_letter") > 0
                        || theirs.states(id).equals(List.of("REJECTED")));
        assertThat(town.office(INSIDE).inbox())
                .noneMatch(offer -> offer.get("id").asText().equals(id));
        Path newest = folder.resolve("newest.xml");
        Files.write(
                newest,
                town.province()
                        .hub()
                        .repositories()
                        .ledger()
                        .read(tx -> tx.one(byte[].class, "select sealed from directory order by serial desc limit 1"))
                        .orElseThrow());
        Run verdict = Run.of("verify", folder.resolve(bundled + ".zip"), "--trust", oldTrust, "--directory", newest);
        assertThat(verdict.code()).as(verdict.toString()).isZero();
        assertThat(verify(theirs, bundled).out()).as("a manifest of after that").contains("ANTIN-6103");
    }

    @Test
    @Order(5)
    void a_dismissed_authority_is_revoked() {
        operator.actOfTwo("dismiss", "CN=Nhà nước CA", "--reason", "thôi");

        assertThat(audited()).contains("DISMISS_AUTHORITY CN=Nhà nước CA admin");
        assertThat(operator.act("dismiss", "CN=Nhà nước CA", "--reason", "lại").err())
                .contains("ANTIN-2103");
    }

    /** Takes the document at the recipient, and waits until its sender has the receipt of that. */
    private static void arrives(Office sender, String id, Office recipient) {
        await().atMost(PATIENCE)
                .until(() -> recipient.inbox().stream()
                        .filter(offer -> offer.get("id").asText().equals(id))
                        .anyMatch(offer -> recipient.acknowledge(offer).status() < 300));
        await().atMost(PATIENCE).until(() -> sender.receipts(id).contains("ContentHandover.1"));
    }

    private static List<String> audited() {
        Repositories repositories = town.province().hub().repositories();
        return repositories
                .ledger()
                .read(tx ->
                        tx.list(String.class, "select what || ' ' || subject || ' ' || who from audit order by seq"));
    }

    private static Run verify(Office office, String id) throws Exception {
        Path bundle = folder.resolve(id + ".zip");
        Files.write(bundle, office.get("/documents/" + id + "/evidence.zip").body());
        return Run.of("verify", bundle, "--trust", oldTrust);
    }
}
