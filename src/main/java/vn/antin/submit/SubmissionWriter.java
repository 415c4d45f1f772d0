package vn.antin.submit;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.TraceId;
import vn.antin.ledger.Direction;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.StoredParts;
import vn.antin.ledger.Traces;
import vn.antin.ledger.db.Tx;
import vn.antin.log.Issuer;
import vn.antin.wire.Frame;

/** Stores a document to send: the document, its copies with their evidence, and its outbox row. */
final class SubmissionWriter {

    private final Repositories repositories;
    private final DirectoryEditions directories;
    private final Issuer issuer;
    private final Intake.IntakeTimes times;
    private final Clock clock;

    SubmissionWriter(
            Repositories repositories,
            DirectoryEditions directories,
            Issuer issuer,
            Intake.IntakeTimes times,
            Clock clock) {
        this.repositories = repositories;
        this.directories = directories;
        this.issuer = issuer;
        this.times = times;
        this.clock = clock;
    }

    /**
     * Stores the document in the given transaction, and returns the answer to its submission.
     *
     * @param trace the caller's trace id; null for none
     */
    Acceptance store(
            Tx tx, EnvelopeBuilder.BuiltEnvelope built, Documents.DocumentNames names, @Nullable TraceId trace) {
        Envelope envelope = built.envelope();
        Traces.keep(tx, envelope.id(), trace);
        repositories.documents().add(tx, Direction.OUT, envelope, built.sealed(), built.parts(), names);
        if (!built.stored().isEmpty()) {
            repositories.stored().name(tx, envelope);
            repositories.stored().carry(tx, envelope, StoredParts.PartDirection.UP);
        }
        Instant due = clock.instant().plus(envelope.urgency().urgent() ? times.urgent() : times.relayed());
        Map<Integer, Digest> previous = new LinkedHashMap<>();
        for (int number = 1; number <= envelope.recipients().size(); number++) {
            previous.put(number, issuer.submitted(tx, new Issuer.About(envelope, built.digest(), number, null)));
        }
        Instant since = repositories.copies().add(tx, envelope, List.copyOf(previous.values()), due);
        repositories
                .outbox()
                .add(
                        tx,
                        Outbox.MessageKind.ENVELOPE,
                        Outbox.Lane.of(envelope.urgency()),
                        null,
                        envelope.id(),
                        0,
                        new Frame(new byte[0], previous, Map.of()).write(),
                        envelope.id() + ":up");
        repositories
                .timeline()
                .event(tx, envelope.id(), "ACCEPTED", envelope.sender().agency(), null, null);
        repositories.keyChanges().tell(tx, envelope, directories.current());
        return new Acceptance(envelope.id(), false, since, envelope.recipients());
    }
}
