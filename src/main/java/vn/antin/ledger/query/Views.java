package vn.antin.ledger.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.mapper.Nested;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.TraceId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Archives;
import vn.antin.ledger.Arrivals;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;
import vn.antin.ledger.EvidenceStore;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.Reports;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.TimelineEvent;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.DocumentView.CopyView;
import vn.antin.ledger.query.DocumentView.ReceiptLine;
import vn.antin.receipt.Receipts;

/** Read-only queries about documents, their timelines and receipts. */
public final class Views {

    /** Whether a receipt or a reply of the recipient is late, for a row of {@code copy}. */
    static final String LATE = "(copy.overdue = true or exists (select 1 from duty d where d.document = copy.document"
            + " and d.agency = copy.agency and d.side = 'OUT' and d.told = true))";

    /** The same for a row of {@code arrival}: a reply that this node's agency owes. */
    static final String OWED = "(exists (select 1 from duty d where d.document = arrival.document"
            + " and d.agency = arrival.agency and d.side = 'IN' and d.told = true))";

    /**
     * The row of a stored document without its content, and whether other tables have rows for it.
     *
     * @param given the trace id that the caller gave; null for none
     */
    private record DocumentRow(
            @Nested DocumentLines.Document document,
            @Nullable String given,
            boolean storedParts,
            boolean reported) {}

    private static final String ROW = """
            select id, direction, sender, document_id, subject, urgency, operation, created, expires, given,
                (exists (select 1 from stored_part s where s.document = document.id)
                    or exists (select 1 from transfer f where f.document = document.id)) as stored_parts,
                (exists (select 1 from report r where r.about = document.id)) as reported
            from document left join trace on trace.document = document.id where id = ?
            """;

    /** The states of a copy whose document may be in the outbox. */
    private static final Set<CopyState> UNSENT = EnumSet.of(CopyState.ACCEPTED, CopyState.SENDING);

    private final Repositories repositories;
    private final Function<byte[], Instant> stampTime;

    /** @param stampTime reads the time of a token that was verified when it was stored */
    public Views(Repositories repositories, Function<byte[], Instant> stampTime) {
        this.repositories = repositories;
        this.stampTime = stampTime;
    }

    /** A document, if one of these agencies sent or received it. */
    public Optional<DocumentView> document(EnvelopeId id, Set<AgencyCode> agencies) {
        return repositories.ledger().read(tx -> document(tx, id, agencies)).map(ViewedDocument::view);
    }

    /**
     * A document with what a caller asks about it while it is on its way.
     *
     * @param queue its position in the outbox; empty once it has left
     * @param storedParts whether it has parts beside the queue
     */
    public record DocumentLook(
            DocumentView view,
            Optional<Outbox.OutboxPosition> queue,
            boolean storedParts,
            List<Reports.StoredReport> reports) {}

    /** The same, if one of these agencies sent or received it. */
    public Optional<DocumentLook> look(EnvelopeId id, Set<AgencyCode> agencies) {
        return repositories
                .ledger()
                .read(tx -> document(tx, id, agencies).map(found -> {
                    DocumentView view = found.view();
                    boolean unsent = view.direction() == Direction.OUT
                            && view.copies().stream().anyMatch(copy -> UNSENT.contains(copy.state()));
                    return new DocumentLook(
                            view,
                            unsent ? repositories.outbox().position(tx, id) : Optional.empty(),
                            found.storedParts(),
                            found.reported() ? repositories.reports().of(tx, id) : List.of());
                }));
    }

    private record ViewedDocument(DocumentView view, boolean storedParts, boolean reported) {}

