package vn.antin.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Signal;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Event;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.Merkle;
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

    /**
     * Stores our own evidence and queues it for the log; returns the digest of the one stored before, if there is one.
     *
     * @param goesTo the node that must get the receipt; null for none
     */
    public Digest issue(Tx tx, Evidence.Written written, @Nullable NodeId goesTo) {
        Digest id = written.evidence().id();
        if (!insert(tx, written, true, goesTo)) {
            return find(tx, id).map(StoredEvidence::digest).orElseThrow();
        }
        tx.update("insert into leaf (hash, evidence) values (?, ?)", Merkle.leaf(written.bytes()), id);
        tx.wake(Signal.LOG);
        return written.digest();
    }

    /** Stores verified evidence of another issuer with its position in that log; false if it was stored before. */
    public boolean add(
            Tx tx, Evidence.Written written, String origin, long leaf, List<Digest> proof, Digest checkpoint) {
        if (!insert(tx, written, false, null)) {
            return false;
        }
        prove(tx, written.evidence().id(), origin, leaf, proof, checkpoint);
        return true;
    }

    /** Records the position of an evidence in its log. */
    public void prove(Tx tx, Digest id, String origin, long leaf, List<Digest> proof, Digest checkpoint) {
        tx.update(
                "update evidence set origin = ?, leaf = ?, proof = ?, checkpoint = ? where id = ?",
                origin,
                leaf,
                Checkpoints.joined(proof),
                checkpoint,
                id);
    }

    private boolean insert(Tx tx, Evidence.Written written, boolean own, @Nullable NodeId goesTo) {
        Evidence evidence = written.evidence();
        var recipient = evidence.copy().recipient();
        return 1
                == tx.update(
                        """
                        insert into evidence (id, document, number, agency, event, issuer, at, bytes, digest, own, goes_to)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                        """,
                        evidence.id(),
                        evidence.copy().envelope().value(),
                        evidence.copy().index(),
                        recipient == null ? null : recipient.agency().value(),
                        evidence.event(),
                        evidence.issuer().value(),
                        evidence.time(),
                        written.bytes(),
                        written.digest(),
                        own,
                        goesTo == null ? null : goesTo.value());
    }

    /** The receipts for other nodes among the leaves of our log from one index up to, but not including, another. */
    public List<Receipts.Receipt> forOthers(Tx tx, String origin, long from, long to) {
        return tx.query(
                """
                select e.bytes, l.idx, e.proof from leaf l join evidence e on e.id = l.evidence
                where l.origin = ? and l.idx >= ? and l.idx < ? and e.origin = l.origin and e.goes_to is not null
                order by l.idx
                """,
                row -> new Receipts.Receipt(
                        row.bytes("bytes"), row.number("idx"), Checkpoints.split(row.bytes("proof"))),
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
