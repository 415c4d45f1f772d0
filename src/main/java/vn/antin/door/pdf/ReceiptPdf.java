package vn.antin.door.pdf;

import vn.antin.door.Bus;
import vn.antin.door.Language;
import vn.antin.fault.Refused;
import vn.antin.ledger.query.DocumentView;

/** Renders a receipt as one A4 page to read, print and file. */
public final class ReceiptPdf {

    public static final String TYPE = "application/pdf";

    private ReceiptPdf() {}

    /**
     * The reader of the page.
     *
     * @param address of the signed XML, for the QR code
     * @param content whether the reader may see what only the agency itself should: subject, names, reasons
     */
    public record Reader(Language language, String address, boolean content) {}

    /**
     * Renders and seals the page. One at a time, so that memory does not grow with the number of callers.
     *
     * @throws Refused DOCUMENT_NOT_FOUND while there is no such receipt or its log has not numbered it
     */
    public static synchronized byte[] print(Bus bus, DocumentView document, String receipt, Reader reader) {
        ReceiptLayout paper = new ReceiptStatement(bus, document, reader).paper(bus.receipt(document.id(), receipt));
        return bus.sealPdf(PdfRenderer.print("receipt.jte", paper, paper.name()));
    }
}
