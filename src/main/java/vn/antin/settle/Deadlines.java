package vn.antin.settle;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.Envelope;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Books;
import vn.antin.ledger.Copies;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Notes;
import vn.antin.ledger.Proofs;
import vn.antin.ledger.db.Tx;
import vn.antin.log.Issuer;
import vn.antin.receipt.Event;
import vn.antin.seal.SealedEnvelope;

/** Looks at what waits: a receipt that is late makes a copy overdue, a document past its time expires. */
public final class Deadlines {

    private static final int BATCH = 200;
    private static final Logger log = LoggerFactory.getLogger(Deadlines.class);

    private final Books books;
    private final Issuer issuer;
    private final Debts debts;
    private final Clock clock;

    public Deadlines(Books books, Issuer issuer, Clock clock) {
        this.books = books;
        this.issuer = issuer;
        this.debts = new Debts(books);
        this.clock = clock;
    }

    /** One look at everything; what it changes is durable when it returns. */
    public void look() {
        Instant now = clock.instant();
        List<Copies.Waiting> late = books.ledger().read(tx -> books.copies().late(tx, now, BATCH));
        late.forEach(this::overdue);
        List<Copies.Waiting> expired = books.ledger().read(tx -> books.copies().expired(tx, now, BATCH));
        expired.forEach(this::expire);
        debts.look(now);
        endAlarms();
    }

    /** The alarm of an agency ends with the last receipt of it that was late. */
    private void endAlarms() {
        List<String> over = books.ledger()
                .read(tx -> books.notes().alarms(tx).stream()
                        .filter(alarm -> alarm.code().equals(Fault.RECEIPT_LATE.code()))
                        .map(Notes.Alarm::subject)
                        .filter(agency -> !books.copies().late(tx, agency))
                        .toList());
        if (!over.isEmpty()) {
            books.ledger()
                    .storeRelaxed(
                            "settle.in-time",
                            tx -> over.forEach(agency -> books.notes().end(tx, Fault.RECEIPT_LATE, agency)));
        }
    }

    private void overdue(Copies.Waiting copy) {
        books.ledger().store("settle.overdue", tx -> {
            books.copies().overdue(tx, copy.document(), copy.number());
            books.notes()
                    .event(
                            tx,
                            copy.document(),
                            "OVERDUE",
                            copy.recipient().agency(),
                            null,
                            copy.state().name());
            books.notes()
                    .alarm(
                            tx,
                            Fault.RECEIPT_LATE,
                            copy.recipient().agency().value(),
                            copy.state().name());
        });
        log.warn("{} overdue at {}", copy.document(), copy.recipient().agency());
    }

    private void expire(Copies.Waiting copy) {
        books.ledger().store("settle.expire", tx -> {
            boolean unsent = copy.state() == CopyState.ACCEPTED || copy.state() == CopyState.SENDING;
            Refused why = new Refused(Fault.EXPIRED, copy.expires().toString());
            boolean moved = books.copies()
                    .move(
                            tx,
                            copy.document(),
                            copy.number(),
                            CopyState.EXPIRED,
                            null,
                            why.fault().code(),
                            String.join(", ", why.values()));
            if (moved) {
                books.notes()
                        .event(
                                tx,
                                copy.document(),
                                "EXPIRED",
                                copy.recipient().agency(),
                                why.fault().code(),
                                null);
            }
            if (moved && unsent) {
                unsent(tx, copy, why);
            }
        });
        log.warn("{} expired for {}", copy.document(), copy.recipient().agency());
    }

    /** It never left: the evidence says so, and it does not leave any more. */
    private void unsent(Tx tx, Copies.Waiting copy, Refused why) {
        books.outbox().withdraw(tx, copy.document());
        Documents.Kept kept = books.documents().find(tx, copy.document()).orElseThrow();
        Envelope envelope = SealedEnvelope.open(kept.envelope()).envelope();
        var before = books.proofs()
                .find(tx, copy.document(), copy.number(), Event.SUBMISSION_ACCEPTANCE)
                .map(Proofs.Kept::digest)
                .orElse(null);
        Issuer.About about = new Issuer.About(envelope, kept.digest(), copy.number(), before);
        issuer.failed(tx, Event.RELAY_FAILURE, about, why, null);
    }
}
