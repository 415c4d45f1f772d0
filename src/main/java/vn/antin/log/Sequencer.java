package vn.antin.log;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.EvidenceStore;
import vn.antin.ledger.LogStore;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Timeline;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.Merkle;
import vn.antin.receipt.Receipts;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.seal.Sealer;
import vn.antin.seal.timestamp.TimeStampSource;

/**
 * Numbers, hashes and seals the pending leaves of our own log: one checkpoint for all of them (group commit), at once
 * when idle. One thread seals at a time; a checkpoint leaves only by the outbox row that its own transaction writes.
 */
public final class Sequencer {

    /**
     * A leaf with its number.
     *
     * @param proof inclusion proof of the leaf under the checkpoint
     */
    public record Numbered(LogStore.PendingLeaf leaf, long index, List<Digest> proof) {

        Receipts.Receipt receipt() {
            return new Receipts.Receipt(leaf.bytes(), index, proof);
        }
    }

    /**
     * A checkpoint about to be stored, with the leaves that it is the first to cover.
     *
     * @param from size of the log before this checkpoint
     * @param consistency proof from that size to this checkpoint
     */
    public record Batch(
            SealedCheckpoint checkpoint,
            byte @Nullable [] timeStamp,
            long from,
            List<Digest> consistency,
            List<Numbered> leaves) {}

    /**
     * The end of our log, kept in memory so that sealing reads no subtree again.
     *
     * @param last digest of the last checkpoint; null before the first
     * @param edge the complete subtrees at its right edge, as far as they are known
     */
    private record LogEnd(
            String origin, long size, @Nullable Digest last, List<Merkle.Subtree> edge) {

        /** The end after this checkpoint. */
        static LogEnd of(SealedCheckpoint sealed, List<Merkle.Subtree> known) {
            Checkpoint checkpoint = sealed.checkpoint();
            long size = checkpoint.size();
            List<Merkle.Subtree> edge = known.stream()
                    .filter(one -> ((size >> one.level()) & 1) == 1 && one.index() == (size >> one.level()) - 1)
                    .toList();
            return new LogEnd(checkpoint.origin(), size, sealed.digest(), edge);
        }
    }

    /**
     * What a checkpoint will say, before it is sealed.
     *
     * @param fresh the subtrees that its leaves complete
     * @param inMemory these, and the edge of the log before it
     * @param more whether it does not cover all that was found
     */
    private record PreparedCheckpoint(
            Unsealed next, List<Merkle.Subtree> fresh, List<Merkle.Subtree> inMemory, boolean more) {}

    /** The content of a batch before its checkpoint is sealed. */
    private record Unsealed(Checkpoint checkpoint, long from, List<Digest> consistency, List<Numbered> leaves) {}

    /** Writes the outbox rows of a checkpoint, in the transaction that stores it. */
    public interface Publisher {
        void publish(Tx tx, Batch batch);

        /** A checkpoint that was published without a time-stamp now has one. */
        void stamped(Tx tx, Checkpoints.StoredCheckpoint checkpoint, byte[] timeStamp);
    }

    private static final int MAX_LEAVES = 1024;

    /** Limit of the evidence under one checkpoint: leaves room for proofs and base64 in one message of the broker. */
    private static final long MAX_BYTES = 384 << 10;

    private static final long PROOF = 1 << 10;

    /**
     * A checkpoint costs more than a document: three ledgers and the line. While several documents are under way the
     * next checkpoint therefore begins this long after the last one began: at most twenty in a second.
     */
    private static final Duration GATHER = Duration.ofMillis(50);

    private static final Duration LATER = Duration.ofMillis(250);

    private static final Logger log = LoggerFactory.getLogger(Sequencer.class);

    private final Ledger ledger;
    private final LogStore store;
    private final EvidenceStore evidenceStore;
    private final Checkpoints checkpoints;
    private final Timeline timeline;
    private final Sealer sealer;
    private final @Nullable TimeStampSource timeStamps;
    private final Publisher publisher;
    private final BooleanSupplier maySeal;
    private final Clock clock;
    private final Lock sealing;
    private boolean checked;
    private @Nullable Refused damage;
    private volatile boolean authorityUnavailable;

    private volatile Instant lastSealed = Instant.EPOCH;

    /** Null until it is read from the ledger: at the start and after a failed commit. Guarded by {@link #sealing}. */
    private @Nullable LogEnd end;

    /**
     * @param timeStamps the time-stamp authority; null for a node, whose checkpoints the hub's time-stamps cover
     * @param maySeal whether this issuer may seal now: the hub has greeted it and its clock is right
     */
    public Sequencer(
            Repositories repositories,
            Sealer sealer,
            @Nullable TimeStampSource timeStamps,
            Publisher publisher,
            BooleanSupplier maySeal,
            Clock clock) {
        this.ledger = repositories.ledger();
        this.store = repositories.log();
        this.sealing = store.sealing();
        this.evidenceStore = repositories.evidence();
        this.checkpoints = repositories.checkpoints();
        this.timeline = repositories.timeline();
        this.sealer = sealer;
        this.timeStamps = timeStamps;
        this.publisher = publisher;
        this.maySeal = maySeal;
        this.clock = clock;
    }

