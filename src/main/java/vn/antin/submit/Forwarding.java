package vn.antin.submit;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Part;
import vn.antin.envelope.Party;
import vn.antin.envelope.TraceId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Direction;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.DocumentView;
import vn.antin.log.Issuer;
import vn.antin.parts.PartStore;

/** Sends an earlier document to more recipients: a new envelope over the same parts. */
public final class Forwarding {

    /**
     * A document and its further recipients.
     *
     * @param document as the node knows it
     */
    public record ForwardRequest(DocumentView document, List<AgencyCode> to) {}

    private final Repositories repositories;
    private final DirectoryEditions directories;
    private final EnvelopeBuilder envelopeBuilder;
    private final PartStore store;
    private final SubmissionWriter writer;
    private final Intake.IntakeLimits limits;
    private final Intake.IntakeTimes times;
    private final Clock clock;

    Forwarding(
            Repositories repositories,
            DirectoryEditions directories,
            Issuer issuer,
            EnvelopeBuilder envelopeBuilder,
            PartStore store,
            Intake.IntakeSettings settings,
            Clock clock) {
        this.repositories = repositories;
        this.directories = directories;
        this.envelopeBuilder = envelopeBuilder;
        this.store = store;
        this.writer = new SubmissionWriter(repositories, directories, issuer, settings.times(), clock);
        this.limits = settings.limits();
        this.times = settings.times();
        this.clock = clock;
    }

    /**
     * Forwards the document; durable when it returns. A repeat with the same recipients is refused with SENT_ALREADY.
     *
     * @throws Refused SENT_ALREADY for an agency that was sent it, then or later, PART_GONE or PERIOD_OVER when the
     *     content is no longer here
     */
    public Acceptance accept(ForwardRequest request) {
        EnvelopeId earlier = request.document().id();
        if (request.document().direction() != Direction.OUT) {
            throw new Refused(Fault.DOCUMENT_NOT_FOUND, earlier.toString());
        }
        repositories.requireContent(earlier);
        Directory directory = directories.current();
        Instant now = clock.instant();
        List<Party> recipients = Addressees.of(request.to(), limits.recipients(), directory, now);
        byte[] sealed = repositories
                .ledger()
                .read(tx -> repositories.documents().find(tx, earlier))
                .orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, earlier.toString()))
                .envelope();
        Envelope before = vn.antin.seal.SealedEnvelope.open(sealed).envelope();
        for (Part part : before.parts()) {
            if (part.stored() && !store.has(part.digest())) {
                throw new Refused(Fault.PART_GONE, part.digest().hex());
            }
        }
        repositories.ledger().requireRoom("submit.forward");
        EnvelopeBuilder.BuiltEnvelope built = envelopeBuilder.rebuild(
                EnvelopeId.next(clock),
                before,
                repositories.ledger().read(tx -> repositories.documents().parts(tx, earlier)),
                recipients,
                directory,
                now,
                now.plus(times.expires()));
        TraceId trace = TraceId.ofCall().orElse(null);
        return repositories.ledger().commit("submit.forward", tx -> {
            requireNotSent(tx, request.document(), recipients);
            return writer.store(
                    tx,
                    built,
                    new Documents.DocumentNames(
                            request.document().documentId(),
                            request.document().subject(),
                            null,
                            repositories.documents().kind(tx, earlier).orElse(null)),
                    trace);
        });
    }

    /** Runs in the transaction that sends the document, so that one of two concurrent requests is refused. */
    private void requireNotSent(Tx tx, DocumentView document, List<Party> recipients) {
        for (Party recipient : recipients) {
            boolean sent =
                    document.copies().stream().anyMatch(copy -> copy.agency().equals(recipient.agency()));
            String number = document.documentId();
            if (sent
                    || (number != null
                            && repositories
                                    .documents()
                                    .sentTo(tx, document.sender(), number, document.operation(), recipient.agency()))) {
                throw new Refused(
                        Fault.SENT_ALREADY,
                        String.valueOf(number),
                        recipient.agency().value());
            }
        }
    }
}
