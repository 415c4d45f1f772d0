package vn.antin.ledger.query;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.LogStore;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Merkle;

/** Counts of the content of a ledger, to compare a copy with its original and for support. */
public final class Inventory {

    private static final int LEAVES = 1_000;

    private static final List<String> TABLES = List.of(
            "alarm",
            "alert",
            "approval",
            "arrival",
            "audit",
            "awaiting",
            "carried",
            "checkpoint",
            "copy",
            "dead_letter",
            "delivery",
            "directory",
            "document",
            "event",
            "evidence",
            "held",
            "leaf",
            "outbox",
            "part",
            "stored_part",
            "transfer",
            "upload",
            "webhook");

    /**
     * An applied migration.
     *
     * @param version its number
     */
    public record MigrationStep(String version, String name) {}

    private final LogStore log;
    private final Checkpoints checkpoints = new Checkpoints();

    public Inventory(NodeId self) {
        this.log = new LogStore(self);
    }

    /** Number of rows in each table. */
    public Map<String, Long> rows(Tx tx) {
        Map<String, Long> rows = new TreeMap<>();
        TABLES.forEach(table -> rows.put(table, tx.number("select count(*) from " + table)));
        return rows;
    }

    /** Number of occurrences of each fault in refusals, dead letters and alarms. */
    public Map<String, Long> faults(Tx tx) {
        record Counted(String what, long total) {}
        Map<String, Long> faults = new TreeMap<>();
        tx.list(Counted.class, """
                select 'refused ' || code as what, count(*) as total from refusal group by code
                union all select 'dead letter ' || code, count(*) from dead_letter group by code
                union all select 'alarm ' || code, count(*) from alarm where ended is null group by code
                """).forEach(each -> faults.put(each.what(), each.total()));
        return faults;
    }

    /** The applied migrations, oldest first. */
    public List<MigrationStep> steps(Tx tx) {
        return tx.list(
                MigrationStep.class,
                "select version, description as name from flyway_schema_history"
                        + " where success = true and version is not null order by installed_rank");
    }

    /** The name of the current log. */
    public String origin(Tx tx) {
        return log.origin(tx);
    }

    /** Number of leaves under our last checkpoint; 0 before the first. */
    public long sealed(Tx tx) {
        return last(tx).map(Checkpoints.StoredCheckpoint::size).orElse(0L);
    }

    /** Number of documents. */
    public long documents(Tx tx) {
        return tx.number("select count(*) from document");
    }

    /** Whether the tree gives the sealed root, and its newest leaves their own hashes. */
    public boolean logHolds(Tx tx) {
        Optional<Checkpoints.StoredCheckpoint> last = last(tx);
        if (last.isEmpty()) {
            return true;
        }
        Checkpoints.StoredCheckpoint head = last.get();
        Merkle.Hashes hashes = log.hashes(tx, head.origin(), List.of());
        long from = Math.max(0, head.size() - LEAVES);
        List<Digest> leaves = log.recomputed(tx, head.origin(), from, (int) (head.size() - from));
        boolean intact = leaves.size() == head.size() - from;
        for (int at = 0; intact && at < leaves.size(); at++) {
            intact = leaves.get(at).equals(hashes.at(0, from + at));
        }
        return intact && Merkle.root(head.size(), hashes).equals(head.root());
    }

    private Optional<Checkpoints.StoredCheckpoint> last(Tx tx) {
        return checkpoints.lastOwn(tx, log.origin(tx));
    }
}
