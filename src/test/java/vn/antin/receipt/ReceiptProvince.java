package vn.antin.receipt;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.directory.Edition;
import vn.antin.directory.NodeCertificate;
import vn.antin.directory.NodeEntry;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Part;
import vn.antin.envelope.Party;
import vn.antin.envelope.Urgency;
import vn.antin.receipt.Evidence.Written;
import vn.antin.seal.SealAlgorithm;
import vn.antin.seal.SealedEnvelope;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.seal.timestamp.LocalTimeStamps;

/** A hub and two agencies, each with its node and its log, on a Monday at nine. */
public final class ReceiptProvince {

    public static final Instant MONDAY_NINE = Instant.parse("2026-03-02T09:00:00Z");
    public static final Duration LIFE = Duration.ofDays(730);
    public static final NodeId HUB = new NodeId("hub");
    public static final NodeId HOME = new NodeId("so-noi-vu");
    public static final NodeId HEALTH = new NodeId("so-y-te");
    public static final AgencyCode HOME_AFFAIRS = new AgencyCode("H06.02");
    public static final AgencyCode HEALTH_CARE = new AgencyCode("H06.16");

    public final TestClock clock = new TestClock(MONDAY_NINE);
    private final KeyAlgorithm algorithm;
    public final Authority authority;
    public final Map<NodeId, KeyEntry> keys = new HashMap<>();
    public final Map<NodeId, TestLog> logs = new HashMap<>();
    public final KeyEntry directoryKey;
    public final KeyEntry stamper;
    public final LocalTimeStamps timeStamps;
    public final Trust trust;
    private final List<Directory> directories = new ArrayList<>();

    public ReceiptProvince() {
        this(KeyAlgorithm.EC_P256);
    }

    public ReceiptProvince(KeyAlgorithm algorithm) {
        this.algorithm = algorithm;
        authority = Authority.create("Province CA", clock, Duration.ofDays(3650), algorithm);
        directoryKey = key(authority, "directory", Purpose.DIRECTORY);
        stamper = key(authority, "tsa", Purpose.TIME_STAMP);
        timeStamps = new LocalTimeStamps(stamper, clock);
        trust = new Trust(List.of(authority.certificate()), List.of(directoryKey.certificate()), List.of());
        clock.pass(Duration.ofMinutes(10));
        Edition edition = Edition.first(
                "Bà Rịa - Vũng Tàu", clock.instant(), clock.instant().plus(LIFE));
        for (NodeId node : List.of(HUB, HOME, HEALTH)) {
            KeyEntry key = key(authority, node.value(), Purpose.SEAL);
            keys.put(node, key);
            logs.put(node, new TestLog(node, key, clock));
            var certificate = new NodeCertificate(Purpose.SEAL, MONDAY_NINE, key.certificate());
            edition = edition.withNode(new NodeEntry(node, node.equals(HUB), List.of(certificate)));
        }
        edition = edition.withAgencies(List.of(agency(HOME_AFFAIRS, HOME), agency(HEALTH_CARE, HEALTH)))
                .withCrl(authority.crl(Map.of(), 1, LIFE));
        directories.add(new Directory(edition));
    }

    public KeyEntry key(Authority authority, String name, Purpose purpose) {
        KeyPair pair = KeyPairs.generate(algorithm);
        X509Certificate certificate = authority.issue(pair.getPublic(), name, purpose, List.of(), LIFE);
        return KeyEntry.of(pair.getPrivate(), certificate);
    }

    public static Agency agency(AgencyCode code, @Nullable NodeId node) {
        return new Agency(
                code, List.of(), "Agency " + code, node, null, 2, 10, null, null, null, true, true, null, null);
    }

    public Directory directory() {
        return directories.get(directories.size() - 1);
    }

    public KnownDirectories directories() {
        return KnownDirectories.of(directories);
    }

    public byte[] sealedDirectory() {
        return directory().seal(sealer(directoryKey));
    }

    /** The next edition of the directory, with the certificate of that node revoked at a time. */
    public void revoke(NodeId node, Instant at) {
        revoke(key(node), at);
    }

    /** The same for any key that the authority certified. */
    public void revoke(KeyEntry key, Instant at) {
        BigInteger serial = key.certificate().getSerialNumber();
        Edition next = directory()
                .next(clock.instant(), clock.instant().plus(LIFE))
                .withCrl(authority.crl(Map.of(serial, at), 2, LIFE));
        directories.add(new Directory(next));
    }

    public void publish(Edition edition) {
        directories.add(new Directory(edition));
    }

    public KeyEntry key(NodeId node) {
        return Optional.ofNullable(keys.get(node)).orElseThrow();
    }

    public TestLog log(NodeId node) {
        return Optional.ofNullable(logs.get(node)).orElseThrow();
    }

    public Sealer sealer(KeyEntry key) {
        return new Sealer(key, SealAlgorithm.defaultFor(key.certificate().getPublicKey()), clock);
    }

