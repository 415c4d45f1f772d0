package vn.antin.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.InList;
import vn.antin.ledger.db.Signal;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Event;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.Receipts;

/** The evidence kept here, each once under its identifier: our own when issued, that of others when verified. */
public final class EvidenceStore {

    /**
     * An evidence with its position in its issuer's log.
     *
     * @param agency the agency whose copy it is about; null when it is about none
     * @param leaf its index; null until the log has numbered it
     * @param proof the inclusion proof under the checkpoint, its hashes concatenated
     */
    public record StoredEvidence(
            Digest id,
            EnvelopeId document,
            int number,
            @Nullable AgencyCode agency,
            Event event,
            NodeId issuer,
            Instant at,
            byte[] bytes,
            Digest digest,
            @Nullable Long leaf,
            byte @Nullable [] proof,
            @Nullable Digest checkpoint) {}

    private static final String INSERT_OWN =
            "insert into evidence (id, document, number, agency, event, issuer, at, bytes, digest, own, goes_to)"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, true, ?)";

    /**
     * Stores our own evidence, which the log has to number; returns the digest of the one stored before, if there is
     * one.
     *
     * @param goesTo the node that must get the receipt; null for none
     */
    public Digest issue(Tx tx, Evidence.Written written, @Nullable NodeId goesTo) {
        if (tx.update(INSERT_OWN + " on conflict do nothing", own(written, goesTo)) == 0) {
            return find(tx, written.evidence().id()).map(StoredEvidence::digest).orElseThrow();
        }
        tx.wake(goesTo == null ? Signal.LOG_LATER : Signal.LOG);
        return written.digest();
    }

    /**
     * {@link #issue} of evidence that cannot have been issued before, because its transaction makes the event true for
     * the first time. The transaction fails with {@link vn.antin.ledger.db.Duplicate} if it was.
     */
    public Digest issueFirst(Tx tx, Evidence.Written written, @Nullable NodeId goesTo) {
        tx.defer(INSERT_OWN, own(written, goesTo));
        tx.wake(goesTo == null ? Signal.LOG_LATER : Signal.LOG);
        return written.digest();
    }

    private static @Nullable Object[] own(Evidence.Written written, @Nullable NodeId goesTo) {
        return row(written, goesTo == null ? null : goesTo.value());
    }

    /** The values of the columns from {@code id} to {@code digest}, then these. */
    private static @Nullable Object[] row(Evidence.Written written, @Nullable Object... more) {
        Evidence evidence = written.evidence();
        var recipient = evidence.copy().recipient();
        List<@Nullable Object> values = new ArrayList<>(Arrays.asList(
                evidence.id(),
                evidence.copy().envelope().value(),
                evidence.copy().index(),
                recipient == null ? null : recipient.agency().value(),
                evidence.event(),
                evidence.issuer().value(),
                evidence.time(),
                written.bytes(),
                written.digest()));
        values.addAll(Arrays.asList(more));
        return values.toArray();
    }

    /**
     * Evidence of another issuer with its position in that log.
     *
     * @param origin name of the log
     * @param proof the inclusion proof under the checkpoint
     */
    public record ProvedEvidence(
            Evidence.Written written, String origin, long leaf, List<Digest> proof, Digest checkpoint) {}

    /** Those of the identifiers under which evidence is stored here. */
    public Set<Digest> known(Tx tx, Collection<Digest> ids) {
        return ids.isEmpty()
                ? Set.of()
                : new HashSet<>(tx.query(
                        "select id from evidence where id in (" + InList.places(ids.size()) + ")",
                        row -> row.digest("id"),
                        InList.values(ids, id -> id)));
    }

    /**
     * Stores verified evidence of other issuers.
     *
     * @throws vn.antin.ledger.db.Duplicate if a concurrent transaction has stored one of them; the repeat of this
     *     transaction knows it
     */
    public void add(Tx tx, List<ProvedEvidence> proved) {
        if (proved.isEmpty()) {
            return;
        }
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (ProvedEvidence one : proved) {
            rows.add(row(one.written(), one.origin(), one.leaf(), Checkpoints.joined(one.proof()), one.checkpoint()));
        }
        tx.updateAll("""
                insert into evidence (id, document, number, agency, event, issuer, at, bytes, digest, own, origin, leaf,
                    proof, checkpoint)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, false, ?, ?, ?, ?)
                """, rows);
    }

    /**
     * The position of an evidence in its log.
     *
     * @param proof the inclusion proof under the checkpoint
     */
    public record EvidencePosition(Digest id, long leaf, List<Digest> proof) {}

    /**
     * Records the positions of our own evidence that a checkpoint is the first to cover.
     *
     * @throws IllegalStateException when one of them is not stored here, or has a position already
     */
    public void prove(Tx tx, String origin, Digest checkpoint, List<EvidencePosition> positions) {
        if (positions.isEmpty()) {
            return;
        }
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (EvidencePosition position : positions) {
            rows.add(new @Nullable Object[] {
                origin, position.leaf(), Checkpoints.joined(position.proof()), checkpoint, position.id()
            });
        }
        int proved = tx.updateAll(
                "update evidence set origin = ?, leaf = ?, proof = ?, checkpoint = ?"
                        + " where id = ? and own = true and leaf is null",
                rows);
        if (proved != rows.size()) {
            throw new IllegalStateException(
                    "evidence of the log is missing: " + proved + " of " + rows.size() + " had no position");
        }
    }

    /** The receipts for other nodes among the leaves of our log from one index up to, but not including, another. */
    public List<Receipts.Receipt> forOthers(Tx tx, String origin, long from, long to) {
        return tx.query(
                """
                select bytes, leaf, proof from evidence
                where own = true and origin = ? and leaf >= ? and leaf < ? and goes_to is not null order by leaf
                """,
                row -> new Receipts.Receipt(
                        row.bytes("bytes"), row.number("leaf"), Checkpoints.split(row.bytes("proof"))),
                origin,
                from,
                to);
    }

    public Optional<StoredEvidence> find(Tx tx, Digest id) {
        return tx.one("select * from evidence where id = ?", EvidenceStore::evidence, id);
    }

    /** The document that an evidence is about. */
    public static Optional<EnvelopeId> documentOf(Tx tx, Digest id) {
        return tx.one("select document from evidence where id = ?", row -> new EnvelopeId(row.uuid("document")), id);
    }

    /** The evidence of this event for a copy, from any issuer. */
    public Optional<StoredEvidence> find(Tx tx, EnvelopeId document, int number, Event event) {
        return tx
                .query(
                        "select * from evidence where document = ? and number = ? and event = ? order by seq",
                        EvidenceStore::evidence,
                        document.value(),
                        number,
                        event)
                .stream()
                .findFirst();
    }

    /** All evidence of a document, by recipient and in order of arrival. */
    public List<StoredEvidence> of(Tx tx, EnvelopeId document) {
        return new ArrayList<>(tx.query(
                "select * from evidence where document = ? order by number, seq",
                EvidenceStore::evidence,
                document.value()));
    }

    /** All evidence of one copy, in order of arrival. */
    public List<StoredEvidence> of(Tx tx, EnvelopeId document, int number) {
        return new ArrayList<>(tx.query(
                "select * from evidence where document = ? and number = ? order by seq",
                EvidenceStore::evidence,
                document.value(),
                number));
    }

    private static StoredEvidence evidence(Columns row) {
        return new StoredEvidence(
                row.digest("id"),
                new EnvelopeId(row.uuid("document")),
                (int) row.number("number"),
                row.maybeText("agency").map(AgencyCode::new).orElse(null),
                Event.valueOf(row.text("event")),
                new NodeId(row.text("issuer")),
                row.instant("at"),
                row.bytes("bytes"),
                row.digest("digest"),
                row.maybeNumber("leaf").orElse(null),
                row.maybeBytes("proof").orElse(null),
                row.maybeDigest("checkpoint").orElse(null));
    }
}
