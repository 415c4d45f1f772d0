package vn.antin.relay;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Directory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Fault;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Refused;
import vn.antin.envelope.TryLater;
import vn.antin.ledger.Afresh;
import vn.antin.ledger.Attested;
import vn.antin.ledger.Books;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.Directories;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Tx;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.Copy;
import vn.antin.receipt.Event;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.LogLeaf;
import vn.antin.receipt.Merkle;
import vn.antin.receipt.MerkleProof;
import vn.antin.receipt.Receipts;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.seal.Purpose;
import vn.antin.seal.SealedEnvelope;
import vn.antin.seal.Trust;

/** Lets the nodes' checkpoints into the hub's own log, each in its order, and their receipts on to the senders. */
public final class Witness {

    private static final Logger log = LoggerFactory.getLogger(Witness.class);

    private final Books books;
    private final Directories directories;
    private final Trust trust;
    private final Clock clock;
    private Consumer<Duration> arrived = took -> {};

    public Witness(Books books, Directories directories, Trust trust, Clock clock) {
        this.books = books;
        this.directories = directories;
        this.trust = trust;
        this.clock = clock;
    }

    /** Told how long each document took from its sealing to its receipt of arrival; seldom, one is told twice. */
    public Witness onArrival(Consumer<Duration> listener) {
        arrived = listener;
        return this;
    }

    /**
     * Takes one message with a checkpoint and its receipts. Durable when it returns; a repeat changes nothing.
     *
     * @param connected the node as the broker validated it
     * @throws Refused CHECKPOINT_CONFLICT for a second root of one size, LOG_BEHIND for a log that went back
     * @throws TryLater when the checkpoint before it has not come yet
     */
    public void accept(String connected, byte[] message) {
        NodeId node = new NodeId(connected);
        Receipts receipts = Receipts.unpacked(message);
        SealedCheckpoint sealed = SealedCheckpoint.open(receipts.checkpoint());
        Directory directory = directories.current();
        if (!sealed.checkpoint().issuer().equals(node)) {
            throw new Refused(
                    Fault.EVENT_NOT_ALLOWED, connected, sealed.checkpoint().origin());
        }
        directory.checkSigner(node, sealed.signer(), Purpose.SEAL, clock.instant(), trust);
        Optional<Refused> conflict = waiting(
                node, () -> books.ledger().commit("witness.accept", tx -> take(tx, node, receipts, sealed, directory)));
        if (conflict.isPresent()) {
            throw conflict.get();
        }
    }

    /** A log with a gap waits, and everything behind it: somebody is told until the gap is closed. */
    private <T> T waiting(NodeId node, Supplier<T> take) {
        try {
            return take.get();
        } catch (TryLater early) {
            books.ledger().storeRelaxed("witness.waiting", tx -> {
                books.notes().alarm(tx, early.fault(), node.value(), String.valueOf(early.getMessage()));
            });
            throw early;
        }
    }

    /** Answers a conflict instead of throwing it: both checkpoints and the alarm must be kept. */
    private Optional<Refused> take(
            Tx tx, NodeId node, Receipts receipts, SealedCheckpoint sealed, Directory directory) {
        Checkpoint checkpoint = sealed.checkpoint();
        if (books.checkpoints().find(tx, sealed.digest()).isPresent()) {
            return Optional.empty();
        }
        String name = checkpoint.origin() + ", " + checkpoint.size();
        for (Checkpoints.Kept other : books.checkpoints().at(tx, checkpoint.origin(), checkpoint.size())) {
            if (!other.root().equals(checkpoint.root())) {
                books.checkpoints().add(tx, sealed, false, null);
                return Optional.of(new Refused(Fault.CHECKPOINT_CONFLICT, name));
            }
        }
        Optional<Checkpoints.Kept> last = books.checkpoints().last(tx, checkpoint.origin());
        if (last.isPresent() && checkpoint.size() <= last.get().size()) {
            return Optional.of(
                    new Refused(Fault.LOG_BEHIND, name, Long.toString(last.get().size())));
        }
        if (follows(tx, receipts.consistency(), checkpoint, last)) {
            follow(receipts.consistency(), checkpoint, last);
        }
        books.notes().end(tx, Fault.CHECKPOINT_CHAIN, node.value());
        books.checkpoints().add(tx, sealed, false, null);
        Digest leaf = books.log().add(tx, LogLeaf.witness(sealed));
        Receipts sound =
                new Receipts(receipts.checkpoint(), null, sound(tx, node, receipts, checkpoint, directory), null);
        books.held().add(tx, sealed.digest(), node, sound.write(), leaf);
        return Optional.empty();
    }

