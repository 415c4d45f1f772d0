package vn.antin.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.deliver.BundleProofs;
import vn.antin.directory.Edition;
import vn.antin.directory.NodeCertificate;
import vn.antin.directory.NodeEntry;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.EnvelopeXml;
import vn.antin.envelope.InnerManifest;
import vn.antin.envelope.Mode;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Part;
import vn.antin.envelope.Party;
import vn.antin.envelope.Urgency;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Timeline;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;
import vn.antin.receipt.AuditResult;
import vn.antin.receipt.BundleMaker;
import vn.antin.receipt.Copy;
import vn.antin.receipt.Event;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.EvidenceBundle;
import vn.antin.receipt.Finding;
import vn.antin.receipt.Outcome;
import vn.antin.receipt.ProofList;
import vn.antin.receipt.ReceiptProvince;
import vn.antin.receipt.Receipts;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.seal.timestamp.LocalTimeStamps;

/**
 * A province of 25 years: roots, the keys of the time-stamp authority and of the directory's signer end and are
 * replaced; the ledger of one node renews the proofs of documents of its first day.
 */
class ProofRenewalTest {

    private static final Instant DAY_ONE = ReceiptProvince.MONDAY_NINE;
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration QUARTER = Duration.ofDays(90);
    private static final Duration ROOT = YEAR.multipliedBy(12);
    private static final Duration STAMPER = YEAR.multipliedBy(2);
    private static final Duration SIGNER = YEAR.multipliedBy(3);
    private static final byte[] INNER = new InnerManifest(
                    new byte[16],
                    EnvelopeId.of("019cadcf-c240-73ea-8741-217cc060f8af"),
                    "000.00.02.H06,2026/03/02,812",
                    "V/v kiểm tra",
                    new byte[0],
                    new byte[0],
                    null,
                    List.of())
            .write();

    @TempDir
    Path folder;

    private final ReceiptProvince province = new ReceiptProvince();
    private final NavigableMap<Instant, Authority> roots = new TreeMap<>();
    private final NavigableMap<Instant, KeyEntry> stampers = new TreeMap<>();
    private final NavigableMap<Instant, KeyEntry> signers = new TreeMap<>();
    private final Map<Authority, Long> lists = new HashMap<>();
    private Trust trust;
    private Edition edition;
    private Ledger ledger;
    private Repositories repositories;
    private DirectoryEditions directories;
    private ProofRenewal renewal;
    private boolean authorityAnswers = true;
    private boolean keysAreReplaced = true;
    private byte[] envelope;
    private List<Receipts> receipts;

