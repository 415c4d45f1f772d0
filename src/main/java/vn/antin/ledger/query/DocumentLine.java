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
import vn.antin.ledger.query.DocumentView.Direction;

/**
 * A document in a list.
 *
 * @param to its first recipients; of one that arrived, the caller's agencies it came for
 * @param stored when this node kept it: the order of the list
 * @param states how many copies are in each state
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

    /** Recipients that are named; how many there are is told by the states. */
    public static final int NAMED = 20;

    /** A place in the order of a list, newest first: it stays where it is when new documents come. */
    public record PagePosition(Instant stored, UUID document) {

        /** Before every document. */
        static final PagePosition TOP = new PagePosition(Instant.parse("9999-01-01T00:00:00Z"), new UUID(0, 0));

        boolean isBefore(PagePosition other) {
            int byTime = other.stored.compareTo(stored);
            return byTime < 0 || (byTime == 0 && other.document.toString().compareTo(document.toString()) < 0);
        }
    }

    /**
     * Some lines of a list.
     *
     * @param next where the rest begins; null when there is no more. A page may be short, or empty, and not the last.
     */
    public record DocumentPage(
            List<DocumentLine> lines, @Nullable PagePosition next) {}
}