    private Optional<ViewedDocument> document(Tx tx, EnvelopeId id, Set<AgencyCode> agencies) {
        return tx.one(DocumentRow.class, ROW, id).flatMap(row -> {
            DocumentLines.Document document = row.document();
            boolean sent = agencies.contains(document.sender()) && document.direction() == Direction.OUT;
            List<CopyView> copies = sent ? copies(tx, id) : arrivals(tx, id, agencies);
            Direction seen = sent ? Direction.OUT : Direction.IN;
            return copies.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ViewedDocument(view(row, seen, copies), row.storedParts(), row.reported()));
        });
    }

    /** The newest documents that an agency sent; ids sort by time. */
    public List<EnvelopeId> sent(AgencyCode agency, int atMost) {
        return repositories
                .ledger()
                .read(tx -> tx.list(
                        EnvelopeId.class,
                        "select id from document where direction = 'OUT' and sender = ? order by id desc limit ?",
                        agency,
                        atMost));
    }

    /**
     * Number of documents that wait for an agency's software.
     *
     * @param reports true to count status reports, false to count everything else
     */
    public int waiting(AgencyCode agency, boolean reports) {
        return repositories.ledger().read(tx -> (int) tx.number(
                "select count(*) from arrival a join document d on d.id = a.document"
                        + " where a.agency = ? and a.state in ('OFFERED', 'LEASED') and d.operation "
                        + (reports ? "=" : "<>") + " ?",
                agency,
                Operation.STATUS));
    }

    private static DocumentView view(DocumentRow row, Direction seen, List<CopyView> copies) {
        DocumentLines.Document document = row.document();
        return new DocumentView(
                document.id(),
                seen,
                document.sender(),
                document.documentId(),
                document.subject(),
                document.urgency(),
                document.operation(),
                document.created(),
                document.expires(),
                copies,
                row.given() == null ? TraceId.of(document.id()) : new TraceId(row.given()));
    }

    private static List<CopyView> copies(Tx tx, EnvelopeId id) {
        return tx.list(
                CopyView.class,
                "select number, agency, node, state, since, reason, detail, " + LATE
                        + " as overdue from copy where document = ? order by number",
                id);
    }

    private List<CopyView> arrivals(Tx tx, EnvelopeId id, Set<AgencyCode> agencies) {
        record CopyRow(int number, AgencyCode agency, Arrivals.ArrivalState state, Instant since, boolean late) {}
        return tx
                .list(
                        CopyRow.class,
                        "select arrival.*, " + OWED + " as late from arrival where document = ? order by number",
                        id)
                .stream()
                .filter(row -> agencies.contains(row.agency()))
                .map(row -> new CopyView(
                        row.number(),
                        row.agency(),
                        repositories.log().self(),
                        ListFilter.seen(row.state()),
                        row.since(),
                        row.late(),
                        null,
                        null))
                .toList();
    }

    /** The position of a document in the outbox; empty once it has left. */
    public Optional<Outbox.OutboxPosition> queue(EnvelopeId id) {
        return repositories.ledger().read(tx -> repositories.outbox().position(tx, id));
    }

    /** The refusal of a document that is not here: it was moved to an archive, or never was here. */
    public Refused absent(EnvelopeId id) {
        return repositories
                .ledger()
                .read(tx -> Archives.movedTo(tx, id))
                .map(archive -> new Refused(Fault.DOCUMENT_ARCHIVED, id.toString(), archive))
                .orElseGet(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, id.toString()));
    }

    /** The timeline of a document, oldest first. */
    public List<TimelineEvent> events(EnvelopeId id) {
        return repositories
                .ledger()
                .read(tx -> tx.list(
                        TimelineEvent.class, "select *, seq as number from event where document = ? order by seq", id));
    }

    /** Reports and recall requests on a document, by time. */
    public List<Reports.StoredReport> reports(EnvelopeId id) {
        return repositories.ledger().read(tx -> repositories.reports().of(tx, id));
    }

    /** The stored receipts of a document, in the order of the stops. */
    public List<ReceiptLine> receipts(EnvelopeId id) {
        return repositories.ledger().read(tx -> {
            List<ReceiptLine> lines = new ArrayList<>();
            for (EvidenceStore.StoredEvidence stored : repositories.evidence().of(tx, id)) {
                lines.add(line(tx, stored));
            }
            return lines;
        });
    }

    /** A receipt to verify; its evidence may be damaged. */
    public record Attested(vn.antin.receipt.Event event, int number, NodeId issuer, Receipts receipts) {}

    /** The receipts of a copy that their logs have numbered. */
    public List<Attested> attested(EnvelopeId id, int number) {
        return repositories.ledger().read(tx -> {
            List<Attested> all = new ArrayList<>();
            for (EvidenceStore.StoredEvidence stored : repositories.evidence().of(tx, id, number)) {
                Receipts receipts = receipts(tx, stored);
                if (receipts != null) {
                    all.add(new Attested(stored.event(), stored.number(), stored.issuer(), receipts));
                }
            }
            return all;
        });
    }

    private ReceiptLine line(Tx tx, EvidenceStore.StoredEvidence stored) {
        Receipts receipts = receipts(tx, stored);
        Receipts.HubWitness witness = receipts == null ? null : receipts.witness();
        byte[] token = witness == null ? null : witness.timeStamp();
        return new ReceiptLine(
                stored.event().etsiName(),
                stored.number(),
                stored.agency(),
                stored.issuer(),
                stored.at(),
                receipts == null ? null : receipts.write(),
                witness != null && (witness.leaf() != null || token != null),
                token == null ? null : Undamaged.orNull(() -> stampTime.apply(token)));
    }

    /** A receipt with its checkpoint, witness and time-stamp; null until its log has numbered it. */
    private @Nullable Receipts receipts(Tx tx, EvidenceStore.StoredEvidence stored) {
        Digest digest = stored.checkpoint();
        Long leaf = stored.leaf();
        byte[] proof = stored.proof();
        if (digest == null || leaf == null || proof == null) {
            return null;
        }
        Checkpoints.StoredCheckpoint checkpoint =
                repositories.checkpoints().find(tx, digest).orElseThrow();
        Receipts.Receipt receipt = new Receipts.Receipt(stored.bytes(), leaf, Checkpoints.split(proof));
        return new Receipts(checkpoint.sealed(), null, List.of(receipt), witness(tx, checkpoint));
    }

    private Receipts.@Nullable HubWitness witness(Tx tx, Checkpoints.StoredCheckpoint checkpoint) {
        Digest by = checkpoint.witness();
        Long leaf = checkpoint.witnessLeaf();
        byte[] proof = checkpoint.witnessProof();
        if (by != null && leaf != null && proof != null) {
            Checkpoints.StoredCheckpoint hub =
                    repositories.checkpoints().find(tx, by).orElseThrow();
            return new Receipts.HubWitness(
                    new Receipts.WitnessLeaf(leaf, Checkpoints.split(proof), hub.sealed()), hub.timeStamp());
        }
        return checkpoint.timeStamp() == null ? null : new Receipts.HubWitness(null, checkpoint.timeStamp());
    }
}
