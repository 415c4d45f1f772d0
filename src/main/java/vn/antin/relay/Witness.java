package vn.antin.relay;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Directory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.BatchCommit;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.Checkpoints.LogHead;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.EarlyCheckpoints;
import vn.antin.ledger.EarlyCheckpoints.Gap;
import vn.antin.ledger.ForkedDirectories;
import vn.antin.ledger.JoinedNodes;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.RestoreRecovery;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.LogLeaf;
import vn.antin.receipt.MerkleProof;
import vn.antin.receipt.Receipts;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.wire.BatchReceiver;
import vn.antin.wire.InboundMessage;

/**
 * Takes the nodes' checkpoints as leaves into the hub's own log, each log in its order, and queues their receipts for
 * the senders.
 */
public final class Witness implements BatchReceiver {

    /** Label of the transaction. */
    private static final String ACCEPT = "witness.accept";

    /** Longer than the broker's redelivery delay, which closes most gaps. */
    private static final Duration ASK_AFTER = Duration.ofSeconds(3);

    /** A gap of this age no longer closes by itself: an alarm is raised. */
    private static final Duration ALARM_AFTER = Duration.ofMinutes(2);

    /** Early checkpoints taken in one transaction. */
    private static final int MAX_BATCH = 32;

    private static final Logger log = LoggerFactory.getLogger(Witness.class);

    /** A parsed message of a node. */
    private record CheckpointMessage(byte[] bytes, Receipts receipts, SealedCheckpoint sealed) {

        static CheckpointMessage read(byte[] bytes) {
            Receipts receipts = Receipts.unpacked(bytes);
            return new CheckpointMessage(bytes, receipts, SealedCheckpoint.open(receipts.checkpoint()));
        }

        Checkpoint checkpoint() {
            return sealed.checkpoint();
        }

        /** Size of the log before this checkpoint, as its node states it. */
        long follows() {
            Receipts.Consistency proof = receipts.consistency();
            return proof == null ? 0 : proof.from();
        }
    }

    /** The result of a message, and whether early checkpoints can follow now. */
    private record Taken(Optional<Refused> refused, boolean more) {}

    private final Repositories repositories;
    private final DirectoryEditions directories;
    private final Trust trust;
    private final Clock clock;
    private final EarlyCheckpoints early = new EarlyCheckpoints();
    private final NodeReceipts nodeReceipts;
    private final ForkedDirectories forked;

    /** Serializes the checkpoints, which come on several threads. */
    private final ReentrantLock serial = new ReentrantLock();

    public Witness(Repositories repositories, DirectoryEditions directories, Trust trust, Clock clock) {
        this.repositories = repositories;
        this.directories = directories;
        this.trust = trust;
        this.clock = clock;
        this.nodeReceipts = new NodeReceipts(repositories, directories::awaitNewer, clock);
        this.forked = new ForkedDirectories(repositories.timeline());
    }

    /** Sets a listener for the time from sealing to arrival of each document; it may be called twice for one. */
    public Witness onArrival(Consumer<Duration> listener) {
        nodeReceipts.onArrival(listener);
        return this;
    }

    /**
     * Takes one message with a checkpoint and its receipts, and the early checkpoints that can follow it. Durable when
     * it returns; a repeat changes nothing. A checkpoint that comes before its predecessor is kept in the ledger until
     * that one comes.
     *
     * @param connected the node as the broker authenticated it
     * @throws Refused CHECKPOINT_CONFLICT for a second root of one size, CHECKPOINT_CHAIN or PROOF_WRONG for a log that
     *     does not continue what was witnessed, LOG_BEHIND for a log that went back
     */
    public void accept(String connected, byte[] message) {
        Testimony testimony = checked(connected, message);
        serial.lock();
        try {
            Taken taken = repositories
                    .ledger()
                    .commit(ACCEPT, tx -> take(tx, List.of(testimony)))
                    .get(0);
            if (taken.refused().isPresent()) {
                throw taken.refused().get();
            }
            testimony.committed(taken);
        } finally {
            serial.unlock();
        }
    }

