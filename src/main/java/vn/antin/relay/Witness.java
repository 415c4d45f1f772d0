package vn.antin.relay;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Directory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.AttestedCopies;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Documents;
import vn.antin.ledger.EarlyCheckpoints;
import vn.antin.ledger.EarlyCheckpoints.Gap;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.RestoreRecovery;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.Copy;
import vn.antin.receipt.Event;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.LogLeaf;
import vn.antin.receipt.Merkle;
import vn.antin.receipt.MerkleProof;
import vn.antin.receipt.Receipts;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.seal.SealedEnvelope;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/** Lets the nodes' checkpoints into the hub's own log, each in its order, and their receipts on to the senders. */
public final class Witness {

    /** Longer than the broker's pause before it offers a message again, which brings most of what is missing. */
    private static final Duration ASK_AFTER = Duration.ofSeconds(3);

    /** A gap of this age does not close by itself any more: somebody is told. */
    private static final Duration ALARM_AFTER = Duration.ofMinutes(2);

    /** Checkpoints that waited and are taken in one transaction. */
    private static final int AT_ONCE = 32;

    private static final Logger log = LoggerFactory.getLogger(Witness.class);

    /** One message of a node, read. */
    private record Message(byte[] bytes, Receipts receipts, SealedCheckpoint sealed) {

        static Message read(byte[] bytes) {
            Receipts receipts = Receipts.unpacked(bytes);
            return new Message(bytes, receipts, SealedCheckpoint.open(receipts.checkpoint()));
        }

        Checkpoint checkpoint() {
            return sealed.checkpoint();
        }

        /** The size of the log before it, as its node says. */
        long follows() {
            Receipts.Consistency proof = receipts.consistency();
            return proof == null ? 0 : proof.from();
        }
    }

    /** What became of a message, and whether more can be taken now. */
    private record Taken(Optional<Refused> refused, boolean more) {}

    private final Repositories repositories;
    private final DirectoryEditions directories;
    private final Trust trust;
    private final Clock clock;
    private final EarlyCheckpoints early = new EarlyCheckpoints();
    /** Checkpoints of a log are taken one after the other, whoever brings them. */
    private final ReentrantLock order = new ReentrantLock();

    private Consumer<Duration> arrived = took -> {};

