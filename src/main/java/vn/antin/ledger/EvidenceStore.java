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

/** Evidence kept here: our own from the moment it is issued, others' once verified. Each once, by its identifier. */
public final class EvidenceStore {

    /**
     * One evidence, and where it stands in its issuer's log.
     *
     * @param agency whose copy it is about; null when about none
     * @param leaf its index; null while the log has not numbered it
     * @param proof the inclusion proof under the checkpoint, its hashes joined
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

    /** Keeps our own evidence and puts it in line for the log; answers the one kept before, if there is one. */
    public Digest issue(Tx tx, Evidence.Written written, @Nullable NodeId goesTo) {
        Digest id = written.evidence().id();
        if (!insert(tx, written, true, goesTo)) {
            return find(tx, id).map(StoredEvidence::digest).orElseThrow();
        }
        tx.update("insert into leaf (hash, evidence) values (?, ?)", Merkle.leaf(written.bytes()), id);
        tx.wake(Signal.LOG);
        return written.digest();
    }

    /** Keeps another issuer's verified evidence with its place in that log; false if it was kept before. */
    public boolean add(
            Tx tx, Evidence.Written written, String origin, long leaf, List<Digest> proof, Digest checkpoint) {
        if (!insert(tx, written, false, null)) {
            return false;
        }
        prove(tx, written.evidence().id(), origin, leaf, proof, checkpoint);
        return true;
    }

    /** Notes where an evidence stands in its log. */
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

    /** The receipts for other nodes among the leaves of our log from an index up to, not with, another. */
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
        return tx.one("select * from evidence where id = ?", EvidenceStore::kept, id);
    }

    /** Which document an evidence is about, by the evidence's identifier. */
    public static Optional<EnvelopeId> documentOf(Tx tx, Digest id) {
        return tx.one("select document from evidence where id = ?", row -> new EnvelopeId(row.uuid("document")), id);
    }

    /** Whether this event has been witnessed for a copy, whoever issued it. */
    public Optional<StoredEvidence> find(Tx tx, EnvelopeId document, int number, Event event) {
        return tx
                .query(
                        "select * from evidence where document = ? and number = ? and event = ? order by seq",
                        EvidenceStore::kept,
                        document.value(),
                        number,
                        event)
                .stream()
                .findFirst();
    }

    /** All evidence of a document at hand, by recipient and in the order it came. */
    public List<StoredEvidence> of(Tx tx, EnvelopeId document) {
        return new ArrayList<>(tx.query(
                "select * from evidence where document = ? order by number, seq",
                EvidenceStore::kept,
                document.value()));
    }

    /** Those of one copy, in the order they came. */
    public List<StoredEvidence> of(Tx tx, EnvelopeId document, int number) {
        return new ArrayList<>(tx.query(
                "select * from evidence where document = ? and number = ? order by seq",
                EvidenceStore::kept,
                document.value(),
                number));
    }

    private static StoredEvidence kept(Columns row) {
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
