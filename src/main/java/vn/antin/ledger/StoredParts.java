package vn.antin.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Part;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Signal;
import vn.antin.ledger.db.Tx;

/**
 * The references of documents to stored parts, the transfers of these parts over the line, and the copies that wait for
 * them.
 */
public final class StoredParts {

    /** The direction of a transfer on a node's line. */
    public enum PartDirection {
        UP,
        DOWN
    }

    /**
     * A part to transfer.
     *
     * @param size encrypted bytes
     */
    public record PartTransfer(
            EnvelopeId document, int number, PartDirection direction, Digest digest, long size, boolean urgent) {}

    /** A part of a sent document that a recipient's node has still to fetch. */
    public record Fetching(int number, Digest digest, long size, AgencyCode agency, NodeId node) {}

    /** A copy that waits for its parts, with the frame to process then. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Awaiting(EnvelopeId document, int number, byte[] frame) {}

    /** Age after which a transfer has priority over smaller and newer ones. */
    private static final Duration STARVED = Duration.ofMinutes(30);

    /** Limit for one page. */
    private static final int MAX_FETCHING = 500;

    private final Clock clock;

    public StoredParts(Clock clock) {
        this.clock = clock;
    }

    /** Stores the references of a document to its stored parts. */
    public void name(Tx tx, Envelope envelope) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Part part : envelope.parts()) {
            if (part.stored()) {
                rows.add(new Object[] {envelope.id().value(), part.number(), part.digest(), part.size()});
            }
        }
        tx.updateAll(
                "insert into stored_part (document, number, digest, size, held) values (?, ?, ?, ?, true)"
                        + " on conflict do nothing",
                rows);
    }

    /** The stored parts of a document. */
    public List<Digest> named(Tx tx, EnvelopeId document) {
        return tx.query(
                "select digest from stored_part where document = ? order by number",
                row -> row.digest("digest"),
                document.value());
    }

    /** Queues the stored parts of a document for transfer. */
    public void carry(Tx tx, Envelope envelope, PartDirection direction) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Part part : envelope.parts()) {
            if (part.stored()) {
                rows.add(new Object[] {
                    envelope.id().value(),
                    part.number(),
                    direction,
                    part.digest(),
                    part.size(),
                    envelope.urgency().urgent(),
                    clock.instant(),
                    envelope.expires()
                });
            }
        }
        tx.updateAll("""
                insert into transfer (document, number, direction, digest, size, urgent, since, expires, done)
                values (?, ?, ?, ?, ?, ?, ?, ?, false) on conflict do nothing
                """, rows);
        tx.wake(Signal.PARTS);
    }

    /** Queues the stored parts of a document for the hub once more. */
    void carryAgain(Tx tx, Envelope envelope) {
        tx.update(
                "delete from transfer where document = ? and direction = 'UP'",
                envelope.id().value());
        carry(tx, envelope, PartDirection.UP);
    }

    /**
     * The next transfers: urgent before ordinary; in each class starved ones first, then small before large. Uploads
     * only of what the hub has not refused.
     */
    public List<PartTransfer> next(Tx tx, PartDirection direction, int atMost) {
        Instant now = clock.instant();
        String alive = direction == PartDirection.DOWN
                ? ""
                : " and exists (select 1 from copy c where c.document = t.document"
                        + " and c.state in ('ACCEPTED', 'SENDING', 'SENT', 'RELAYED'))";
        return tx.query(
                "select document, number, direction, digest, size, urgent from transfer t"
                        + " where direction = ? and done = false and expires > ?" + alive
                        + " order by urgent desc, case when since < ? then 0 else 1 end, size, since limit ?",
                StoredParts::transfer,
                direction,
                now,
                now.minus(STARVED),
                atMost);
    }

    /** Marks the part as transferred, for every document that refers to it. */
    public void done(Tx tx, PartDirection direction, Digest digest) {
        tx.update("update transfer set done = true where direction = ? and digest = ?", direction, digest);
        tx.wake(Signal.PARTS);
    }

    /** The transfers of a document, open and done. */
    public List<PartTransfer> of(Tx tx, EnvelopeId document) {
        return tx.query(
                "select document, number, direction, digest, size, urgent from transfer where document = ?"
                        + " and done = false order by number",
                StoredParts::transfer,
                document.value());
    }

    /**
     * The parts that recipients of a document have still to fetch, for copies that are at the hub or on the way to it.
     */
    public List<Fetching> fetching(Tx tx, EnvelopeId document) {
        return tx.query("""
                select p.number, p.digest, p.size, c.agency, c.node from copy c
                join stored_part p on p.document = c.document
                where c.document = ? and c.state in ('SENT', 'RELAYED') order by c.number, p.number limit ?
                """, StoredParts::fetching, document.value(), MAX_FETCHING);
    }

    /** Releases the stored parts of a document. */
    public void release(Tx tx, EnvelopeId document) {
        tx.update("update stored_part set held = false where document = ?", document.value());
        forget(tx, document);
    }

    /** Deletes the transfers of a document. */
    public void forget(Tx tx, EnvelopeId document) {
        tx.update("delete from transfer where document = ?", document.value());
    }

    /** Makes this copy wait for its parts. */
    public void await(Tx tx, Envelope envelope, int number, byte[] frame) {
        tx.update(
                "insert into awaiting (document, number, frame, expires) values (?, ?, ?, ?) on conflict do nothing",
                envelope.id().value(),
                number,
                frame,
                envelope.expires());
    }

    /** At a node: documents with waiting copies whose parts are all transferred, or which have expired. */
    public List<EnvelopeId> carried(Tx tx) {
        return tx.query("""
                select distinct document from awaiting a where expires < ?
                or not exists (select 1 from transfer t where t.document = a.document and t.done = false)
                """, row -> new EnvelopeId(row.uuid("document")), clock.instant());
    }

    /** At the hub: the parts that copies wait for, by document; one query, because many may wait. */
    public Map<EnvelopeId, List<Digest>> awaited(Tx tx) {
        Map<EnvelopeId, List<Digest>> parts = new HashMap<>();
        tx.query(
                """
                select distinct a.document, p.digest from awaiting a join stored_part p on p.document = a.document
                """,
                row -> parts.computeIfAbsent(new EnvelopeId(row.uuid("document")), id -> new ArrayList<>())
                        .add(row.digest("digest")));
        return parts;
    }

    /** The waiting copies of a document, in the order of its recipients. */
    public List<Awaiting> awaiting(Tx tx, EnvelopeId document) {
        return tx.query(
                "select document, number, frame from awaiting where document = ? order by number",
                StoredParts::awaiting,
                document.value());
    }

    /** Copies whose parts did not come in time. */
    public List<Awaiting> late(Tx tx, int atMost) {
        return tx.query(
                "select document, number, frame from awaiting where expires < ? order by expires limit ?",
                StoredParts::awaiting,
                clock.instant(),
                atMost);
    }

    /** Ends the wait of a copy; false when another thread has ended it. */
    public boolean end(Tx tx, EnvelopeId document, int number) {
        return tx.update("delete from awaiting where document = ? and number = ?", document.value(), number) == 1;
    }

    /** At the hub: entitles this node to read the parts. */
    public void entitle(Tx tx, EnvelopeId document, int number, NodeId node) {
        tx.defer(
                "insert into carried (document, number, node) values (?, ?, ?) on conflict do nothing",
                document.value(),
                number,
                node.value());
    }

    /** At the hub: withdraws the entitlement of a copy that was never relayed. */
    public void disentitle(Tx tx, EnvelopeId document, int number) {
        tx.update("delete from carried where document = ? and number = ?", document.value(), number);
    }

    /** At the hub: marks this copy as final. */
    public void over(Tx tx, EnvelopeId document, int number) {
        tx.update(
                "update carried set final_at = ? where document = ? and number = ? and final_at is null",
                clock.instant(),
                document.value(),
                number);
    }

    /** The size of a part that an accepted envelope of this node announced. */
    public Optional<Long> announcedBy(Tx tx, NodeId sender, Digest digest) {
        return tx.query("""
                        select p.size from stored_part p join document d on d.id = p.document
                        where p.digest = ? and d.sender_node = ? and d.expires > ?
                        and exists (select 1 from carried c where c.document = d.id) limit 1
                        """, row -> row.number("size"), digest, sender.value(), clock.instant()).stream()
                .findFirst();
    }

    /** The size of a part that an accepted envelope brings to this node. */
    public Optional<Long> meantFor(Tx tx, NodeId recipient, Digest digest) {
        return tx.query("""
                        select p.size from stored_part p join carried c on c.document = p.document
                        join document d on d.id = p.document
                        where p.digest = ? and c.node = ? and d.expires > ? limit 1
                        """, row -> row.number("size"), digest, recipient.value(), clock.instant()).stream()
                .findFirst();
    }

    /** Bytes that the parts of this node's documents occupy or may still claim at the hub; each part once. */
    public long chargedTo(Tx tx, NodeId sender) {
        return bytes(tx, "and d.sender_node = ?", sender.value());
    }

    /** The same for all nodes together. */
    public long charged(Tx tx) {
        return bytes(tx, "");
    }

    /**
     * Releases the parts of documents whose copies have been final for this time, or which have expired, and that no legal
     * hold covers.
     */
    public int release(Tx tx, Duration keep) {
        LegalHolds.lock(tx);
        Instant now = clock.instant();
        Instant since = now.minus(keep);
        return tx.update("""
                update stored_part set held = false where held = true and not exists (
                    select 1 from document d where d.id = stored_part.document and (
                        exists (select 1 from carried c where c.document = d.id
                            and (c.final_at > ? or (c.final_at is null and d.expires > ?)))
                        or exists (select 1 from copy c where c.document = d.id
                            and (c.since > ? or (c.state in ('ACCEPTED', 'SENDING', 'SENT', 'RELAYED') and d.expires > ?)))
                        or exists (select 1 from arrival a where a.document = d.id
                            and (a.since > ? or a.state in ('OFFERED', 'LEASED')))
                        or %s))
                """.formatted(LegalHolds.HELD), since, now, since, now, since);
    }

    /** Whether a part is still needed or still arriving. */
    public boolean needed(Tx tx, Digest digest) {
        return tx.one("""
                        select (select count(*) from stored_part where digest = ? and held = true)
                            + (select count(*) from transfer where digest = ? and expires > ?) as n
                        """, row -> row.number("n"), digest, digest, clock.instant())
                .filter(n -> n > 0)
                .isPresent();
    }

    private static long bytes(Tx tx, String which, Object... values) {
        return tx.one(
                        "select coalesce(sum(size), 0) as n from (select distinct p.digest, p.size from stored_part p"
                                + " join document d on d.id = p.document where p.held = true " + which + ") as parts",
                        row -> row.number("n"),
                        values)
                .orElse(0L);
    }

    private static PartTransfer transfer(Columns row) {
        return new PartTransfer(
                new EnvelopeId(row.uuid("document")),
                (int) row.number("number"),
                PartDirection.valueOf(row.text("direction")),
                row.digest("digest"),
                row.number("size"),
                row.flag("urgent"));
    }

    private static Fetching fetching(Columns row) {
        return new Fetching(
                (int) row.number("number"),
                row.digest("digest"),
                row.number("size"),
                new AgencyCode(row.text("agency")),
                new NodeId(row.text("node")));
    }

    private static Awaiting awaiting(Columns row) {
        return new Awaiting(new EnvelopeId(row.uuid("document")), (int) row.number("number"), row.bytes("frame"));
    }
}
