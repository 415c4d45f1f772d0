package vn.antin.deliver;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Direction;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.query.DocumentView.ReceiptLine;
import vn.antin.ledger.query.Views;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.EvidenceBundle;
import vn.antin.receipt.Receipts;

/** Builds the auditor's bundle of one document: its receipts, its envelope, and the directories they name. */
public final class EvidenceExport {

    /**
     * Grace for a receipt whose predecessor is missing: both come by the same queue, each as soon as its log is sealed.
     */
    private static final Duration PREDECESSOR_GRACE = Duration.ofMinutes(10);

    private final Repositories repositories;
    private final Views views;
    private final Contents contents;
    private final DirectoryEditions directories;
    private final Clock clock;

    public EvidenceExport(
            Repositories repositories, Views views, Contents contents, DirectoryEditions directories, Clock clock) {
        this.repositories = repositories;
        this.views = views;
        this.contents = contents;
        this.directories = directories;
        this.clock = clock;
    }

    /**
     * The bundle ({@link EvidenceBundle}, a ZIP) of every receipt of the document. At the sender it leaves out a
     * receipt whose predecessor is still to come.
     *
     * @throws Refused NO_RECEIPT_YET while there is none
     */
    public byte[] of(EnvelopeId id) {
        return bundle(id).write();
    }

    /** The content of {@link #of}. */
    public EvidenceBundle bundle(EnvelopeId id) {
        Documents.StoredDocument stored = repositories
                .ledger()
                .read(tx -> repositories.documents().find(tx, id))
                .orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, id.toString()));
        List<Receipts> all = sealed(id);
        // A recipient never gets the evidence of the stops before its own.
        List<Receipts> receipts = stored.direction() == Direction.OUT
                ? EvidenceBundle.joined(all, clock.instant().minus(PREDECESSOR_GRACE))
                : all;
        if (receipts.isEmpty()) {
            throw new Refused(Fault.NO_RECEIPT_YET, id.toString());
        }
        TreeSet<Long> serials = new TreeSet<>();
        receipts.forEach(each ->
                serials.add(Evidence.read(each.receipts().get(0).evidence()).directorySerial()));
        serials.add(directories.current().serial());
        List<byte[]> named = new ArrayList<>();
        serials.forEach(serial -> directories.sealed(serial).ifPresent(named::add));
        return new EvidenceBundle(receipts, stored.envelope(), contents.inner(id), named);
    }

    private List<Receipts> sealed(EnvelopeId id) {
        return views.receipts(id).stream()
                .map(ReceiptLine::xml)
                .filter(Objects::nonNull)
                .map(Receipts::read)
                .toList();
    }
}
