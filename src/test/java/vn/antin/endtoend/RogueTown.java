package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.antin.directory.Directory;
import vn.antin.directory.Edition;
import vn.antin.directory.NodeCertificate;
import vn.antin.directory.Stopped;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Party;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.node.join.HomeSetup;
import vn.antin.node.join.JoinFile;
import vn.antin.node.join.Joins;
import vn.antin.seal.SealAlgorithm;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.trial.Province;

/** A province with three honest nodes and three malicious ones that joined legitimately. */
final class RogueTown implements AutoCloseable {

    /** Agencies of the honest nodes. */
    static final String SENDER = "H06.01";

    static final String RECIPIENT = "H06.03";
    static final String NEIGHBOUR = "H06.04";
    static final String WAITING = "H06.08";

    /** Agencies of the malicious nodes. */
    static final String FALSE = "H06.05";

    static final String FALSER = "H06.06";
    static final String FALSEST = "H06.07";

    private static final NodeId HUB = new NodeId("hub");
    private static final Duration YEAR = Duration.ofDays(365);

    final TestProvince town;
    final Rogue rogue;
    final Rogue accomplice;
    final Rogue flooder;

    /** Keys whose certificates the directory lists for the malicious node, by their one defect. */
    final Map<String, KeyEntry> spoiled = new HashMap<>();

    private final List<String> good = new ArrayList<>();
    private final Path folder;

    RogueTown(Path folder) {
        this.folder = folder;
        this.town = TestProvince.start(
                folder,
                Map.of(
                        "ngay-gui", List.of(SENDER),
                        "ngay-nhan", List.of(RECIPIENT, NEIGHBOUR),
                        "ngay-cho", List.of(WAITING)),
                List.of(FALSE, FALSER, FALSEST),
                this::prepare);
        this.rogue = rogue("gian-mot");
        this.accomplice = rogue("gian-hai");
        this.flooder = rogue("gian-ba");
    }

    private Rogue rogue(String node) {
        return new Rogue(
                folder.resolve(node), new NodeId(node), town.province().hub().brokerPort());
    }

    private void prepare(Province province) {
        join("gian-mot", FALSE);
        join("gian-hai", FALSER);
        join("gian-ba", FALSEST);
        province.stopHub();
        spoil();
        province.startHub();
    }

    private void join(String node, String agency) {
        Joins.add(folder, node, List.of(agency));
        JoinFile join = JoinFile.read(folder.resolve("hub").resolve("joins").resolve(node + ".join"));
        new HomeSetup(Clock.systemUTC()).node(join, folder.resolve(node), 0, KeyAlgorithm.EC_P256);
    }

    Keys hubKeys(String file) {
        return Rogue.keys(folder.resolve("hub"), file);
    }

    /** Issues a directory with certificates that may not seal. */
    private void spoil() {
        Keys authorityKeys = hubKeys("authority.p12");
        KeyEntry root = authorityKeys.of(Purpose.AUTHORITY);
        Instant now = Instant.now();
        Authority authority = new Authority(root, Clock.systemUTC());
        Authority once = new Authority(root, Clock.fixed(now.minus(Duration.ofDays(9)), ZoneOffset.UTC));
        Authority later = new Authority(root, Clock.fixed(now.plus(Duration.ofDays(9)), ZoneOffset.UTC));
        Authority namesake =
                Authority.create("Tỉnh Bà Rịa - Vũng Tàu - gốc tin cậy", Clock.systemUTC(), YEAR, KeyAlgorithm.EC_P256);
        spoiled.put("expired", issued(once, Duration.ofDays(1)));
        spoiled.put("not yet valid", issued(later, YEAR));
        spoiled.put("of a namesake", issued(namesake, YEAR));
        spoiled.put("revoked", issued(authority, YEAR));
        spoiled.put("stopped", issued(authority, YEAR));
        Trust trust = Trust.read(folder.resolve("hub").resolve("province.trust"));
        try (Ledger ledger = Ledger.open(folder.resolve("hub").resolve("data"), CrashPoints.NONE)) {
            DirectoryEditions directories = new DirectoryEditions(
                    ledger, Repositories.of(HUB, ledger, Clock.systemUTC()).log(), trust, Clock.systemUTC());
            directories.take(sealed(edition(directories.current(), authority, now), authorityKeys));
        }
    }

    private Edition edition(Directory current, Authority authority, Instant now) {
        var entry = current.node(new NodeId("gian-mot")).orElseThrow();
        for (KeyEntry each : spoiled.values()) {
            entry = entry.with(new NodeCertificate(Purpose.SEAL, now, each.certificate()));
        }
        KeyEntry revoked = spoiled.get("revoked");
        KeyEntry stopped = spoiled.get("stopped");
        assertThat(revoked).isNotNull();
        assertThat(stopped).isNotNull();
        return current.next(now, now.plus(Duration.ofDays(7)))
                .withNode(entry)
                .withCrl(authority.crl(
                        Map.of(revoked.certificate().getSerialNumber(), now.minusSeconds(60)), 99, Duration.ofDays(30)))
                .withStopped(new Stopped(digest(stopped), now.minusSeconds(60), "lộ khóa"));
    }

    private static Digest digest(KeyEntry key) {
        try {
            return Digest.sha256(key.certificate().getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate of ours", e);
        }
    }

    static byte[] sealed(Edition edition, Keys authorityKeys) {
        return sealed(edition, authorityKeys.of(Purpose.DIRECTORY));
    }

    static byte[] sealed(Edition edition, KeyEntry key) {
        SealAlgorithm algorithm = SealAlgorithm.defaultFor(key.certificate().getPublicKey());
        return new Directory(edition).seal(new Sealer(key, algorithm, Clock.systemUTC()));
    }

    static KeyEntry issued(Authority authority, Duration life) {
        KeyPair pair = KeyPairs.generate(KeyAlgorithm.EC_P256);
        return KeyEntry.of(
                pair.getPrivate(),
                authority.issue(pair.getPublic(), "gian-mot", Purpose.SEAL, List.of(), life),
                authority.certificate());
    }

    Directory directory() {
        return town.node("ngay-nhan").directory().get();
    }

    Party recipient() {
        return new Party(new AgencyCode(RECIPIENT), new NodeId("ngay-nhan"));
    }

    /** A valid letter from the malicious node's agency to the honest recipient. */
    Rogue.Letter letter() {
        return rogue.letter(FALSE, recipient(), directory());
    }

    Rogue.Draft draft() {
        return rogue.draft(FALSE, List.of(recipient()), directory());
    }

    Records hub() {
        return new Records(town.province().hub().repositories());
    }

    Records sender() {
        return new Records(town.node("ngay-gui").repositories());
    }

    Records receiver() {
        return new Records(town.node("ngay-nhan").repositories());
    }

    /** Documents between honest agencies still arrive. */
    void a_good_letter_arrives() {
        Office office = town.office(SENDER);
        String id = office.letter(List.of(RECIPIENT), "V/v thử", Office.Part.file("a.pdf", new byte[] {1, 2, 3}))
                .id();
        await().atMost(PATIENCE).until(() -> receiver().arrivals(EnvelopeId.of(id)) == 1);
        good.add(id);
    }

    /** Their senders have the receipts. */
    void all_good_letters_are_proved() {
        Office office = town.office(SENDER);
        assertThat(good).isNotEmpty();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(good)
                        .allSatisfy(id -> assertThat(office.states(id)).containsExactly("CONSIGNED")));
    }

    @Override
    public void close() {
        rogue.close();
        accomplice.close();
        flooder.close();
        town.close();
    }
}
