package vn.antin.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Frame;
import vn.antin.envelope.NodeId;
import vn.antin.receipt.Event;
import vn.antin.receipt.Evidence;
import vn.antin.seal.SealedEnvelope;

/**
 * How far the copies that a hub passed on have come, as their recipients' nodes attested it; and what goes out again
 * when the hub, or such a node, was brought back from a backup. A node that has a copy takes no notice of another.
 */
public final class Attested {

    private final Books books;

    public Attested(Books books) {
        this.books = books;
    }

    private record Passed(EnvelopeId document, int number, Digest evidence) {}

    /** A recipient's node has attested this. */
    public void note(Tx tx, Evidence evidence) {
        tx.update(
                "insert into attested (document, number, event, at) values (?, ?, ?, ?) on conflict do nothing",
                evidence.copy().envelope().value(),
                evidence.copy().index(),
                evidence.event(),
                evidence.time());
    }

    /** The hub was brought back: every copy goes out again that may never have come; how many. */
    public int again(Tx tx, Instant now, String mark) {
        return send(
                tx,
                tx.query(
                        PASSED + " and not exists (" + ATTESTED + ") order by e.seq",
                        Attested::passed,
                        now,
                        Event.CONTENT_CONSIGNMENT,
                        Event.CONTENT_CONSIGNMENT_FAILURE),
                null,
                mark);
    }

    /**
     * A node was brought back: what came there since, and was not handed over to the agency's software, goes out again.
     *
     * @param since the last that the node remembers
     */
    public int again(Tx tx, NodeId node, Instant since, Instant now, String mark) {
        return send(
                tx,
                tx.query(
                        PASSED + " and not exists (" + ATTESTED + ") and not exists (" + ATTESTED
                                + " and a.at < ?) order by e.seq",
                        Attested::passed,
                        now,
                        Event.CONTENT_HANDOVER,
                        Event.CONTENT_CONSIGNMENT_FAILURE,
                        Event.CONTENT_CONSIGNMENT,
                        Event.CONTENT_CONSIGNMENT,
                        since),
                node,
                mark);
    }

    private static final String PASSED = "select e.document, e.number, e.digest from evidence e"
            + " join document d on d.id = e.document"
            + " where e.own = true and e.event = 'RELAY_ACCEPTANCE' and d.expires > ?";

    private static final String ATTESTED =
            "select 1 from attested a where a.document = e.document and a.number = e.number and a.event in (?, ?)";

    private static Passed passed(Columns row) {
        return new Passed(new EnvelopeId(row.uuid("document")), (int) row.number("number"), row.digest("digest"));
    }

    private int send(Tx tx, List<Passed> copies, @Nullable NodeId only, String mark) {
        int sent = 0;
        for (Passed copy : copies) {
            Envelope envelope = SealedEnvelope.open(
                            books.documents().find(tx, copy.document()).orElseThrow().envelope())
                    .envelope();
            NodeId node = envelope.recipient(copy.number()).node();
            boolean waits = tx.one(
                            "select count(*) as n from outbox where document = ? and number = ? and kind = 'ENVELOPE'",
                            row -> row.number("n"),
                            copy.document().value(),
                            copy.number())
                    .filter(rows -> rows > 0)
                    .isPresent();
            if (!waits && (only == null || only.equals(node))) {
                books.outbox()
                        .add(
                                tx,
                                Outbox.Kind.ENVELOPE,
                                Outbox.Lane.of(envelope.urgency()),
                                node,
                                envelope.id(),
                                copy.number(),
                                new Frame(new byte[0], Map.of(copy.number(), copy.evidence()), Map.of()).write(),
                                envelope.id() + ":down:" + copy.number() + ":" + mark);
                sent++;
            }
        }
        return sent;
    }
}