    public ReceiptVerifier verifier() {
        return new ReceiptVerifier(trust, directories());
    }

    /** The node of home affairs as the maker of bundles, with a time-stamp over the manifest if wanted. */
    public BundleMaker maker(boolean stamped) {
        return new BundleMaker(
                HOME, sealer(key(HOME)), digest -> stamped ? Optional.of(timeStamps.stamp(digest)) : Optional.empty());
    }

    /** A bundle without renewed proofs, with a time-stamp over its manifest. */
    public byte[] bundle(List<Receipts> receipts, byte[] envelope, byte[] inner, List<byte[]> sealedDirectories) {
        return new EvidenceBundle(receipts, envelope, inner, sealedDirectories, List.of(), List.of())
                .write(maker(true), clock.instant());
    }

    /** The files with manifests that name them, as this node makes them, for files that it left out. */
    public SortedMap<String, byte[]> manifested(SortedMap<String, byte[]> files, EnvelopeId document) {
        SortedMap<String, byte[]> made = new TreeMap<>(files);
        made.keySet()
                .removeAll(List.of(EvidenceBundle.CHECKSUMS, EvidenceBundle.MANIFEST, EvidenceBundle.MANIFEST_STAMP));
        SortedMap<String, Digest> digests = new TreeMap<>();
        made.forEach((name, content) -> digests.put(name, Digest.sha256(content)));
        byte[] sealed = new BundleManifest(document, HOME, clock.instant(), digests, List.of()).seal(sealer(key(HOME)));
        made.put(EvidenceBundle.MANIFEST, sealed);
        made.put(EvidenceBundle.MANIFEST_STAMP, timeStamps.stamp(Digest.sha256(sealed)));
        made.put(EvidenceBundle.CHECKSUMS, EvidenceBundle.checksums(made));
        return made;
    }

    /** A letter of home affairs; its content is nowhere. */
    public Envelope letter(List<Party> recipients, Urgency urgency, Duration valid) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        byte[] key = {1};
        return new Envelope(
                EnvelopeId.next(clock),
                new Party(HOME_AFFAIRS, HOME),
                recipients,
                urgency,
                Operation.NEW,
                now,
                now.plus(valid),
                null,
                directory().serial(),
                Digest.sha256(new byte[] {1}),
                Digest.sha256(new byte[] {2}),
                65536,
                List.of(new Part(0, Digest.sha256(new byte[] {3}), 10, null, false)),
                Map.of(HOME, key, HEALTH, key),
                Mode.PRODUCTION);
    }

    /** The letter under the seal of home affairs. */
    public byte[] sealed(Envelope letter) {
        return SealedEnvelope.seal(letter, sealer(key(HOME)));
    }

    /** A copy from home affairs to health care. */
    public Copy copy() {
        EnvelopeId id = EnvelopeId.next(clock);
        var content = new Copy.SealedContent(
                Digest.sha256(id.toString().getBytes(StandardCharsets.UTF_8)), Digest.sha256(new byte[] {7}));
        return new Copy(id, new Party(HOME_AFFAIRS, HOME), 1, new Party(HEALTH_CARE, HEALTH), content);
    }

    public Written written(Event event, NodeId issuer, Copy copy, @Nullable Digest previous) {
        return Evidence.of(
                        event,
                        clock.instant(),
                        issuer,
                        copy,
                        previous,
                        directory().serial())
                .write();
    }

    /** A receipt of one event under a new checkpoint of its issuer, not yet witnessed. */
    public Receipts receipt(Written evidence) {
        return receipt(evidence, evidence.evidence().issuer());
    }

    public Receipts receipt(Written evidence, NodeId log) {
        long index = log(log).add(evidence.bytes());
        SealedCheckpoint checkpoint = log(log).checkpoint();
        return new Receipts(checkpoint.bytes(), null, List.of(log(log).receipt(index, checkpoint.checkpoint())), null);
    }

    /** The same receipts with the hub's witness, and its time-stamp if wanted. */
    public Receipts witnessed(Receipts receipts, boolean stamped) {
        SealedCheckpoint seen = SealedCheckpoint.open(receipts.checkpoint());
        TestLog hub = log(HUB);
        long index = hub.add(LogLeaf.witness(seen).write());
        SealedCheckpoint checkpoint = hub.checkpoint();
        byte[] token = stamped ? timeStamps.stamp(checkpoint.digest()) : null;
        var leaf = new Receipts.WitnessLeaf(index, hub.proof(index, checkpoint.checkpoint()), checkpoint.bytes());
        return new Receipts(receipts.checkpoint(), null, receipts.receipts(), new Receipts.HubWitness(leaf, token));
    }

    /** The receipt of a submission, time-stamped. */
    public Receipts stamped() {
        return witnessed(receipt(written(Event.SUBMISSION_ACCEPTANCE, HOME, copy(), null)), true);
    }
}