    @Override
    public BitSet acceptTogether(List<InboundMessage> messages) {
        serial.lock();
        try {
            return BatchCommit.together(
                    repositories.ledger(),
                    ACCEPT,
                    messages,
                    message -> Optional.of(checked(message.sender(), message.body())),
                    this::takeUnrefused);
        } finally {
            serial.unlock();
        }
    }

    private Testimony checked(String connected, byte[] message) {
        NodeId node = new NodeId(connected);
        CheckpointMessage read = CheckpointMessage.read(message);
        Directory directory = directories.current();
        if (!read.checkpoint().issuer().equals(node)) {
            throw new Refused(
                    Fault.EVENT_NOT_ALLOWED, connected, read.checkpoint().origin());
        }
        if (!directory.names(node, read.sealed().signer(), Purpose.SEAL)) {
            directories.awaitNewer(Long.MAX_VALUE); // it may be a renewed key, in a directory that a restore lost
        }
        directory.checkSigner(node, read.sealed().signer(), Purpose.SEAL, clock.instant(), trust);
        return new Testimony(node, read, directory);
    }

    /** The transaction of one checkpoint. */
    private final class Testimony implements BatchCommit.Prepared<Taken> {

        private final NodeId node;
        private final CheckpointMessage read;
        private final Directory directory;

        Testimony(NodeId node, CheckpointMessage read, Directory directory) {
            this.node = node;
            this.read = read;
            this.directory = directory;
        }

        @Override
        public Taken in(Tx tx) {
            return takeUnrefused(tx, List.of(this)).get(0);
        }

        @Override
        public void committed(Taken taken) {
            if (taken.more()) {
                takeWaiting(node);
            }
        }
    }

    /** Leaves a conflict to {@link #accept}, which keeps it, and throws only then. */
    private List<Taken> takeUnrefused(Tx tx, List<Testimony> all) {
        List<Taken> taken = take(tx, all);
        taken.stream().flatMap(each -> each.refused().stream()).findFirst().ifPresent(refused -> {
            throw refused;
        });
        return taken;
    }

    /** What is known of the gaps of nodes and of the ends of their logs. */
    private record Known(Map<NodeId, Gap> gaps, Map<String, LogHead> heads) {}

    private Known read(Tx tx, List<Testimony> all) {
        return new Known(
                early.gaps(tx, all.stream().map(each -> each.node).collect(Collectors.toSet())),
                repositories
                        .checkpoints()
                        .heads(
                                tx,
                                all.stream()
                                        .map(each -> each.read.checkpoint().origin())
                                        .collect(Collectors.toSet())));
    }

    /**
     * Refuses for now what was checked by a directory that is no longer in force: in the hub's log no checkpoint of a
     * revoked node follows the directory that revokes it.
     */
    private void requireInForce(Tx tx, Directory directory) {
        long inForce = DirectoryEditions.inForce(tx)
                .map(Checkpoint.SeenEdition::serial)
                .orElse(0L);
        if (inForce != directory.serial()) {
            throw new TryLater(Fault.DIRECTORY_AHEAD, Long.toString(inForce));
        }
    }

    /** Takes checkpoints in their order. What is known is read once, and again after one that has to do with a gap. */
    private List<Taken> take(Tx tx, List<Testimony> all) {
        List<Taken> taken = new ArrayList<>();
        all.forEach(testimony -> requireInForce(tx, testimony.directory));
        Known known = read(tx, all);
        for (int i = 0; i < all.size(); i++) {
            Testimony next = all.get(i);
            Checkpoint checkpoint = next.read.checkpoint();
            Optional<Gap> gap = Optional.ofNullable(known.gaps().get(next.node));
            Optional<LogHead> head = Optional.ofNullable(known.heads().get(checkpoint.origin()));
            long size = head.map(LogHead::size).orElse(0L);
            Optional<Refused> refused = take(tx, next.node, next.read, next.directory, gap, head);
            boolean more = gap.isPresent() && refused.isEmpty() && takeNext(tx, next.node, next.directory);
            taken.add(new Taken(refused, more));
            List<Testimony> left = all.subList(i + 1, all.size());
            if (!left.isEmpty() && (gap.isPresent() || next.read.follows() > size)) {
                known = read(tx, left);
            } else if (checkpoint.size() > size) {
                known.heads().put(checkpoint.origin(), new LogHead(checkpoint.size(), checkpoint.root()));
            }
        }
        return taken;
    }

