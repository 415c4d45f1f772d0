package vn.antin.bench;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.directory.Edition;
import vn.antin.directory.NodeCertificate;
import vn.antin.directory.NodeEntry;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Party;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.Copy;
import vn.antin.receipt.Event;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.KnownDirectories;
import vn.antin.receipt.LogLeaf;
import vn.antin.receipt.Merkle;
import vn.antin.receipt.ReceiptVerifier;
import vn.antin.receipt.Receipts;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.seal.SealAlgorithm;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.seal.timestamp.LocalTimeStamps;

/** Generates receipts in memory as an auditor gets them: under sealed checkpoints, witnessed by a hub, time-stamped. */
final class ReceiptGenerator {

    private static final NodeId HUB = new NodeId("hub");
    private static final NodeId SENDER = new NodeId("so-noi-vu");
    private static final NodeId RECIPIENT = new NodeId("so-y-te");
    private static final Duration LIFE = Duration.ofDays(730);
    private static final int LEVEL = 2;
    private static final int MBIT = 10;

    private final Clock clock = Clock.systemUTC();
    private final KeyAlgorithm algorithm;
    private final Authority authority;
    private final Trust trust;
    private final Directory directory;
    private final LocalTimeStamps stamps;
    private final Log node;
    private final Log hub;

    ReceiptGenerator(KeyAlgorithm algorithm) {
        this.algorithm = algorithm;
        this.authority = Authority.create("CA", clock, LIFE, algorithm);
        KeyEntry stampKey = key("time-stamp", Purpose.TIME_STAMP);
        KeyEntry nodeKey = key(RECIPIENT.value(), Purpose.SEAL);
        KeyEntry hubKey = key(HUB.value(), Purpose.SEAL);
        KeyEntry senderKey = key(SENDER.value(), Purpose.SEAL);
        this.stamps = new LocalTimeStamps(stampKey, clock);
        this.trust = new Trust(List.of(authority.certificate()), List.of(), List.of(stampKey.certificate()));
        Instant now = clock.instant();
        this.directory = new Directory(Edition.first("Tỉnh", now, now.plus(LIFE))
                .withNode(entry(HUB, hubKey))
                .withNode(entry(SENDER, senderKey))
                .withNode(entry(RECIPIENT, nodeKey))
                .withAgencies(List.of(agency("H06.02", SENDER), agency("H06.16", RECIPIENT)))
                .withCrl(authority.crl(Map.of(), 1, LIFE)));
        this.node = new Log(RECIPIENT, nodeKey);
        this.hub = new Log(HUB, hubKey);
    }

    private KeyEntry key(String name, Purpose purpose) {
        KeyPair pair = KeyPairs.generate(algorithm);
        X509Certificate certificate = authority.issue(pair.getPublic(), name, purpose, List.of(), LIFE);
        return KeyEntry.of(pair.getPrivate(), certificate);
    }

    private NodeEntry entry(NodeId id, KeyEntry key) {
        Instant from = clock.instant().minus(Authority.BACKDATED);
        return new NodeEntry(id, id.equals(HUB), List.of(new NodeCertificate(Purpose.SEAL, from, key.certificate())));
    }

    private static Agency agency(String code, NodeId host) {
        return new Agency(
                new AgencyCode(code),
                List.of(),
                code,
                host,
                null,
                LEVEL,
                MBIT,
                null,
                null,
                null,
                true,
                true,
                null,
                null);
    }

    /** A verifier with an empty cache. */
    ReceiptVerifier verifier() {
        return new ReceiptVerifier(trust, KnownDirectories.of(List.of(directory)));
    }

    /** The receipts of that many consignments under one new checkpoint, as XML. */
    byte[] receipts(int number) {
        List<Long> indices = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            indices.add(node.add(consignment()));
        }
        SealedCheckpoint checkpoint = node.checkpoint();
        List<Receipts.Receipt> receipts = indices.stream()
                .map(index -> node.receipt(index, checkpoint.checkpoint()))
                .toList();
        long leaf = hub.add(LogLeaf.witness(checkpoint).write());
        SealedCheckpoint above = hub.checkpoint();
        Receipts.Receipt inHub = hub.receipt(leaf, above.checkpoint());
        var witness = new Receipts.HubWitness(
                new Receipts.WitnessLeaf(leaf, inHub.proof(), above.bytes()), stamps.stamp(above.digest()));
        return new Receipts(checkpoint.bytes(), null, receipts, witness).write();
    }

    private byte[] consignment() {
        EnvelopeId id = EnvelopeId.next(clock);
        Digest digest = Digest.sha256(id.toString().getBytes(StandardCharsets.UTF_8));
        Copy copy = Copy.of(
                id,
                new Party(new AgencyCode("H06.02"), SENDER),
                1,
                new Party(new AgencyCode("H06.16"), RECIPIENT),
                new Copy.SealedContent(digest, digest));
        return Evidence.of(Event.CONTENT_CONSIGNMENT, clock.instant(), RECIPIENT, copy, digest, directory.serial())
                .write()
                .bytes();
    }

    /** An issuer's log: its leaves and the hashes above them. */
    private final class Log {

        private final NodeId issuer;
        private final Sealer sealer;
        private final List<byte[]> leaves = new ArrayList<>();
        private final List<List<Digest>> levels = new ArrayList<>();
        private @Nullable SealedCheckpoint last;

        Log(NodeId issuer, KeyEntry key) {
            this.issuer = issuer;
            this.sealer =
                    new Sealer(key, SealAlgorithm.defaultFor(key.certificate().getPublicKey()), clock);
        }

        long add(byte[] leaf) {
            for (Merkle.Subtree each : Merkle.append(leaves.size(), List.of(Merkle.leaf(leaf)), this::at)) {
                while (levels.size() <= each.level()) {
                    levels.add(new ArrayList<>());
                }
                levels.get(each.level()).add(each.digest());
            }
            leaves.add(leaf);
            return leaves.size() - 1L;
        }

        private Digest at(int level, long index) {
            return levels.get(level).get(Math.toIntExact(index));
        }

        SealedCheckpoint checkpoint() {
            Digest root = Merkle.root(leaves.size(), this::at);
            Digest previous = last == null ? null : last.digest();
            SealedCheckpoint sealed = SealedCheckpoint.seal(
                    new Checkpoint(Checkpoint.origin(issuer, "1"), leaves.size(), root, previous, clock.instant()),
                    sealer);
            last = sealed;
            return sealed;
        }

        Receipts.Receipt receipt(long index, Checkpoint under) {
            return new Receipts.Receipt(
                    leaves.get(Math.toIntExact(index)), index, Merkle.inclusion(index, under.size(), this::at));
        }
    }
}
