package vn.antin.settle;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.Envelope;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Copies;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Documents;
import vn.antin.ledger.EvidenceStore;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Timeline;
import vn.antin.ledger.db.Tx;
import vn.antin.log.Issuer;
import vn.antin.receipt.Event;
import vn.antin.seal.SealedEnvelope;

/**
 * Watches the deadlines at the sender: marks a copy overdue when its receipt is late, and expires a document past its
 * time.
 */
public final class Deadlines {

    private static final int BATCH = 200;
    private static final Logger log = LoggerFactory.getLogger(Deadlines.class);

    private final Repositories repositories;
    private final Issuer issuer;
    private final OverdueReplies overdueReplies;
    private final Clock clock;

    public Deadlines(Repositories repositories, Issuer issuer, Clock clock) {
        this.repositories = repositories;
        this.issuer = issuer;
        this.overdueReplies = new OverdueReplies(repositories);
        this.clock = clock;
    }

    /** Checks all deadlines once; durable when it returns. */
    public void look() {
        Instant now = clock.instant();
        List<Copies.WaitingCopy> late =
                repositories.ledger().read(tx -> repositories.copies().late(tx, now, BATCH));
        late.forEach(this::overdue);
        List<Copies.WaitingCopy> expired =
                repositories.ledger().read(tx -> repositories.copies().expired(tx, now, BATCH));
        expired.forEach(this::expire);
        overdueReplies.check(now);
        endAlarms();
    }

    /** Ends the alarm of an agency when none of its receipts is late any more. */
    private void endAlarms() {
        List<String> over = repositories
                .ledger()
                .read(tx -> repositories.timeline().alarms(tx).stream()
                        .filter(alarm -> alarm.code().equals(Fault.RECEIPT_LATE.code()))
                        .map(Timeline.Alarm::subject)
                        .filter(agency -> !repositories.copies().late(tx, agency))
                        .toList());
        if (!over.isEmpty()) {
            repositories
                    .ledger()
                    .storeRelaxed(
                            "settle.in-time",
                            tx -> over.forEach(agency -> repositories.timeline().end(tx, Fault.RECEIPT_LATE, agency)));
        }
    }

    private void overdue(Copies.WaitingCopy copy) {
        boolean late = repositories.ledger().commit("settle.overdue", tx -> {
            if (!repositories.copies().overdue(tx, copy.document(), copy.number(), copy.state())) {
                return false;
            }
            repositories
                    .timeline()
                    .event(
                            tx,
                            copy.document(),
                            "OVERDUE",
                            copy.recipient().agency(),
                            null,
                            copy.state().name());
            repositories
                    .timeline()
                    .alarm(
                            tx,
                            Fault.RECEIPT_LATE,
                            copy.recipient().agency().value(),
                            copy.state().name());
            return true;
        });
        if (late) {
            log.warn("{} overdue at {}", copy.document(), copy.recipient().agency());
        }
    }

    private void expire(Copies.WaitingCopy copy) {
        repositories.ledger().store("settle.expire", tx -> {
            boolean unsent = copy.state() == CopyState.ACCEPTED || copy.state() == CopyState.SENDING;
            Refused why = new Refused(Fault.EXPIRED, copy.expires().toString());
            boolean moved = repositories
                    .copies()
                    .move(
                            tx,
                            copy.document(),
                            copy.number(),
                            CopyState.EXPIRED,
                            null,
                            why.fault().code(),
                            String.join(", ", why.values()));
            if (moved) {
                repositories
                        .timeline()
                        .event(
                                tx,
                                copy.document(),
                                "EXPIRED",
                                copy.recipient().agency(),
                                why.fault().code(),
                                null);
            }
            if (moved && unsent) {
                withdraw(tx, copy, why);
            }
        });
        log.warn("{} expired for {}", copy.document(), copy.recipient().agency());
    }

    /** Withdraws a document that never left and issues the evidence of it. */
    private void withdraw(Tx tx, Copies.WaitingCopy copy, Refused why) {
        repositories.outbox().withdraw(tx, copy.document());
        Documents.StoredDocument stored =
                repositories.documents().find(tx, copy.document()).orElseThrow();
        Envelope envelope = SealedEnvelope.open(stored.envelope()).envelope();
        var before = repositories
                .evidence()
                .find(tx, copy.document(), copy.number(), Event.SUBMISSION_ACCEPTANCE)
                .map(EvidenceStore.StoredEvidence::digest)
                .orElse(null);
        Issuer.About about = new Issuer.About(envelope, stored.digest(), copy.number(), before);
        issuer.failed(tx, Event.RELAY_FAILURE, about, why, null);
    }
}
