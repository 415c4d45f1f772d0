package vn.antin.log;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.EvidenceStore;
import vn.antin.ledger.LogStore;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Timeline;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.Merkle;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.seal.Sealer;
import vn.antin.seal.timestamp.TimeStampSource;

/**
 * Numbers, hashes and seals what is new in our own log: one checkpoint for all that waits (group commit), at once when
 * idle. One thread at a time; a checkpoint leaves only by the outbox row that its own transaction writes.
 */
public final class Sequencer {

    /**
     * A leaf that has its number now.
     *
     * @param proof from it to the checkpoint's root
     */
    public record Numbered(LogStore.PendingLeaf leaf, long index, List<Digest> proof) {}

    /** A checkpoint about to be stored, with what it is the first to cover. */
    public record Batch(
            SealedCheckpoint checkpoint,
            byte @Nullable [] timeStamp,
            long from,
            List<Digest> consistency,
            List<Numbered> leaves) {}

    /** Says in the same transaction who must hear of a checkpoint. */
    public interface Publisher {
        void publish(Tx tx, Batch batch);

        /** A checkpoint of ours has its time-stamp at last. */
        void stamped(Tx tx, Checkpoints.StoredCheckpoint checkpoint, byte[] timeStamp);
    }

    private static final int MOST = 1024;

    /** Evidence under one checkpoint, with room for proofs and base64 in one message of the broker. */
    private static final long MOST_BYTES = 384 << 10;

    private static final long PROOF = 1 << 10;

    /**
     * A checkpoint costs three ledgers and the line more than a document does. So when documents come together, it waits
     * for company: so many times as long as the last one took to make, but not longer than {@link #GATHER}.
     */
    private static final int COMPANY = 4;

    private static final Duration GATHER = Duration.ofMillis(50);

    private static final Logger log = LoggerFactory.getLogger(Sequencer.class);

    private final Ledger ledger;
    private final LogStore store;
    private final EvidenceStore evidenceStore;
    private final Checkpoints checkpoints;
    private final Timeline timeline;
    private final Sealer sealer;
    private final @Nullable TimeStampSource timeStamps;
    private final Publisher publisher;
    private final BooleanSupplier may;
    private final Clock clock;
    private final ReentrantLock one = new ReentrantLock();
    private boolean checked;
    private @Nullable Refused damage;
    private volatile boolean authorityAway;

    /**
     * Seals what waits in this log.
     *
     * @param timeStamps the authority; null for a node, whose checkpoints the hub's time-stamps cover
     * @param may whether this issuer may seal now: the hub has greeted it and its clock is right
     */
    public Sequencer(
            Repositories repositories,
            Sealer sealer,
            @Nullable TimeStampSource timeStamps,
            Publisher publisher,
            BooleanSupplier may,
            Clock clock) {
        this.ledger = repositories.ledger();
        this.store = repositories.log();
        this.evidenceStore = repositories.evidence();
        this.checkpoints = repositories.checkpoints();
        this.timeline = repositories.timeline();
        this.sealer = sealer;
        this.timeStamps = timeStamps;
        this.publisher = publisher;
        this.may = may;
        this.clock = clock;
    }

    /** Seals until nothing waits. */
    public void seal() {
        one.lock();
        try {
            while (may.getAsBoolean() && sealOnce()) {
                // more may have come meanwhile
            }
        } finally {
            one.unlock();
        }
    }

    private boolean sealOnce() {
        if (!checked) {
            intact();
            checked = true;
        }
        List<LogStore.PendingLeaf> waiting = pending();
        if (!waiting.isEmpty() && waiting.stream().allMatch(Sequencer::nobodyWaits)) {
            LockSupport.parkNanos(GATHER.toNanos());
            waiting = pending();
        }
        if (waiting.isEmpty()) {
            return false;
        }
        seal(waiting);
        return true;
    }

    private List<LogStore.PendingLeaf> pending() {
        return fitting(ledger.read(tx -> store.pending(tx, MOST)));
    }

    private void seal(List<LogStore.PendingLeaf> waiting) {
        long began = System.nanoTime();
        Batch batch = ledger.read(tx -> prepare(tx, waiting));
        ledger.store("log.seal", tx -> {
            keep(tx, batch);
            publisher.publish(tx, batch);
        });
        if (several(waiting)) {
            LockSupport.parkNanos(Math.min(COMPANY * (System.nanoTime() - began), GATHER.toNanos()));
        }
    }

