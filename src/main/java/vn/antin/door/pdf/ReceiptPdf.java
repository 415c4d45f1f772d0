package vn.antin.door.pdf;

import vn.antin.door.Bus;
import vn.antin.door.Language;
import vn.antin.fault.Refused;
import vn.antin.ledger.query.DocumentView;

/** A receipt as one page A4 that people read, print and file. */
public final class ReceiptPdf {

    /** Its media type. */
    public static final String TYPE = "application/pdf";

    private ReceiptPdf() {}

    /**
     * Who reads it.
     *
     * @param address of the signed XML, for whoever scans the page
     * @param content whether the reader may see what only the agency itself should: the subject, names, reasons
     */
    public record Reader(Language language, String address, boolean content) {}

    /**
     * The page, sealed. One at a time, so that what it takes of memory does not grow with those who ask.
     *
     * @throws Refused DOCUMENT_NOT_FOUND while there is no such receipt or its log has not numbered it
     */
    public static synchronized byte[] print(Bus bus, DocumentView document, String receipt, Reader reader) {
        ReceiptLayout paper = new ReceiptStatement(bus, document, reader).paper(bus.receipt(document.id(), receipt));
        return bus.sealPdf(PdfRenderer.print("receipt.jte", paper, paper.name()));
    }
}
