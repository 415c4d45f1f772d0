package vn.antin.ledger;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Event;
import vn.antin.receipt.Evidence;
import vn.antin.seal.SealedEnvelope;
import vn.antin.wire.Frame;
import vn.antin.wire.HandshakeMessages;

/**
 * How far the copies that a hub passed on have come, as their recipients' nodes attested it; and what goes out again
 * when the hub, or such a node, was brought back from a backup. A node that has a copy takes no notice of another.
 */
public final class AttestedCopies {

    /** In one welcome: as many as its message takes. */
    private static final int MOST_OVER = 2_500;

    private static final String PASSED = """
            select e.document, e.number, e.digest, c.digest as consigned, h.digest as handed
            from evidence e join document d on d.id = e.document
            left join attested c on c.document = e.document and c.number = e.number
                and c.event = 'CONTENT_CONSIGNMENT'
            left join attested h on h.document = e.document and h.number = e.number
                and h.event = 'CONTENT_HANDOVER'
            where e.own = true and e.event = 'RELAY_ACCEPTANCE' and d.expires > ? and not exists (
                select 1 from attested f where f.document = e.document and f.number = e.number
                and f.event in ('CONTENT_CONSIGNMENT_FAILURE', 'CONTENT_HANDOVER_FAILURE'))
            """;

    private final Repositories repositories;

    public AttestedCopies(Repositories repositories) {
        this.repositories = repositories;
    }

    private record Passed(
            EnvelopeId document,
            int number,
            Digest evidence,
            @Nullable Digest consigned,
            @Nullable Digest handed) {

        /** What goes before the copy: the hub's own evidence, and what the recipient's node had attested. */
        Map<Integer, Digest> previous() {
            Map<Integer, Digest> previous = new HashMap<>(Map.of(number, evidence));
            if (consigned != null) {
                previous.put(Frame.CONSIGNED, consigned);
            }
            if (handed != null) {
                previous.put(Frame.HANDED_OVER, handed);
            }
            return previous;
        }
    }

    /** A recipient's node has attested this, in evidence of that digest. */
    public void note(Tx tx, Evidence evidence, Digest digest) {
        tx.update(
                "insert into attested (document, number, event, node, at, digest) values (?, ?, ?, ?, ?, ?)"
                        + " on conflict do nothing",
                evidence.copy().envelope().value(),
                evidence.copy().index(),
                evidence.event(),
                evidence.issuer().value(),
                evidence.time(),
                digest);
    }

    /** What a node's agencies have taken or returned since a time: no longer to be offered to them. */
    public List<HandshakeMessages.Over> over(Tx tx, NodeId node, Instant since) {
        return tx.query(
                "select * from attested where node = ? and at >= ?"
                        + " and event in ('CONTENT_HANDOVER', 'CONTENT_HANDOVER_FAILURE') order by at desc limit ?",
                row -> new HandshakeMessages.Over(
                        new EnvelopeId(row.uuid("document")),
                        (int) row.number("number"),
                        Event.valueOf(row.text("event")) == Event.CONTENT_HANDOVER,
                        row.digest("digest")),
                node.value(),
                since,
                MOST_OVER);
    }

    /** The hub was brought back: every copy goes out again that may never have come; how many. */
    public int again(Tx tx, Instant now, String mark) {
        return send(tx, tx.query(PASSED + " and c.at is null order by e.seq", AttestedCopies::passed, now), null, mark);
    }

    /**
     * A node was brought back: what came there since goes out again.
     *
     * @param since the last that the node remembers
     */
    public int again(Tx tx, NodeId node, Instant since, Instant now, String mark) {
        return send(
                tx,
                tx.query(
                        PASSED + " and (c.at is null or c.at >= ? and c.node = ?) order by e.seq",
                        AttestedCopies::passed,
                        now,
                        since,
                        node.value()),
                node,
                mark);
    }

    private static Passed passed(Columns row) {
        return new Passed(
                new EnvelopeId(row.uuid("document")),
                (int) row.number("number"),
                row.digest("digest"),
                row.maybeDigest("consigned").orElse(null),
                row.maybeDigest("handed").orElse(null));
    }

    private int send(Tx tx, List<Passed> copies, @Nullable NodeId only, String mark) {
        int sent = 0;
        for (Passed copy : copies) {
            Envelope envelope = SealedEnvelope.open(repositories
                            .documents()
                            .find(tx, copy.document())
                            .orElseThrow()
                            .envelope())
                    .envelope();
            NodeId node = envelope.recipient(copy.number()).node();
            boolean theirs = only == null || only.equals(node);
            if (theirs && !waits(tx, copy)) {
                repositories
                        .outbox()
                        .add(
                                tx,
                                Outbox.MessageKind.ENVELOPE,
                                Outbox.Lane.of(envelope.urgency()),
                                node,
                                envelope.id(),
                                copy.number(),
                                new Frame(new byte[0], copy.previous(), Map.of()).write(),
                                envelope.id() + ":down:" + copy.number() + ":" + mark);
                sent++;
            }
        }
        return sent;
    }

    private static boolean waits(Tx tx, Passed copy) {
        return tx.one(
                        "select count(*) as n from outbox where document = ? and number = ? and kind = 'ENVELOPE'",
                        row -> row.number("n"),
                        copy.document().value(),
                        copy.number())
                .filter(rows -> rows > 0)
                .isPresent();
    }
}