    public Witness(Repositories repositories, DirectoryEditions directories, Trust trust, Clock clock) {
        this.repositories = repositories;
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
     * Takes one message with a checkpoint and its receipts, and all that waited for it. Durable when it returns; a repeat
     * changes nothing. One that comes before the checkpoint it follows is kept in the ledger until that one comes.
     *
     * @param connected the node as the broker validated it
     * @throws Refused CHECKPOINT_CONFLICT for a second root of one size, CHECKPOINT_CHAIN or PROOF_WRONG for a log that
     *     does not continue what was witnessed, LOG_BEHIND for a log that went back
     */
    public void accept(String connected, byte[] message) {
        NodeId node = new NodeId(connected);
        Message read = Message.read(message);
        Directory directory = directories.current();
        if (!read.checkpoint().issuer().equals(node)) {
            throw new Refused(
                    Fault.EVENT_NOT_ALLOWED, connected, read.checkpoint().origin());
        }
        directory.checkSigner(node, read.sealed().signer(), Purpose.SEAL, clock.instant(), trust);
        order.lock();
        try {
            Taken taken = repositories.ledger().commit("witness.accept", tx -> {
                Optional<Refused> refused = take(tx, node, read, directory);
                return new Taken(refused, refused.isEmpty() && takeNext(tx, node, directory));
            });
            if (taken.refused().isPresent()) {
                throw taken.refused().get();
            }
            if (taken.more()) {
                takeWaiting(node);
            }
        } finally {
            order.unlock();
        }
    }

    /**
     * Takes what may be taken of all that waits, raises an alarm for a log that has waited long for a checkpoint, and
     * answers the nodes to be asked for theirs: each once for as long as its log does not grow.
     */
    public List<String> missing() {
        order.lock();
        try {
            List<Gap> gaps = repositories.ledger().read(early::gaps);
            gaps.forEach(gap -> takeWaiting(gap.node()));
            return gaps.isEmpty() ? List.of() : repositories.ledger().commit("witness.missing", this::toAsk);
        } finally {
            order.unlock();
        }
    }

    private List<String> toAsk(Tx tx) {
        Instant now = clock.instant();
        List<String> nodes = new ArrayList<>();
        for (Gap gap : early.gaps(tx)) {
            if (!gap.told() && !now.isBefore(gap.since().plus(ALARM_AFTER))) {
                repositories
                        .timeline()
                        .alarm(
                                tx,
                                Fault.CHECKPOINT_AWAITED,
                                gap.node().value(),
                                gap.origin() + ", " + size(tx, gap.origin()) + " … " + gap.seenSize());
                early.told(tx, gap.node());
            }
            if (!gap.asked() && !now.isBefore(gap.since().plus(ASK_AFTER))) {
                early.asked(tx, gap.node());
                nodes.add(gap.node().value());
            }
        }
        return nodes;
    }

    private void takeWaiting(NodeId node) {
        while (repositories.ledger().commit("witness.waiting", tx -> takeNext(tx, node, directories.current()))) {
            // so many in each transaction
        }
    }

    /** Takes what waited, in its order; true when there is more than one transaction should take. */
    private boolean takeNext(Tx tx, NodeId node, Directory directory) {
        Optional<Gap> found = early.gap(tx, node);
        if (found.isEmpty()) {
            return false;
        }
        Gap gap = found.get();
        for (int i = 0; i < AT_ONCE; i++) {
            Optional<EarlyCheckpoints.Early> next = early.next(tx, node, size(tx, gap.origin()));
            if (next.isEmpty()) {
                grown(tx, gap);
                return false;
            }
            early.done(tx, next.get());
            byte[] message = next.get().message();
            take(tx, node, Message.read(message), directory)
                    .ifPresent(refused -> repositories
                            .timeline()
                            .deadLetter(tx, refused, node.value(), Outbox.MessageKind.RECEIPTS.name(), message));
        }
        return true;
    }

    private void grown(Tx tx, Gap gap) {
        if (size(tx, gap.origin()) >= gap.seenSize()) {
            early.forget(tx, gap.node());
            repositories.timeline().end(tx, Fault.CHECKPOINT_AWAITED, gap.node().value());
            log.info("{} is whole again at {}", gap.origin(), gap.seenSize());
        }
    }

    private long size(Tx tx, String origin) {
        return repositories
                .checkpoints()
                .last(tx, origin)
                .map(Checkpoints.StoredCheckpoint::size)
                .orElse(0L);
    }

    /** Answers a conflict instead of throwing it: both checkpoints and the alarm must be kept. */
    private Optional<Refused> take(Tx tx, NodeId node, Message message, Directory directory) {
        SealedCheckpoint sealed = message.sealed();
        Checkpoint checkpoint = message.checkpoint();
        if (repositories.checkpoints().find(tx, sealed.digest()).isPresent()) {
            return Optional.empty();
        }
        String name = checkpoint.origin() + ", " + checkpoint.size();
        for (Checkpoints.StoredCheckpoint other :
                repositories.checkpoints().at(tx, checkpoint.origin(), checkpoint.size())) {
            if (!other.root().equals(checkpoint.root())) {
                repositories.checkpoints().add(tx, sealed, false, null);
                return Optional.of(new Refused(Fault.CHECKPOINT_CONFLICT, name));
            }
        }
        Optional<Checkpoints.StoredCheckpoint> last = repositories.checkpoints().last(tx, checkpoint.origin());
        long known = last.map(Checkpoints.StoredCheckpoint::size).orElse(0L);
        if (last.isPresent() && checkpoint.size() <= known) {
            return Optional.of(new Refused(Fault.LOG_BEHIND, name, Long.toString(known)));
        }
        if (message.follows() > known && !new RestoreRecovery(repositories).forgot(tx, checkpoint.origin())) {
            keepEarly(tx, node, message);
            return Optional.empty();
        }
        Optional<Refused> broken = broken(message, last);
        if (broken.isPresent()) {
            return broken;
        }
        repositories.checkpoints().add(tx, sealed, false, null);
        Digest leaf = repositories.log().add(tx, LogLeaf.witness(sealed));
        Receipts receipts = message.receipts();
        Receipts sound =
                new Receipts(receipts.checkpoint(), null, sound(tx, node, receipts, checkpoint, directory), null);
        repositories.awaitingWitness().add(tx, sealed.digest(), node, sound.write(), leaf);
        noteGrowth(tx, node, checkpoint.origin());
        return Optional.empty();
    }

    /** What a node sealed before it was brought back, and that never came whole, nobody can send any more. */
    private void keepEarly(Tx tx, NodeId node, Message message) {
        String origin = message.checkpoint().origin();
        Optional<Checkpoints.StoredCheckpoint> latest =
                repositories.checkpoints().lastOf(tx, node.value());
        if (latest.isPresent() && EarlyCheckpoints.isLater(latest.get().origin(), origin)) {
            log.warn(
                    "{} at {} is not awaited: its node goes on as {}",
                    origin,
                    message.checkpoint().size(),
                    latest.get().origin());
            return;
        }
        early.keep(tx, node, message.sealed(), message.follows(), message.bytes(), clock.instant());
    }

    /** A log that grows is not silent; one of a later epoch ends what an earlier one waited for. */
    private void noteGrowth(Tx tx, NodeId node, String origin) {
        early.gap(tx, node).ifPresent(gap -> {
            if (gap.origin().equals(origin)) {
                early.grown(tx, node, clock.instant());
            } else if (EarlyCheckpoints.isLater(origin, gap.origin())) {
                early.forget(tx, node);
                repositories.timeline().end(tx, Fault.CHECKPOINT_AWAITED, node.value());
                log.warn("{} goes on as {}: nothing more is awaited of it", gap.origin(), origin);
            }
        });
    }

    /**
     * The log that was seen last must be the beginning of this one. A hub that was brought back from a backup does not
     * know what it saw of a log since: it takes the first checkpoint that it sees then as it is, and says so. The senders
     * have the witness of what was before.
     */
    private static Optional<Refused> broken(Message message, Optional<Checkpoints.StoredCheckpoint> last) {
        Checkpoint checkpoint = message.checkpoint();
        long from = message.follows();
        long known = last.map(Checkpoints.StoredCheckpoint::size).orElse(0L);
        if (from > known) {
            log.warn(
                    "{} is taken from {} on: the hub was restored and knows it to {}",
                    checkpoint.origin(),
                    from,
                    known);
            return Optional.empty();
        }
        if (from < known) {
            return Optional.of(new Refused(
                    Fault.CHECKPOINT_CHAIN, checkpoint.origin(), Long.toString(from), Long.toString(known)));
        }
        Receipts.Consistency proof = message.receipts().consistency();
        boolean follows = proof == null
                || last.isEmpty()
                || MerkleProof.consistent(from, last.get().root(), checkpoint.size(), checkpoint.root(), proof.proof());
        return follows ? Optional.empty() : Optional.of(new Refused(Fault.PROOF_WRONG, checkpoint.origin()));
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
                repositories.timeline().deadLetter(tx, refused, node.value(), "RECEIPT", receipt.evidence());
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
        Documents.StoredDocument relayed = repositories
                .documents()
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
            new AttestedCopies(repositories).note(tx, evidence, Digest.sha256(receipt.evidence()));
        }
        if (over && PartsGate.has(opened.envelope())) {
            repositories.stored().over(tx, copy.envelope(), copy.index());
        }
    }
}