    /**
     * Takes the early checkpoints that can follow, raises an alarm for old gaps, and returns the nodes to ask for their
     * missing checkpoints, each once until its log grows.
     */
    public List<String> missing() {
        serial.lock();
        try {
            List<Gap> gaps = repositories.ledger().read(early::gaps);
            gaps.forEach(gap -> takeWaiting(gap.node()));
            return gaps.isEmpty() ? List.of() : repositories.ledger().commit("witness.missing", this::nodesToAsk);
        } finally {
            serial.unlock();
        }
    }

    private List<String> nodesToAsk(Tx tx) {
        Instant now = clock.instant();
        List<String> nodes = new ArrayList<>();
        Directory directory = directories.current();
        for (Gap gap : early.gaps(tx)) {
            if (directory.bar(gap.node()).equals(Optional.of(Directory.BarKind.REVOKED))) {
                early.forget(tx, gap.node());
                repositories
                        .timeline()
                        .end(tx, Fault.CHECKPOINT_AWAITED, gap.node().value());
                continue;
            }
            if (!gap.told() && !now.isBefore(gap.since().plus(ALARM_AFTER))) {
                repositories
                        .timeline()
                        .alarm(
                                tx,
                                Fault.CHECKPOINT_AWAITED,
                                gap.node().value(),
                                gap.origin() + ", " + size(tx, gap.origin()) + " … " + gap.seenSize());
                early.markAlarmed(tx, gap.node());
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
            // each transaction takes a bounded number
        }
    }

    /** Takes early checkpoints in order; true when more are left than one transaction takes. */
    private boolean takeNext(Tx tx, NodeId node, Directory directory) {
        Optional<Gap> found = early.gap(tx, node);
        if (found.isEmpty()) {
            return false;
        }
        Gap gap = found.get();
        requireInForce(tx, directory);
        for (int i = 0; i < MAX_BATCH; i++) {
            Optional<EarlyCheckpoints.Early> next = early.next(tx, node, size(tx, gap.origin()));
            if (next.isEmpty()) {
                closeGap(tx, gap);
                return false;
            }
            early.done(tx, next.get());
            byte[] message = next.get().message();
            CheckpointMessage read = CheckpointMessage.read(message);
            Optional<LogHead> head = head(tx, read.checkpoint().origin());
            signerRefusal(node, read, directory)
                    .or(() -> take(tx, node, read, directory, early.gap(tx, node), head))
                    .ifPresent(refused -> repositories
                            .timeline()
                            .deadLetter(tx, refused, node.value(), Outbox.MessageKind.RECEIPTS.name(), message));
        }
        return true;
    }

    /** Its signer was accepted when it came, and may have been stopped since. */
    private Optional<Refused> signerRefusal(NodeId node, CheckpointMessage read, Directory directory) {
        try {
            directory.checkSigner(node, read.sealed().signer(), Purpose.SEAL, clock.instant(), trust);
            return Optional.empty();
        } catch (Refused refused) {
            return Optional.of(refused);
        }
    }

    private void closeGap(Tx tx, Gap gap) {
        if (size(tx, gap.origin()) >= gap.seenSize()) {
            early.forget(tx, gap.node());
            repositories.timeline().end(tx, Fault.CHECKPOINT_AWAITED, gap.node().value());
            log.info("{} is complete again at {}", gap.origin(), gap.seenSize());
        }
    }

    private long size(Tx tx, String origin) {
        return head(tx, origin).map(LogHead::size).orElse(0L);
    }

    private Optional<LogHead> head(Tx tx, String origin) {
        return Optional.ofNullable(
                repositories.checkpoints().heads(tx, List.of(origin)).get(origin));
    }

    /** Returns a conflict instead of throwing it, because both checkpoints and the alarm must be kept. */
    private Optional<Refused> take(
            Tx tx,
            NodeId node,
            CheckpointMessage message,
            Directory directory,
            Optional<Gap> gap,
            Optional<LogHead> last) {
        SealedCheckpoint sealed = message.sealed();
        Checkpoint checkpoint = message.checkpoint();
        long known = last.map(LogHead::size).orElse(0L);
        List<Checkpoints.StoredCheckpoint> others = last.isEmpty() || checkpoint.size() > known
                ? List.of()
                : repositories.checkpoints().at(tx, checkpoint.origin(), checkpoint.size());
        if (others.stream().anyMatch(other -> other.digest().equals(sealed.digest()))) {
            return Optional.empty();
        }
        String name = checkpoint.origin() + ", " + checkpoint.size();
        for (Checkpoints.StoredCheckpoint other : others) {
            if (!other.root().equals(checkpoint.root())) {
                repositories.checkpoints().add(tx, sealed, false, null);
                return Optional.of(new Refused(Fault.CHECKPOINT_CONFLICT, name));
            }
        }
        boolean behind = last.isPresent() && checkpoint.size() <= known;
        Instant now = clock.instant();
        if (behind && !JoinedNodes.isHistory(tx, node, checkpoint.origin(), checkpoint.size(), now)) {
            return Optional.of(new Refused(Fault.LOG_BEHIND, name, Long.toString(known)));
        }
        if (message.follows() > known
                && !new RestoreRecovery(repositories).forgot(tx, checkpoint.origin())
                && !JoinedNodes.isUnseen(tx, node, checkpoint.origin(), now)) {
            keepEarly(tx, node, message);
            return Optional.empty();
        }
        // Another hub has witnessed the log of a node that came with its province so far.
        Optional<Refused> refusal = behind ? Optional.empty() : continuityRefusal(message, last);
        if (refusal.isPresent()) {
            return refusal;
        }
        repositories.checkpoints().addDeferred(tx, sealed);
        forked.compare(tx, List.of(checkpoint));
        Digest leaf = repositories.log().add(tx, LogLeaf.witness(sealed));
        Receipts receipts = message.receipts();
        Receipts valid = new Receipts(
                receipts.checkpoint(), null, nodeReceipts.valid(tx, node, receipts, checkpoint, directory), null);
        repositories.awaitingWitness().add(tx, sealed.digest(), node, valid.write(), leaf);
        gap.ifPresent(one -> noteGrowth(tx, one, checkpoint.origin()));
        return Optional.empty();
    }

    /**
     * Keeps an early checkpoint, unless its node has opened a later epoch since: a gap before a restore can never be
     * closed.
     */
    private void keepEarly(Tx tx, NodeId node, CheckpointMessage message) {
        String origin = message.checkpoint().origin();
        Optional<Checkpoints.StoredCheckpoint> latest =
                repositories.checkpoints().lastOf(tx, node.value());
        if (latest.isPresent() && EarlyCheckpoints.isLater(latest.get().origin(), origin)) {
            log.warn(
                    "{} at {} ignored: its node has opened epoch {}",
                    origin,
                    message.checkpoint().size(),
                    latest.get().origin());
            return;
        }
        early.keep(tx, node, message.sealed(), message.follows(), message.bytes(), clock.instant());
    }

    /** Updates the gap when its log has grown; a later epoch ends the gap of an earlier one. */
    private void noteGrowth(Tx tx, Gap gap, String origin) {
        NodeId node = gap.node();
        if (gap.origin().equals(origin)) {
            early.grown(tx, node, clock.instant());
        } else if (EarlyCheckpoints.isLater(origin, gap.origin())) {
            early.forget(tx, node);
            repositories.timeline().end(tx, Fault.CHECKPOINT_AWAITED, node.value());
            log.warn("{} is continued by {}: its gap is closed", gap.origin(), origin);
        }
    }

    /**
     * The refusal of a log that does not continue what was witnessed. After a restore the hub does not know what it has
     * witnessed since the backup: it accepts the first checkpoint as it is, with a warning in the log. The senders hold
     * the witness of what was before.
     */
    private static Optional<Refused> continuityRefusal(CheckpointMessage message, Optional<LogHead> last) {
        Checkpoint checkpoint = message.checkpoint();
        long from = message.follows();
        long known = last.map(LogHead::size).orElse(0L);
        if (from > known) {
            log.warn(
                    "{} accepted from {} on: the hub was restored and knows it to {}",
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
}
