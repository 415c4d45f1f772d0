package vn.antin.ledger.query;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Direction;

/**
 * A row in a list of documents.
 *
 * @param to its first recipients; for a received document, the caller's agencies that received it
 * @param stored when this node stored it, the sort key of the list
 * @param states number of copies in each state
 */
public record DocumentLine(
        EnvelopeId id,
        Direction direction,
        AgencyCode sender,
        List<AgencyCode> to,
        @Nullable String documentId,
        @Nullable String subject,
        Urgency urgency,
        Operation operation,
        Instant created,
        Instant expires,
        Instant stored,
        Map<CopyState, Integer> states,
        boolean overdue) {

    /** Recipients listed by name; the states give the number of all. */
    public static final int NAMED = 20;

    /** A position in a list sorted newest first; it stays valid when new documents come. */
    public record PagePosition(Instant stored, UUID document) {

        /** The position before every document. */
        static final PagePosition TOP = new PagePosition(Instant.parse("9999-01-01T00:00:00Z"), new UUID(0, 0));

        boolean isBefore(PagePosition other) {
            int byTime = other.stored.compareTo(stored);
            return byTime < 0 || (byTime == 0 && other.document.toString().compareTo(document.toString()) < 0);
        }
    }

    /**
     * A page of a list.
     *
     * @param next position of the rest; null at the end. A page may be short or empty without being the last.
     */
    public record DocumentPage(
            List<DocumentLine> lines, @Nullable PagePosition next) {}
}
