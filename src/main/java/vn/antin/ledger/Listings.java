package vn.antin.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.PlainText;
import vn.antin.ledger.db.Tx;

/** Writes the narrow index row by which a list finds a document, in the transaction that stores it. */
final class Listings {

    private static final int MAX_ID = 255;
    private static final int MAX_WORDS = 1000;

    private Listings() {}

    /** Indexes a document for an agency that sent it or has it. */
    static void add(
            Tx tx,
            Envelope envelope,
            AgencyCode agency,
            Direction direction,
            Documents.DocumentNames names,
            Instant stored) {
        tx.defer(
                """
                insert into listing (document, agency, direction, stored, sender, urgency, operation, document_id, words)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                """,
                envelope.id().value(),
                agency.value(),
                direction,
                stored,
                envelope.sender().agency().value(),
                envelope.urgency(),
                envelope.operation(),
                plain(names.documentId(), MAX_ID),
                plain(names.subject(), MAX_WORDS));
    }

    private static String plain(@Nullable String text, int maxLength) {
        String plain = text == null ? "" : PlainText.of(text);
        return plain.length() <= maxLength ? plain : plain.substring(0, maxLength);
    }
}
