package vn.antin.submit;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Directory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Party;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Copies;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Submissions;
import vn.antin.ledger.db.Tx;
import vn.antin.seal.KeyWrap;
import vn.antin.seal.SealedEnvelope;

/**
 * Sends a document again, by itself, to a recipient whose node has lost the key it was encrypted to, or had no key that was
 * confirmed here: a new envelope over the same parts, with the content key wrapped for the certificate in use. Reports and recalls are not sent again, because a
 * new envelope would be about another document.
 */
public final class LostKeyResends {

    private static final int BATCH = 50;

    private static final Logger log = LoggerFactory.getLogger(LostKeyResends.class);

    private final Repositories repositories;
    private final DirectoryEditions directories;
    private final EnvelopeBuilder envelopeBuilder;
    private final RecipientKeys recipientKeys;
    private final SubmissionWriter writer;
    private final Duration life;
    private final Clock clock;

    LostKeyResends(
            Repositories repositories,
            DirectoryEditions directories,
            EnvelopeBuilder envelopeBuilder,
            SubmissionWriter writer,
            Duration life,
            Clock clock) {
        this.repositories = repositories;
        this.directories = directories;
        this.envelopeBuilder = envelopeBuilder;
        this.recipientKeys = envelopeBuilder.recipientKeys();
        this.writer = writer;
        this.life = life;
        this.clock = clock;
    }

    /** Sends what is left to send again; each copy once, in the transaction that records it. */
    public void look() {
        Set<NodeId> waiting = recipientKeys.waiting(directories.current(), clock.instant());
        List<Copies.FailedCopy> lost =
                repositories.ledger().read(tx -> repositories.copies().unopened(tx, Submissions.AGAIN, waiting, BATCH));
        lost.forEach(this::resend);
    }

    private void resend(Copies.FailedCopy copy) {
        try {
            resendOrRefuse(copy);
        } catch (Refused refused) {
            if (refused.fault() == Fault.NODE_BARRED || refused.fault() == Fault.KEY_NOT_CONFIRMED) {
                return; // its node is stopped once more, or its key waits for a person: later
            }
            repositories.ledger().store("submit.again", tx -> {
                note(tx, copy, copy.document());
                repositories
                        .timeline()
                        .event(
                                tx,
                                copy.document(),
                                "NOT_SENT_AGAIN",
                                copy.agency(),
                                refused.fault().code(),
                                String.join(", ", refused.values()));
            });
            log.warn("{} is not sent again to {}: {}", copy.document(), copy.agency(), refused.getMessage());
        }
    }

    private void resendOrRefuse(Copies.FailedCopy copy) {
        repositories.requireContent(copy.document());
        Directory directory = directories.current();
        Instant now = clock.instant();
        List<Party> recipients = Addressees.of(List.of(copy.agency()), 1, directory, now);
        Documents.StoredDocument stored = repositories
                .ledger()
                .read(tx -> repositories.documents().find(tx, copy.document()))
                .orElseThrow();
        Envelope before = SealedEnvelope.open(stored.envelope()).envelope();
        requireNewKey(before, recipients.get(0), directory, now);
        EnvelopeBuilder.BuiltEnvelope built = envelopeBuilder.rebuild(
                EnvelopeId.next(clock),
                before,
                repositories.ledger().read(tx -> repositories.documents().parts(tx, copy.document())),
                recipients,
                directory,
                now,
                now.plus(life));
        EnvelopeId id = built.envelope().id();
        repositories.ledger().commit("submit.again", tx -> {
            note(tx, copy, id);
            repositories
                    .timeline()
                    .event(tx, copy.document(), "SENT_AGAIN", copy.agency(), copy.reason(), id.toString());
            return writer.store(
                    tx,
                    built,
                    new Documents.DocumentNames(
                            copy.documentId(),
                            copy.subject(),
                            null,
                            repositories.documents().kind(tx, copy.document()).orElse(null)),
                    stored.given());
        });
        log.info("{} is sent again to {} as {}", copy.document(), copy.agency(), id);
    }

    /** A copy that was encrypted to the key in use would be lost again. */
    private void requireNewKey(Envelope before, Party recipient, Directory directory, Instant now) {
        X509Certificate inUse = recipientKeys
                .of(recipient.node(), directory, now)
                .orElseThrow(() ->
                        new Refused(Fault.KEY_NOT_CONFIRMED, recipient.node().value()));
        Optional<byte[]> wrapped = before.keyFor(recipient.node());
        if (wrapped.filter(key -> KeyWrap.isFor(key, inUse)).isPresent()) {
            throw new Refused(Fault.KEY_LOST, recipient.node().value());
        }
    }

    /** Fails in a transaction that is not the first for this copy. */
    private void note(Tx tx, Copies.FailedCopy copy, EnvelopeId as) {
        String name = Submissions.AGAIN + copy.document() + ":" + copy.number();
        repositories.submissions().add(tx, name, Digest.sha256(new byte[0]), as);
    }
}
