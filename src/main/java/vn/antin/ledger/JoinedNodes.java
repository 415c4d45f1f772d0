package vn.antin.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.Tx;

/**
 * At a hub: the nodes that came with another province (decision 58). Their logs, and the documents that were under way, were
 * another hub's; and before that edition the two provinces had different directories under the same serials. Some months
 * later they are like all others.
 */
public final class JoinedNodes {

    /** A node that comes later than that sends its whole log. */
    private static final Duration HISTORY = Duration.ofDays(90);

    private static final String SINCE = "joined.since";
    private static final String NODE = "joined.";

    private JoinedNodes() {}

    /** Notes that these nodes came with the edition of that serial. */
    public static void note(Tx tx, Collection<NodeId> nodes, long serial, Instant at) {
        LedgerSettings.put(tx, SINCE, Long.toString(serial));
        nodes.forEach(
                node -> LedgerSettings.put(tx, NODE + node, at.plus(HISTORY).toString()));
    }

    /** Whether it came with another province not long ago. */
    public static boolean isOne(Tx tx, NodeId node, Instant now) {
        return LedgerSettings.get(tx, NODE + node)
                .filter(end -> now.isBefore(Instant.parse(end)))
                .isPresent();
    }

    /** Whether a log is that of such a node, and nothing of it was seen here yet. */
    public static boolean isUnseen(Tx tx, String origin, Instant now) {
        NodeId node = new NodeId(origin.substring(0, origin.indexOf('/')));
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

    /** Whether an edition of that serial may have been another province's. */
    public static boolean isBefore(Tx tx, long serial) {
        Optional<String> since = LedgerSettings.get(tx, SINCE);
        return since.isPresent() && serial < Long.parseLong(since.get());
    }
}