    /**
     * A hub that was brought back from a backup does not know what it saw of a log since: it takes the first checkpoint
     * that it sees then as it is, and says so. The senders have the witness of what was before.
     */
    private boolean follows(
            Tx tx, Receipts.@Nullable Consistency proof, Checkpoint checkpoint, Optional<Checkpoints.Kept> last) {
        long from = proof == null ? 0 : proof.from();
        long known = last.map(Checkpoints.Kept::size).orElse(0L);
        if (from > known && new Afresh(books).forgot(tx, checkpoint.origin())) {
            log.warn(
                    "{} is taken from {} on: the hub was restored and knows it to {}",
                    checkpoint.origin(),
                    from,
                    known);
            return false;
        }
        return true;
    }

    /** The log that was seen last must be the beginning of this one. */
    private static void follow(
            Receipts.@Nullable Consistency proof, Checkpoint checkpoint, Optional<Checkpoints.Kept> last) {
        long from = proof == null ? 0 : proof.from();
        long known = last.map(Checkpoints.Kept::size).orElse(0L);
        if (from > known) {
            throw new TryLater(Fault.CHECKPOINT_CHAIN, checkpoint.origin() + ", " + from + " before " + known);
        }
        if (from < known) {
            throw new Refused(Fault.CHECKPOINT_CHAIN, checkpoint.origin(), Long.toString(from), Long.toString(known));
        }
        if (proof != null && last.isPresent()) {
            boolean follows = MerkleProof.consistent(
                    from, last.get().root(), checkpoint.size(), checkpoint.root(), proof.proof());
            if (!follows) {
                throw new Refused(Fault.PROOF_WRONG, checkpoint.origin());
            }
        }
    }

    /** The receipts that may go on; one that does not hold stays here with an alarm and stops nothing else. */
    private List<Receipts.Receipt> sound(
            Tx tx, NodeId node, Receipts receipts, Checkpoint checkpoint, Directory directory) {
        List<Receipts.Receipt> sound = new ArrayList<>();
        for (Receipts.Receipt receipt : receipts.receipts()) {
            try {
                check(tx, node, receipt, checkpoint, directory);
                sound.add(receipt);
            } catch (Refused refused) {
                log.warn("a receipt of {} stays here: {}", node, refused.getMessage());
                books.notes().deadLetter(tx, refused, node.value(), "RECEIPT", receipt.evidence());
            }
        }
        return sound;
    }

    private void check(Tx tx, NodeId node, Receipts.Receipt receipt, Checkpoint checkpoint, Directory directory) {
        Evidence evidence = Evidence.read(receipt.evidence());
        Copy copy = evidence.copy();
        var recipient = copy.recipient();
        boolean theirs = evidence.issuer().equals(node)
                && evidence.event().issuers().contains(Event.By.RECIPIENT_NODE)
                && recipient != null
                && recipient.node().equals(node);
        if (!theirs) {
            throw new Refused(
                    Fault.EVENT_NOT_ALLOWED, node.value(), evidence.event().etsiName());
        }
        if (evidence.directorySerial() > directory.serial()) {
            // Its sender would wait for that directory without end.
            throw new Refused(Fault.DIRECTORY_AHEAD, Long.toString(evidence.directorySerial()));
        }
        Digest leaf = Merkle.leaf(receipt.evidence());
        if (!MerkleProof.included(leaf, receipt.index(), checkpoint.size(), receipt.proof(), checkpoint.root())) {
            throw new Refused(Fault.PROOF_WRONG, checkpoint.origin());
        }
        Documents.Kept relayed = books.documents()
                .find(tx, copy.envelope())
                .orElseThrow(() ->
                        new Refused(Fault.DOCUMENT_NOT_FOUND, copy.envelope().toString()));
        SealedEnvelope opened = SealedEnvelope.open(relayed.envelope());
        if (copy.content() == null || !copy.isOf(opened)) {
            throw new Refused(Fault.RECEIPT_OTHER_DOCUMENT, copy.envelope().toString());
        }
        if (evidence.event() == Event.CONTENT_CONSIGNMENT) {
            arrived.accept(Duration.between(opened.envelope().created(), evidence.time()));
        }
        boolean over =
                evidence.event() == Event.CONTENT_CONSIGNMENT || evidence.event() == Event.CONTENT_CONSIGNMENT_FAILURE;
        if (over || evidence.event().order() == Event.CONTENT_HANDOVER.order()) {
            new Attested(books).note(tx, evidence, Digest.sha256(receipt.evidence()));
        }
        if (over && Warehouse.has(opened.envelope())) {
            books.stored().over(tx, copy.envelope(), copy.index());
        }
    }
}
