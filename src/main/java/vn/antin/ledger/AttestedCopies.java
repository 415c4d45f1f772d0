package vn.antin.ledger;

import java.time.Instant;
import java.util.ArrayList;
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
 * What recipients' nodes attested about the copies that this hub relayed, and from it the copies to send again after a
 * restore of the hub or of a node. A node ignores a copy that it has.
 */
public final class AttestedCopies {

    /** Limit for one welcome, given by the size of its message. */
    private static final int MAX_OVER = 2_500;

    private static final String PASSED = """
            select e.document, e.number, e.digest, c.digest as consigned, h.digest as handed
            from evidence e join document d on d.id = e.document
            left join attested c on c.document = e.document and c.number = e.number
                and c.event = 'CONTENT_CONSIGNMENT'
            left join attested h on h.document = e.document and h.number = e.number
                and h.event = 'CONTENT_HANDOVER'
            where e.own = true and e.event = 'RELAY_ACCEPTANCE' and not exists (
                select 1 from attested f where f.document = e.document and f.number = e.number
                and f.event in ('CONTENT_CONSIGNMENT_FAILURE', 'CONTENT_HANDOVER_FAILURE'))
            """;

    private final Repositories repositories;

    public AttestedCopies(Repositories repositories) {
        this.repositories = repositories;
    }

    private record RelayedCopy(
            EnvelopeId document,
            int number,
            Digest evidence,
            @Nullable Digest consigned,
            @Nullable Digest handed) {

        /** The evidence sent with the copy: the hub's own, and what the recipient's node had attested. */
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

    /** What a recipient's node has attested, with the digest of the evidence. */
    public record Attestation(Evidence evidence, Digest digest) {}

    /** Records these attestations; a repeat changes nothing. */
    public void record(Tx tx, List<Attestation> attestations) {
        if (attestations.isEmpty()) {
            return;
        }
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Attestation attestation : attestations) {
            Evidence evidence = attestation.evidence();
            rows.add(new @Nullable Object[] {
                evidence.copy().envelope().value(),
                evidence.copy().index(),
                evidence.event(),
                evidence.issuer().value(),
                evidence.time(),
                attestation.digest()
            });
        }
        tx.deferAll(
                "insert into attested (document, number, event, node, at, digest) values (?, ?, ?, ?, ?, ?)"
                        + " on conflict do nothing",
                rows);
    }

    /** Whether the recipient's node has attested anything about a copy. */
    public static boolean isAttested(Tx tx, EnvelopeId document, int number) {
        return tx.number("select count(*) from attested where document = ? and number = ?", document.value(), number)
                > 0;
    }

    /** The copies that a node's agencies have taken or returned since a time and must not be offered again. */
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
                MAX_OVER);
    }

    /** After a restore of the hub: sends every copy again whose arrival is not attested; returns their number. */
    public int resend(Tx tx, Instant now, String mark) {
        return send(
                tx,
                tx.query(
                        PASSED + " and d.expires > ? and c.at is null order by e.seq",
                        AttestedCopies::relayedCopy,
                        now),
                null,
                mark);
    }

    /**
     * After a restore of a node: sends the copies again that it may have lost; returns their number. What it had
     * consigned and not handed over is sent also when it has expired since, because its sender believes it there.
     *
     * @param since the last moment that the node remembers
     */
    public int resend(Tx tx, NodeId node, Instant since, Instant now, String mark) {
        return send(
                tx,
                tx.query(
                        PASSED + " and (c.at is null and d.expires > ?"
                                + " or c.at >= ? and c.node = ? and (h.at is null or d.expires > ?)) order by e.seq",
                        AttestedCopies::relayedCopy,
                        now,
                        since,
                        node.value(),
                        now),
                node,
                mark);
    }

    private static RelayedCopy relayedCopy(Columns row) {
        return new RelayedCopy(
                new EnvelopeId(row.uuid("document")),
                (int) row.number("number"),
                row.digest("digest"),
                row.maybeDigest("consigned").orElse(null),
                row.maybeDigest("handed").orElse(null));
    }

    private int send(Tx tx, List<RelayedCopy> copies, @Nullable NodeId only, String mark) {
        int sent = 0;
        for (RelayedCopy copy : copies) {
            Envelope envelope = SealedEnvelope.open(repositories
                            .documents()
                            .find(tx, copy.document())
                            .orElseThrow()
                            .envelope())
                    .envelope();
            NodeId node = envelope.recipient(copy.number()).node();
            boolean affected = only == null || only.equals(node);
            if (affected && !isQueued(tx, copy)) {
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

    private static boolean isQueued(Tx tx, RelayedCopy copy) {
        return tx.one(
                        "select count(*) as n from outbox where document = ? and number = ? and kind = 'ENVELOPE'",
                        row -> row.number("n"),
                        copy.document().value(),
                        copy.number())
                .filter(rows -> rows > 0)
                .isPresent();
    }
}
