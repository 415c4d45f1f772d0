package vn.antin.ledger.query;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Tx;

/**
 * A message in the outbox of a node or hub, for people to look at.
 *
 * @param node whose queue it goes to; null at a node: to the hub
 * @param document null for receipts
 * @param documentId number and notation of the document; null where they are not known
 * @param first the agency of one of its copies; null at a hub
 * @param copies how many copies it carries; 0 at a hub
 * @param bytes of what it carries, large parts beside the queue not counted
 * @param state WAITING, SENDING or HELD
 * @param due when it is tried
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
            select o.kind, o.lane, o.node, o.document, o.state, o.due, o.attempts, d.document_id, d.stored,
                (select min(c.agency) from copy c where c.document = o.document) as agency,
                (select count(*) from copy c where c.document = o.document) as copies,
                coalesce(octet_length(o.body), 0) + coalesce(octet_length(d.envelope), 0)
                    + coalesce((select sum(octet_length(p.content)) from part p where p.document = o.document), 0)
                    as bytes
            from outbox o left join document d on d.id = o.document
            """;

    /** The first so many, the oldest on top. */
    public static List<Unsent> first(Tx tx, int most) {
        return tx.query(ALL + " order by o.id limit ?", Unsent::of, most);
    }

    /** At a hub: the first so many that go to one node, the oldest on top. */
    public static List<Unsent> first(Tx tx, NodeId node, int most) {
        return tx.query(ALL + " where o.node = ? order by o.id limit ?", Unsent::of, node.value(), most);
    }

    private static Unsent of(Columns row) {
        return new Unsent(
                row.one(Outbox.MessageKind.class, "kind"),
                row.one(Outbox.Lane.class, "lane"),
                row.maybeText("node").orElse(null),
                row.maybeUuid("document").map(EnvelopeId::new).orElse(null),
                row.maybeText("document_id").orElse(null),
                row.maybeText("agency").map(AgencyCode::new).orElse(null),
                row.number("copies"),
                row.number("bytes"),
                row.text("state"),
                row.instant("due"),
                row.number("attempts"),
                row.maybeInstant("stored").orElse(null));
    }
}
