package vn.antin.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.PlainText;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.DocumentView.Direction;
import vn.antin.ledger.query.Lists;

/** Writes the narrow index row by which {@link Lists} finds a document, in the transaction that stores it. */
final class Listings {

    private static final int MAX_ID = 255;
    private static final int MAX_WORDS = 1000;

    /** The searchable facts of a document. */
    private record Facts(
            AgencyCode sender,
            Urgency urgency,
            Operation operation,
            @Nullable String documentId,
            @Nullable String subject) {}

    private Listings() {}

    static void sent(Tx tx, Envelope envelope, @Nullable String documentId, @Nullable String subject, Instant stored) {
        AgencyCode sender = envelope.sender().agency();
        Facts facts = new Facts(sender, envelope.urgency(), envelope.operation(), documentId, subject);
        add(tx, envelope.id(), sender, Direction.OUT, stored, facts);
    }

    /** Indexes an arrival; the facts are read from the stored document. */
    static void arrived(Tx tx, EnvelopeId document, AgencyCode agency, Instant stored) {
        tx.one(
                        "select sender, urgency, operation, document_id, subject from document where id = ?",
                        row -> new Facts(
                                new AgencyCode(row.text("sender")),
                                row.one(Urgency.class, "urgency"),
                                row.one(Operation.class, "operation"),
                                row.maybeText("document_id").orElse(null),
                                row.maybeText("subject").orElse(null)),
                        document.value())
                .ifPresent(facts -> add(tx, document, agency, Direction.IN, stored, facts));
    }

    private static void add(
            Tx tx, EnvelopeId document, AgencyCode agency, Direction direction, Instant stored, Facts facts) {
        tx.update(
                """
                insert into listing (document, agency, direction, stored, sender, urgency, operation, document_id, words)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                """,
                document.value(),
                agency.value(),
                direction,
                stored,
                facts.sender().value(),
                facts.urgency(),
                facts.operation(),
                plain(facts.documentId(), MAX_ID),
                plain(facts.subject(), MAX_WORDS));
    }

    private static String plain(@Nullable String text, int maxLength) {
        String plain = text == null ? "" : PlainText.of(text);
        return plain.length() <= maxLength ? plain : plain.substring(0, maxLength);
    }
}