    /**
     * Seals until no leaf is pending that another node gets or waits for. Evidence that stays here rides with it, or
     * with the checkpoint of {@link #sealLater}.
     */
    public void seal() {
        seal(false);
    }

    /**
     * Seals until no leaf is pending, at once when idle: else a quarter of a second after the last checkpoint, so that
     * evidence that nobody waits for rides with others or makes four checkpoints a second.
     */
    public void sealLater() {
        Instant last = lastSealed;
        Duration rest = Duration.between(clock.instant(), last.plus(LATER));
        LockSupport.parkNanos(Math.max(GATHER.toNanos(), Math.min(rest.toNanos(), LATER.toNanos())));
        sealAll();
    }

    /** Seals until no leaf is pending. */
    public void sealAll() {
        seal(true);
    }

    private void seal(boolean all) {
        sealing.lock();
        try {
            while (maySeal.getAsBoolean() && sealOnce(all)) {
                // the rest
            }
        } finally {
            sealing.unlock();
        }
    }

    /** True when one checkpoint does not cover all that was found; what comes meanwhile sends a signal of its own. */
    private boolean sealOnce(boolean all) {
        if (!checked) {
            requireIntact();
            checked = true;
        }
        long began = System.nanoTime();
        LogEnd known = end;
        Optional<PreparedCheckpoint> next = ledger.read(tx -> next(tx, all, known));
        next.ifPresent(prepared -> seal(prepared, began));
        return next.filter(PreparedCheckpoint::more).isPresent();
    }

    private Optional<PreparedCheckpoint> next(Tx tx, boolean all, @Nullable LogEnd known) {
        LogStore.PendingLeaves pending = store.pending(tx, MAX_LEAVES);
        List<LogStore.PendingLeaf> waiting = pending.leaves();
        if (waiting.isEmpty() || (!all && waiting.stream().allMatch(Sequencer::staysHere))) {
            return Optional.empty();
        }
        List<LogStore.PendingLeaf> fitting = fitting(waiting);
        boolean more = fitting.size() < waiting.size() || waiting.size() == MAX_LEAVES;
        return Optional.of(prepare(tx, pending.origin(), fitting, known, more));
    }

    private void seal(PreparedCheckpoint prepared, long began) {
        end = null;
        // Signing and stamping take long, so no transaction is open meanwhile.
        Batch batch = sealed(prepared.next());
        ledger.store("log.seal", tx -> {
            keep(tx, batch, prepared.fresh());
            publisher.publish(tx, batch);
        });
        end = LogEnd.of(batch.checkpoint(), prepared.inMemory());
        lastSealed = clock.instant();
        if (isBusy(batch.leaves().stream().map(Numbered::leaf).toList())) {
            LockSupport.parkNanos(GATHER.toNanos() - (System.nanoTime() - began));
        }
    }

    /** Evidence that no other node gets: it can wait for the next checkpoint that goes out. */
    private static boolean staysHere(LogStore.PendingLeaf leaf) {
        return leaf.evidence() != null && leaf.goesTo() == null;
    }

    /**
     * Whether several documents are under way, so that more leaves will come. One document alone has at most two leaves
     * at a time.
     */
    private static boolean isBusy(List<LogStore.PendingLeaf> waiting) {
        return waiting.size() > 2
                || waiting.stream().filter(leaf -> leaf.evidence() != null).count() > 1;
    }

    /** As many leaves as fit with their receipts into one message, at least one. */
    private static List<LogStore.PendingLeaf> fitting(List<LogStore.PendingLeaf> waiting) {
        long bytes = 0;
        for (int i = 0; i < waiting.size(); i++) {
            LogStore.PendingLeaf leaf = waiting.get(i);
            bytes += PROOF + (leaf.evidence() == null ? 0 : leaf.bytes().length);
            if (bytes > MAX_BYTES && i > 0) {
                return waiting.subList(0, i);
            }
        }
        return waiting;
    }

    private LogEnd endIn(Tx tx, String origin) {
        return checkpoints
                .lastOwn(tx, origin)
                .map(last -> new LogEnd(origin, last.size(), last.digest(), List.of()))
                .orElseGet(() -> new LogEnd(origin, 0, null, List.of()));
    }

