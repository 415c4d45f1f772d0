package vn.antin.submit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Party;

/**
 * The answer to a submission that is durable.
 *
 * @param replayed true when the same submission was accepted before and nothing new was made
 * @param since when the new document was accepted; null when none was made
 * @param recipients of the new document, in their order; empty when none was made
 */
public record Acceptance(
        EnvelopeId id, boolean replayed, @Nullable Instant since, List<Party> recipients) {

    public Acceptance {
        recipients = List.copyOf(recipients);
    }

    /** Without a new document. */
    public Acceptance(EnvelopeId id, boolean replayed) {
        this(id, replayed, null, List.of());
    }
}
