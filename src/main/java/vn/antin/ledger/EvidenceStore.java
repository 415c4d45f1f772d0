package vn.antin.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Urgency;
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
        tx.wake(goesTo == null ? Signal.LOG_LATER : Signal.LOG);
        return written.digest();
    }

    /**
     * Evidence of another issuer with its position in that log.
     *
     * @param proof the inclusion proof under the checkpoint
     */
    public record ProvedEvidence(Evidence.Written written, long leaf, List<Digest> proof) {}

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
     * Stores verified evidence of another issuer under one checkpoint of that log.
     *
     * @throws vn.antin.ledger.db.Duplicate if a concurrent transaction has stored one of them; the repeat of this
     *     transaction knows it
     */
    public void add(Tx tx, String origin, Digest checkpoint, List<ProvedEvidence> proved) {
        if (proved.isEmpty()) {
            return;
        }
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (ProvedEvidence one : proved) {
            Evidence evidence = one.written().evidence();
            var recipient = evidence.copy().recipient();
            rows.add(new @Nullable Object[] {
                evidence.id(),
                evidence.copy().envelope().value(),
                evidence.copy().index(),
                recipient == null ? null : recipient.agency().value(),
                evidence.event(),
                evidence.issuer().value(),
                evidence.time(),
                one.written().bytes(),
                one.written().digest(),
                origin,
                one.leaf(),
                Checkpoints.joined(one.proof()),
                checkpoint
            });
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

    /** Records the positions of our own evidence that a checkpoint is the first to cover. */
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
        tx.updateAll("update evidence set origin = ?, leaf = ?, proof = ?, checkpoint = ? where id = ?", rows);
    }

    /**
     * Evidence to send.
     *
     * @param urgent whether its document is; an unknown one counts as ordinary
     */
    public record OutgoingEvidence(byte[] bytes, boolean urgent) {}

    /**
     * The evidence under these identifiers.
     *
     * @throws IllegalStateException when one of them is not stored here
     */
    public Map<Digest, OutgoingEvidence> outgoing(Tx tx, Collection<Digest> ids) {
        Map<Digest, OutgoingEvidence> found = new HashMap<>();
        if (!ids.isEmpty()) {
            tx.query(
                            "select e.id, e.bytes, d.urgency from evidence e left join document d on d.id = e.document"
                                    + " where e.id in (" + InList.places(ids.size()) + ")",
                            row -> Map.entry(
                                    row.digest("id"),
                                    new OutgoingEvidence(
                                            row.bytes("bytes"),
                                            row.maybeOne(Urgency.class, "urgency")
                                                    .filter(Urgency::urgent)
                                                    .isPresent())),
                            InList.values(ids, id -> id))
                    .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        }
        if (!found.keySet().containsAll(ids)) {
            throw new IllegalStateException(
                    "evidence of the log is missing: " + found.size() + " of " + ids.size() + " found");
        }
        return found;
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
