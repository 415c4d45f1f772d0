package vn.antin.ledger;

import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.PlainText;
import vn.antin.ledger.db.Tx;

/** An index of the numbers that issuers gave to documents, to find a document by its number alone. */
public final class DocumentNumbers {

    private static final int MAX_LENGTH = 40;

    /**
     * A document with its number.
     *
     * @param serial number, notation and year as the issuer gave them; empty where notation or date is missing
     */
    public record NumberedDocument(EnvelopeId document, String serial) {}

    private DocumentNumbers() {}

    /** Indexes the number of a new document, unless it is empty or too long. */
    static void add(Tx tx, EnvelopeId document, String number) {
        String plain = PlainText.of(number.strip());
        if (!plain.isEmpty() && plain.length() <= MAX_LENGTH) {
            tx.defer(
                    "insert into document_number (number, document) values (?, ?) on conflict do nothing",
                    plain,
                    document.value());
        }
    }

    /** Documents with one of these numbers from any issuer, newest first. */
    public static List<NumberedDocument> of(Tx tx, Set<String> numbers, int most) {
        return tx.list(
                NumberedDocument.class,
                "select n.document, coalesce(d.serial, '') as serial from document_number n"
                        + " join document d on d.id = n.document"
                        + " where n.number in (<numbers>) order by n.document desc limit :most",
                Map.of("numbers", numbers, "most", most));
    }
}
