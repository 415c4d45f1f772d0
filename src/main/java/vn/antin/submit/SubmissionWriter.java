package vn.antin.submit;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.TraceId;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.StoredParts;
import vn.antin.ledger.Traces;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.DocumentView.Direction;
import vn.antin.log.Issuer;
import vn.antin.wire.Frame;

/** Stores a document to send: the document, its copies with their evidence, and its outbox row. */
final class SubmissionWriter {

    private final Repositories repositories;
    private final Issuer issuer;
    private final Intake.IntakeTimes times;
    private final Clock clock;

    SubmissionWriter(Repositories repositories, Issuer issuer, Intake.IntakeTimes times, Clock clock) {
        this.repositories = repositories;
        this.issuer = issuer;
        this.times = times;
        this.clock = clock;
    }

    /**
     * Stores the document in the given transaction.
     *
     * @param trace the caller's trace id; null for none
     */
    void store(
            Tx tx,
            EnvelopeBuilder.BuiltEnvelope built,
            @Nullable String documentId,
            @Nullable String subject,
            @Nullable TraceId trace) {
        Envelope envelope = built.envelope();
        Traces.keep(tx, envelope.id(), trace);
        repositories.documents().add(tx, Direction.OUT, envelope, built.sealed(), built.parts(), documentId, subject);
        if (!built.stored().isEmpty()) {
            repositories.stored().name(tx, envelope);
            repositories.stored().carry(tx, envelope, StoredParts.PartDirection.UP);
        }
        Instant due = clock.instant().plus(envelope.urgency().urgent() ? times.urgent() : times.relayed());
        Map<Integer, Digest> previous = new LinkedHashMap<>();
        for (int number = 1; number <= envelope.recipients().size(); number++) {
            Digest evidence = issuer.submitted(tx, new Issuer.About(envelope, built.digest(), number, null));
            previous.put(number, evidence);
            repositories.copies().add(tx, envelope.id(), number, envelope.recipient(number), evidence, due);
        }
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
    }
}
