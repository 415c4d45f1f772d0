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
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.query.DocumentView.Direction;
import vn.antin.ledger.query.DocumentView.ReceiptLine;
import vn.antin.ledger.query.Views;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.EvidenceBundle;
import vn.antin.receipt.Receipts;

/** Puts together what an auditor keeps of one document: its receipts, its envelope, and the directories they name. */
public final class EvidenceExport {

    /** Evidence and its forerunner come to a node by the same queue, each as soon as its log is sealed. */
    private static final Duration ON_THE_WAY = Duration.ofMinutes(10);

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
     * The zip ({@link EvidenceBundle}) of every receipt at hand; at the sender of those whose forerunner is at hand or
     * long overdue.
     *
     * @throws Refused NO_RECEIPT_YET while there is none
     */
    public byte[] of(EnvelopeId id) {
        Documents.StoredDocument kept = repositories
                .ledger()
                .read(tx -> repositories.documents().find(tx, id))
                .orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, id.toString()));
        List<Receipts> all = sealed(id);
        // To a recipient the evidence of the stops before its own does not come.
        List<Receipts> receipts = kept.direction() == Direction.OUT
                ? EvidenceBundle.joined(all, clock.instant().minus(ON_THE_WAY))
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
        return new EvidenceBundle(receipts, kept.envelope(), contents.inner(id), named).write();
    }

    private List<Receipts> sealed(EnvelopeId id) {
        return views.receipts(id).stream()
                .map(ReceiptLine::xml)
                .filter(Objects::nonNull)
                .map(Receipts::read)
                .toList();
    }
}
