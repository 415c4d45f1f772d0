package vn.antin.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.Tx;

/** At a hub whose operator confirms joins: the nodes that asked, and what was decided. */
public final class JoinRequests {

    /**
     * A node that asked.
     *
     * @param file SHA-256 of its join file's token
     * @param agencies their codes, separated by blanks
     * @param words the fingerprint of its keys
     * @param granted null before the decision
     */
    public record JoinRequestRow(
            Digest file,
            String node,
            String agencies,
            String words,
            Instant at,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt,
            @Nullable Boolean granted) {}

    public Optional<JoinRequestRow> find(Tx tx, Digest file) {
        return tx.one(JoinRequestRow.class, "select * from join_request where file = ?", file);
    }

    /** Adds a request; the first keys that come with a file stay. */
    public void add(Tx tx, Digest file, NodeId node, String agencies, String words, Instant at) {
        tx.update(
                "insert into join_request (file, node, agencies, words, at) values (?, ?, ?, ?, ?)"
                        + " on conflict do nothing",
                file,
                node.value(),
                agencies,
                words,
                at);
    }

    /** The newest requests first. */
    public List<JoinRequestRow> newest(Tx tx, int most) {
        return tx.list(JoinRequestRow.class, "select * from join_request order by at desc limit ?", most);
    }

    /** Decides an open request; false if it is not one. */
    public boolean decide(Tx tx, Digest file, boolean granted, String by, Instant at) {
        return 1
                == tx.update(
                        "update join_request set granted = ?, decided_by = ?, decided_at = ?"
                                + " where file = ? and granted is null",
                        granted,
                        by,
                        at,
                        file);
    }
}