    private PreparedCheckpoint prepare(
            Tx tx, String origin, List<LogStore.PendingLeaf> waiting, @Nullable LogEnd known, boolean more) {
        LogEnd last = known != null && known.origin().equals(origin) ? known : endIn(tx, origin);
        long from = last.size();
        List<Merkle.Subtree> fresh = Merkle.append(
                from, waiting.stream().map(LogStore.PendingLeaf::hash).toList(), store.hashes(tx, origin, last.edge()));
        List<Merkle.Subtree> inMemory = new ArrayList<>(last.edge());
        inMemory.addAll(fresh);
        Merkle.Hashes hashes = store.hashes(tx, origin, inMemory);
        long size = from + waiting.size();
        Checkpoint checkpoint = new Checkpoint(
                origin,
                size,
                Merkle.root(size, hashes),
                last.last(),
                clock.instant(),
                DirectoryEditions.inForce(tx).orElse(null));
        List<Numbered> leaves = new ArrayList<>();
        for (int i = 0; i < waiting.size(); i++) {
            leaves.add(new Numbered(waiting.get(i), from + i, Merkle.inclusion(from + i, size, hashes)));
        }
        Unsealed next = new Unsealed(checkpoint, from, Merkle.consistency(from, size, hashes), leaves);
        return new PreparedCheckpoint(next, fresh, inMemory, more);
    }

    private Batch sealed(Unsealed next) {
        SealedCheckpoint sealed = SealedCheckpoint.seal(next.checkpoint(), sealer);
        byte[] token = authorityUnavailable ? null : stamp(sealed.digest());
        return new Batch(sealed, token, next.from(), next.consistency(), next.leaves());
    }

    private void keep(Tx tx, Batch batch, List<Merkle.Subtree> fresh) {
        String origin = batch.checkpoint().checkpoint().origin();
        store.keep(tx, origin, fresh);
        checkpoints.add(tx, batch.checkpoint(), true, batch.timeStamp());
        List<LogStore.NumberedLeaf> others = new ArrayList<>();
        List<EvidenceStore.EvidencePosition> positions = new ArrayList<>();
        for (Numbered numbered : batch.leaves()) {
            Digest evidence = numbered.leaf().evidence();
            if (evidence == null) {
                others.add(new LogStore.NumberedLeaf(numbered.leaf().seq(), numbered.index()));
            } else {
                positions.add(new EvidenceStore.EvidencePosition(evidence, numbered.index(), numbered.proof()));
            }
        }
        store.number(tx, origin, others);
        evidenceStore.prove(tx, origin, batch.checkpoint().digest(), positions);
    }

    /** Fetches the time-stamps that were left open while the authority was out of reach. */
    public void stamp() {
        if (timeStamps == null) {
            return;
        }
        for (Checkpoints.StoredCheckpoint open : ledger.read(tx -> checkpoints.unstamped(tx, MAX_LEAVES))) {
            byte[] token = stamp(open.digest());
            if (token == null) {
                return;
            }
            ledger.store("log.stamp", tx -> {
                checkpoints.stamped(tx, open.digest(), token);
                publisher.stamped(tx, open, token);
            });
        }
    }

    private byte @Nullable [] stamp(Digest digest) {
        if (timeStamps == null) {
            return null;
        }
        try {
            byte[] token = timeStamps.stamp(digest);
            authorityUnavailable = false;
            return token;
        } catch (TryLater e) {
            // Later receipts are published without a time-stamp at once, instead of each waiting for the time-out; the
            // timer tries again.
            authorityUnavailable = true;
            log.warn("no time-stamp: {}", e.getMessage());
            return null;
        }
    }

    /** Checks the log once; a damaged log stays refused without another read. */
    private void requireIntact() {
        if (damage != null) {
            throw damage;
        }
        try {
            check();
        } catch (Refused damaged) {
            damage = damaged;
            throw damaged;
        }
    }

    /**
     * Compares every leaf's bytes with the tree, and the tree with the last checkpoint, so that an edited log is never
     * sealed again.
     *
     * @throws Refused LOG_DAMAGED with the first bad index
     */
    public void check() {
        String origin = ledger.read(store::origin);
        Optional<Checkpoints.StoredCheckpoint> last = ledger.read(tx -> checkpoints.lastOwn(tx, origin));
        if (last.isEmpty()) {
            return;
        }
        long size = last.get().size();
        for (long from = 0; from < size; from += MAX_LEAVES) {
            long start = from;
            List<Digest> found = ledger.read(tx -> store.recomputed(tx, origin, start, MAX_LEAVES));
            long bad = firstBad(origin, start, Math.min(size - start, MAX_LEAVES), found);
            if (bad >= 0) {
                throw damaged(origin, bad);
            }
        }
        Digest root = ledger.read(tx -> Merkle.root(size, store.hashes(tx, origin, List.of())));
        if (!root.equals(last.get().root())) {
            throw damaged(origin, size);
        }
    }

    private long firstBad(String origin, long start, long expected, List<Digest> found) {
        return ledger.read(tx -> {
            Merkle.Hashes kept = store.hashes(tx, origin, List.of());
            for (int i = 0; i < expected; i++) {
                if (i >= found.size() || !found.get(i).equals(kept.at(0, start + i))) {
                    return start + i;
                }
            }
            return -1L;
        });
    }

    private Refused damaged(String origin, long index) {
        Refused damaged = new Refused(Fault.LOG_DAMAGED, origin, Long.toString(index));
        ledger.store("log.damaged", tx -> {
            timeline.alarm(tx, Fault.LOG_DAMAGED, origin, "leaf " + index);
        });
        return damaged;
    }
}