    @BeforeEach
    void open() {
        Instant start = province.clock.instant();
        for (int year = 0; year < 26; year++) {
            Instant begin = start.plus(YEAR.multipliedBy(year));
            province.clock.set(begin);
            if (year % 8 == 0) {
                roots.put(begin, Authority.create("Root " + year, province.clock, ROOT, KeyAlgorithm.EC_P256));
            }
            stampers.put(begin, key("Stamper " + year, Purpose.TIME_STAMP, STAMPER));
            if (year % 2 == 0) {
                signers.put(begin, key("Signer " + year, Purpose.DIRECTORY, SIGNER));
            }
        }
        province.clock.set(start);
        Set<java.security.cert.X509Certificate> anchors = new LinkedHashSet<>(province.trust.anchors());
        roots.values().forEach(root -> anchors.add(root.certificate()));
        Set<java.security.cert.X509Certificate> pinned = new LinkedHashSet<>(province.trust.directory());
        signers.values().forEach(signer -> pinned.add(signer.certificate()));
        trust = new Trust(anchors, pinned, List.of());
        ledger = Ledgers.empty(folder.resolve("ledger"), CrashPoints.NONE);
        repositories = Repositories.of(ReceiptProvince.HOME, ledger, province.clock);
        directories = new DirectoryEditions(ledger, repositories.log(), trust, province.clock);
        edition = province.directory().edition();
        publish();
        renewal = new ProofRenewal(repositories, directories, this::stamp, province.clock);
        send();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private KeyEntry key(String name, Purpose purpose, Duration life) {
        KeyPair pair = KeyPairs.generate(KeyAlgorithm.EC_P256);
        Authority root = at(roots, province.clock.instant());
        return KeyEntry.of(pair.getPrivate(), root.issue(pair.getPublic(), name, purpose, List.of(), life));
    }

    /** The newest at a time. */
    private static <T> T at(NavigableMap<Instant, T> all, Instant now) {
        return Optional.ofNullable(all.floorEntry(now)).orElseThrow().getValue();
    }

    private byte[] stamp(Digest digest) {
        if (!authorityAnswers) {
            throw new TryLater(Fault.TIME_STAMP_UNAVAILABLE, "HTTP 503");
        }
        Instant now = keysAreReplaced ? province.clock.instant() : DAY_ONE.plus(YEAR);
        return new LocalTimeStamps(at(stampers, now), province.clock).stamp(digest);
    }

    /** The next edition, with fresh revocation lists of all roots so far and a new seal key of the node. */
    private void publish() {
        Instant now = province.clock.instant();
        edition = edition.next(now, now.plus(YEAR));
        if (edition.serial() > 2) {
            KeyEntry key = key(ReceiptProvince.HOME.value(), Purpose.SEAL, YEAR);
            province.keys.put(ReceiptProvince.HOME, key);
            edition = edition.withNode(new NodeEntry(
                    ReceiptProvince.HOME, false, List.of(new NodeCertificate(Purpose.SEAL, now, key.certificate()))));
        }
        for (Authority root : roots.headMap(now, true).values()) {
            edition = edition.withCrl(root.crl(Map.of(), lists.merge(root, 1L, Long::sum), Duration.ofDays(120)));
        }
        province.publish(edition);
        directories.take(province.directory().seal(province.sealer(at(signers, now))));
    }

    /** A document of the first day with its four receipts, whose hub checkpoints the ledger keeps. */
    private void send() {
        EnvelopeId id = EnvelopeId.next(province.clock);
        Party sender = new Party(ReceiptProvince.HOME_AFFAIRS, ReceiptProvince.HOME);
        Party recipient = new Party(ReceiptProvince.HEALTH_CARE, ReceiptProvince.HEALTH);
        envelope = province.sealer(province.key(ReceiptProvince.HOME))
                .seal(
                        EnvelopeXml.write(new Envelope(
                                id,
                                sender,
                                List.of(recipient),
                                Urgency.NORMAL,
                                Operation.NEW,
                                province.clock.instant(),
                                province.clock.instant().plus(Duration.ofDays(7)),
                                null,
                                directories.current().serial(),
                                Digest.sha256(INNER),
                                Digest.sha256(),
                                65_536,
                                List.of(new Part(0, Digest.sha256(), 1, null, false)),
                                Map.of(ReceiptProvince.HEALTH, new byte[] {1}),
                                Mode.PRODUCTION)),
                        "envelope");
        Copy copy = new Copy(
                id, sender, 1, recipient, new Copy.SealedContent(Digest.sha256(envelope), Digest.sha256(INNER)));
        Evidence.Written submitted = province.written(Event.SUBMISSION_ACCEPTANCE, ReceiptProvince.HOME, copy, null);
        Evidence.Written relayed =
                province.written(Event.RELAY_ACCEPTANCE, ReceiptProvince.HUB, copy, submitted.digest());
        Evidence.Written consigned =
                province.written(Event.CONTENT_CONSIGNMENT, ReceiptProvince.HEALTH, copy, relayed.digest());
        Evidence.Written handed =
                province.written(Event.CONTENT_HANDOVER, ReceiptProvince.HEALTH, copy, consigned.digest());
        receipts = new ArrayList<>();
        for (Evidence.Written each : List.of(submitted, relayed, consigned, handed)) {
            receipts.add(province.witnessed(province.receipt(each), true));
        }
        ledger.store("seen", tx -> {
            for (Receipts each : receipts) {
                Receipts.HubWitness witness =
                        Optional.ofNullable(each.witness()).orElseThrow();
                byte[] hub = Optional.ofNullable(witness.leaf()).orElseThrow().checkpoint();
                repositories
                        .checkpoints()
                        .see(
                                tx,
                                List.of(new Checkpoints.SeenCheckpoint(
                                        SealedCheckpoint.open(hub), witness.timeStamp(), null)));
            }
        });
    }

    /** Lets the province live until then: a new edition and a look at the proofs each quarter. */
    private List<ProofRenewal.Renewed> live(Duration until) {
        List<ProofRenewal.Renewed> done = new ArrayList<>();
        Instant end = DAY_ONE.plus(until);
        while (province.clock.instant().isBefore(end)) {
            province.clock.pass(QUARTER);
            publish();
            done.add(renewal.renew(false));
        }
        return done;
    }

    private Path export() {
        publish();
        BundleProofs proved = BundleProofs.of(repositories, directories, receipts);
        assertThat(proved.missing()).isEmpty();
        return export(proved.directories(), proved.proofs());
    }

    private Path export(List<byte[]> editions, List<ProofList> proofs) {
        var bundle = new EvidenceBundle(receipts, envelope, INNER, editions, proofs, List.of());
        BundleMaker maker = new BundleMaker(
                ReceiptProvince.HOME,
                province.sealer(province.key(ReceiptProvince.HOME)),
                digest -> Optional.of(stamp(digest)));
        try {
            return Files.write(
                    Files.createTempFile(folder, "b", ".zip"), bundle.write(maker, province.clock.instant()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AuditResult result(Path bundle) {
        List<Finding> findings = EvidenceBundle.verify(bundle, trust, province.clock.instant());
        return AuditResult.of(findings, true);
    }

    private List<String> faults(Path bundle) {
        return EvidenceBundle.verify(bundle, trust, province.clock.instant()).stream()
                .flatMap(finding -> finding.faults().stream().map(check -> finding.file() + " " + check))
                .toList();
    }

    @Test
    void receipts_of_the_first_day_hold_10_and_25_years_on() {
        Path fresh = export();
        assertThat(faults(fresh)).isEmpty();
        Path ofYear10 = fresh;
        for (int year : new int[] {1, 10, 25}) {
            assertThat(live(YEAR.multipliedBy(year)))
                    .allSatisfy(each -> assertThat(each.late()).isNull());
            Path bundle = export();
            assertThat(faults(bundle)).as("year %d", year).isEmpty();
            assertThat(result(bundle).word()).isEqualTo("HOLDS");
            if (year == 10) {
                ofYear10 = bundle;
            }
        }
        assertThat(result(fresh).word()).isEqualTo("LAPSED");
        assertThat(result(ofYear10).word()).isEqualTo("LAPSED");
    }

    @Test
    void a_bundle_of_year_10_without_its_proofs_or_with_a_time_stamp_taken_out_does_not_hold() {
        live(YEAR.multipliedBy(10));
        publish();
        BundleProofs proved = BundleProofs.of(repositories, directories, receipts);
        assertThat(result(export(proved.directories(), proved.proofs())).word()).isEqualTo("HOLDS");
        assertThat(result(export(proved.directories(), List.of())).word()).isEqualTo("LAPSED");
        ProofList first = proved.proofs().get(0);
        assertThat(first.stamps()).hasSizeGreaterThan(4);
        for (int out = 0; out < first.stamps().size(); out++) {
            List<byte[]> stamps = new ArrayList<>(first.stamps());
            stamps.remove(out);
            List<ProofList> changed = new ArrayList<>(proved.proofs());
            changed.set(0, new ProofList(first.head(), first.directories(), first.objects(), stamps));
            boolean last = out == first.stamps().size() - 1;
            AuditResult result = result(export(proved.directories(), changed));
            assertThat(result.outcome()).as("time-stamp %d", out).isEqualTo(last ? result.outcome() : Outcome.BROKEN);
        }
    }

    @Test
    void objects_that_are_not_in_the_list_are_told() {
        live(YEAR.multipliedBy(4));
        publish();
        BundleProofs proved = BundleProofs.of(repositories, directories, receipts);
        ProofList first = proved.proofs().get(0);
        List<ProofList.ProvedObject> objects = new ArrayList<>(first.objects());
        ProofList.ProvedObject one = objects.get(0);
        objects.set(0, new ProofList.ProvedObject(Digest.sha256(new byte[] {1}), one.index(), one.proof()));
        List<ProofList> changed = new ArrayList<>(proved.proofs());
        changed.set(0, new ProofList(first.head(), first.directories(), objects, first.stamps()));
        assertThat(result(export(proved.directories(), changed)).outcome()).isEqualTo(Outcome.BROKEN);
    }

    @Test
    void a_province_that_renews_too_late_is_told_and_its_receipts_are_not_provable_any_more() {
        authorityAnswers = false;
        List<ProofRenewal.Renewed> silent = live(YEAR.multipliedBy(3));
        assertThat(silent).extracting(ProofRenewal.Renewed::late).contains(Fault.TIME_STAMP_UNAVAILABLE);
        assertThat(alarms()).containsExactly(Fault.PROOFS_LATE.code());

        authorityAnswers = true;
        live(YEAR.multipliedBy(4));
        assertThat(alarms()).isEmpty();
        assertThat(result(export()).word()).isEqualTo("LAPSED");
    }

    @Test
    void a_time_stamp_of_the_old_key_is_no_renewal() {
        keysAreReplaced = false;
        live(QUARTER.multipliedBy(7));
        assertThat(alarms()).isEmpty();
        List<ProofRenewal.Renewed> old = live(QUARTER.multipliedBy(8));
        assertThat(old).extracting(ProofRenewal.Renewed::late).contains(Fault.RENEWAL_NO_LATER);
        assertThat(alarms()).containsExactly(Fault.PROOFS_LATE.code());

        keysAreReplaced = true;
        assertThat(renewal.renew(false).late()).isNull();
        assertThat(alarms()).isEmpty();
        assertThat(result(export()).word()).isEqualTo("HOLDS");
    }

    @Test
    void who_asks_gets_everything_renewed_once() {
        assertThat(renewal.renew(false)).isEqualTo(new ProofRenewal.Renewed(0, 0, null));
        renewal.look();
        assertThat(ledger.read(repositories.proofs()::state).objects()).isZero();
        renewal.ask();
        renewal.look();
        assertThat(ledger.read(repositories.proofs()::state).objects()).isEqualTo(5);
        assertThat(renewal.renew(true)).isEqualTo(new ProofRenewal.Renewed(0, 0, null));
        assertThat(faults(export())).isEmpty();
    }

    private List<String> alarms() {
        return ledger.read(repositories.timeline()::alarms).stream()
                .map(Timeline.Alarm::code)
                .toList();
    }
}
