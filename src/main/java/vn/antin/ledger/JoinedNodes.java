package vn.antin.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.Tx;

/**
 * At a hub: the nodes that came with another province (decision 58). Another hub has witnessed their logs so far and has
 * relayed their documents, and their directories of that time had the serials of other directories here.
 */
public final class JoinedNodes {

    /** A node that comes later than that sends its whole log. */
    private static final Duration HISTORY = Duration.ofDays(90);

    private static final String NODE = "joined.";

    /**
     * A node that came.
     *
     * @param serial of the edition with which it came
     * @param until when its log and documents of before are expected
     */
    private record Joined(long serial, Instant until) {}

    private JoinedNodes() {}

    /** Notes that these nodes came with the edition of that serial; a repeat changes nothing. */
    public static void note(Tx tx, Collection<NodeId> nodes, long serial, Instant at) {
        for (NodeId node : nodes) {
            if (find(tx, node).isEmpty()) {
                LedgerSettings.put(tx, NODE + node, serial + " " + at.plus(HISTORY));
            }
        }
    }

    private static Optional<Joined> find(Tx tx, NodeId node) {
        return LedgerSettings.get(tx, NODE + node).map(text -> {
            String[] parts = text.split(" ", 2);
            return new Joined(Long.parseLong(parts[0]), Instant.parse(parts[1]));
        });
    }

    /** Whether the node came with another province not long ago. */
    public static boolean isOne(Tx tx, NodeId node, Instant now) {
        return find(tx, node).filter(joined -> now.isBefore(joined.until())).isPresent();
    }

    /** Whether a log is that of such a node, and nothing of it was seen here yet. */
    public static boolean isUnseen(Tx tx, NodeId node, String origin, Instant now) {
        return isOne(tx, node, now) && tx.number("select count(*) from checkpoint where origin = ?", origin) == 0;
    }

    /** Whether a size of such a node's log was reached before the first checkpoint of it that came here. */
    public static boolean isHistory(Tx tx, NodeId node, String origin, long size, Instant now) {
        return isOne(tx, node, now)
                && tx.one(
                                "select size from checkpoint where origin = ? order by seq limit 1",
                                row -> row.number("size"),
                                origin)
                        .filter(first -> size < first)
                        .isPresent();
    }

    /** Whether the directory that a node named under that serial was another province's. */
    public static boolean isBefore(Tx tx, NodeId node, long serial) {
        return find(tx, node).filter(joined -> serial < joined.serial()).isPresent();
    }
}
