package vn.antin.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.PlainText;
import vn.antin.ledger.db.Condition;
import vn.antin.ledger.db.Tx;

/** The numbers that documents have from their issuers, to find a document by its number alone, along an index. */
public final class DocumentNumbers {

    private static final int LONGEST = 40;

    /**
     * A document that has the number.
     *
     * @param serial number, notation and year as the issuer gave them; empty where notation or date is missing
     */
    public record Numbered(EnvelopeId document, String serial) {}

    private DocumentNumbers() {}

    /** Notes the number of a new document; nothing for one without, or with one that is too long to be one. */
    static void add(Tx tx, EnvelopeId document, String number) {
        String plain = PlainText.of(number.strip());
        if (!plain.isEmpty() && plain.length() <= LONGEST) {
            tx.update(
                    "insert into document_number (number, document) values (?, ?) on conflict do nothing",
                    plain,
                    document.value());
        }
    }

    /** Documents with one of these numbers, whoever issued them, newest first, so many at most. */
    public static List<Numbered> of(Tx tx, Set<String> numbers, int most) {
        if (numbers.isEmpty()) {
            return List.of();
        }
        List<Object> values = new ArrayList<>(numbers);
        values.add(most);
        return tx.query(
                "select n.document, d.serial from document_number n join document d on d.id = n.document"
                        + " where n.number in (" + Condition.places(numbers.size())
                        + ") order by n.document desc limit ?",
                row -> new Numbered(
                        new EnvelopeId(row.uuid("document")),
                        row.maybeText("serial").orElse("")),
                values.toArray());
    }
}
