package vn.antin.deliver;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;
import vn.antin.ledger.Books;
import vn.antin.ledger.Directories;
import vn.antin.ledger.DocumentView.ReceiptLine;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Views;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.EvidenceBundle;
import vn.antin.receipt.Receipts;

/** Puts together what an auditor keeps of one document: its receipts, its envelope, and the directories they name. */
public final class Dossier {

    private final Books books;
    private final Views views;
    private final Contents contents;
    private final Directories directories;

    public Dossier(Books books, Views views, Contents contents, Directories directories) {
        this.books = books;
        this.views = views;
        this.contents = contents;
        this.directories = directories;
    }

    /**
     * The zip ({@link EvidenceBundle}) of every receipt at hand.
     *
     * @throws Refused NO_RECEIPT_YET while the log has not sealed one
     */
    public byte[] of(EnvelopeId id) {
        Documents.Kept kept = books.ledger()
                .read(tx -> books.documents().find(tx, id))
                .orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, id.toString()));
        List<Receipts> receipts = new ArrayList<>();
        TreeSet<Long> serials = new TreeSet<>();
        for (ReceiptLine line : views.receipts(id)) {
            byte[] xml = line.xml();
            if (xml != null) {
                Receipts one = Receipts.read(xml);
                one.receipts()
                        .forEach(receipt ->
                                serials.add(Evidence.read(receipt.evidence()).directorySerial()));
                receipts.add(one);
            }
        }
        if (receipts.isEmpty()) {
            throw new Refused(Fault.NO_RECEIPT_YET, id.toString());
        }
        serials.add(directories.current().serial());
        List<byte[]> named = new ArrayList<>();
        serials.forEach(serial -> directories.sealed(serial).ifPresent(named::add));
        return new EvidenceBundle(receipts, kept.envelope(), contents.inner(id), named).write();
    }
}