    /** Evidence that stays here: it is in the log soon enough with the next one that goes to somebody. */
    private static boolean nobodyWaits(LogStore.PendingLeaf leaf) {
        return leaf.evidence() != null && leaf.goesTo() == null;
    }

    /** Leaves of several documents under way: more will come. One alone leaves no more than this at a time. */
    private static boolean several(List<LogStore.PendingLeaf> waiting) {
        return waiting.size() > 2
                || waiting.stream().filter(leaf -> leaf.evidence() != null).count() > 1;
    }

    /** As many as one message with all their receipts can carry, at least one. */
    private static List<LogStore.PendingLeaf> fitting(List<LogStore.PendingLeaf> waiting) {
        long bytes = 0;
        for (int i = 0; i < waiting.size(); i++) {
            bytes += waiting.get(i).size() + PROOF;
            if (bytes > MOST_BYTES && i > 0) {
                return waiting.subList(0, i);
            }
        }
        return waiting;
    }

    private Batch prepare(Tx tx, List<LogStore.PendingLeaf> waiting) {
        String origin = store.origin(tx);
        Optional<Checkpoints.StoredCheckpoint> last = checkpoints.lastOwn(tx, origin);
        long from = last.map(Checkpoints.StoredCheckpoint::size).orElse(0L);
        List<Merkle.Subtree> fresh = Merkle.append(
                from, waiting.stream().map(LogStore.PendingLeaf::hash).toList(), store.hashes(tx, origin, List.of()));
        Merkle.Hashes hashes = store.hashes(tx, origin, fresh);
        long size = from + waiting.size();
        Checkpoint checkpoint = new Checkpoint(
                origin,
                size,
                Merkle.root(size, hashes),
                last.map(Checkpoints.StoredCheckpoint::digest).orElse(null),
                clock.instant());
        SealedCheckpoint sealed = SealedCheckpoint.seal(checkpoint, sealer);
        List<Numbered> leaves = new ArrayList<>();
        for (int i = 0; i < waiting.size(); i++) {
            leaves.add(new Numbered(waiting.get(i), from + i, Merkle.inclusion(from + i, size, hashes)));
        }
        byte[] token = authorityAway ? null : stamp(sealed.digest());
        return new Batch(sealed, token, from, Merkle.consistency(from, size, hashes), leaves);
    }

    private void keep(Tx tx, Batch batch) {
        String origin = batch.checkpoint().checkpoint().origin();
        List<Digest> hashes =
                batch.leaves().stream().map(one -> one.leaf().hash()).toList();
        store.keep(tx, origin, Merkle.append(batch.from(), hashes, store.hashes(tx, origin, List.of())));
        checkpoints.add(tx, batch.checkpoint(), true, batch.timeStamp());
        for (Numbered numbered : batch.leaves()) {
            store.number(tx, origin, numbered.leaf().seq(), numbered.index());
            Digest evidence = numbered.leaf().evidence();
            if (evidence != null) {
                evidenceStore.prove(
                        tx,
                        evidence,
                        origin,
                        numbered.index(),
                        numbered.proof(),
                        batch.checkpoint().digest());
            }
        }
    }

    /** Gets the time-stamps that an authority out of reach left open. */
    public void stamp() {
        if (timeStamps == null) {
            return;
        }
        for (Checkpoints.StoredCheckpoint open : ledger.read(tx -> checkpoints.unstamped(tx, MOST))) {
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
            authorityAway = false;
            return token;
        } catch (TryLater e) {
            // Receipts do not wait for each other's time-out: the next try is the timer's.
            authorityAway = true;
            log.warn("no time-stamp now, {}", e.getMessage());
            return null;
        }
    }

    /** What was found damaged once stays so, and is not read through again. */
    private void intact() {
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
     * Compares every leaf's bytes with the tree, and the tree with the last checkpoint: a log that was edited is never
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
        for (long from = 0; from < size; from += MOST) {
            long start = from;
            List<Digest> found = ledger.read(tx -> store.recomputed(tx, origin, start, MOST));
            long bad = firstBad(origin, start, Math.min(size - start, MOST), found);
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
