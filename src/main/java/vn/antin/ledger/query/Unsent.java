package vn.antin.ledger.query;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.db.Tx;

/**
 * A row of the outbox, for people.
 *
 * @param node the node whose queue gets it; null at a node: the hub's
 * @param document null for receipts
 * @param documentId number and notation of the document; null when unknown
 * @param first the agency of one of its copies; null at a hub
 * @param copies number of copies in it; 0 at a hub
 * @param bytes its size without stored parts
 * @param state WAITING, SENDING or HELD
 * @param due next attempt
 * @param since when its document was stored; null for receipts
 */
public record Unsent(
        Outbox.MessageKind kind,
        Outbox.Lane lane,
        @Nullable String node,
        @Nullable EnvelopeId document,
        @Nullable String documentId,
        @Nullable AgencyCode first,
        long copies,
        long bytes,
        String state,
        Instant due,
        long attempts,
        @Nullable Instant since) {

    private static final String ALL = """
            select o.kind, o.lane, o.node, o.document, o.state, o.due, o.attempts, d.document_id, d.stored as since,
                (select min(c.agency) from copy c where c.document = o.document) as first,
                (select count(*) from copy c where c.document = o.document) as copies,
                coalesce(octet_length(o.body), 0) + coalesce(octet_length(d.envelope), 0)
                    + coalesce((select sum(octet_length(p.content)) from part p where p.document = o.document), 0)
                    as bytes
            from outbox o left join document d on d.id = o.document
            """;

    /** The first rows, oldest first. */
    public static List<Unsent> first(Tx tx, int most) {
        return tx.list(Unsent.class, ALL + " order by o.id limit ?", most);
    }

    /** At a hub: the first rows for one node, oldest first. */
    public static List<Unsent> first(Tx tx, NodeId node, int most) {
        return tx.list(Unsent.class, ALL + " where o.node = ? order by o.id limit ?", node, most);
    }
}
