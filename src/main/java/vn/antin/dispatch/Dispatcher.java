package vn.antin.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Frame;
import vn.antin.ledger.Copies;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.DocumentView.Direction;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Ledger;
import vn.antin.ledger.Notes;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.Tx;
import vn.antin.ledger.Wake;

/** What the dispatch routes ask for: rows of the outbox that are due, their bytes, and the note that they left. */
public final class Dispatcher {

    /** How long a claim holds: longer than any time-out of the line, so that no row is sent by two at once. */
    private static final Duration CLAIM = Duration.ofSeconds(60);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final Ledger ledger;
    private final Outbox outbox;
    private final Documents documents;
    private final Copies copies;
    private final Notes notes;
    private final Duration pause;

    /** What did not leave is tried again after the pause; it doubles up to a minute. */
    public Dispatcher(Ledger ledger, Outbox outbox, Documents documents, Copies copies, Notes notes, Duration pause) {
        this.ledger = ledger;
        this.outbox = outbox;
        this.documents = documents;
        this.copies = copies;
        this.notes = notes;
        this.pause = pause;
    }

    /** Claims what is due, receipts and urgent documents first. A full batch wakes the route again. */
    public List<Outbox.Row> claim(int atMost) {
        return ledger.relaxed("dispatch.claim", tx -> {
            List<Outbox.Row> rows = outbox.claim(tx, atMost, CLAIM);
            rows.forEach(row -> sending(tx, row));
            if (rows.size() == atMost) {
                tx.wake(Wake.OUTBOX);
            }
            return rows;
        });
    }

    private void sending(Tx tx, Outbox.Row row) {
        EnvelopeId document = row.document();
        if (document != null && row.node() == null) {
            int recipients = Frame.read(row.body()).previous().size();
            for (int number = 1; number <= recipients; number++) {
                copies.move(tx, document, number, CopyState.SENDING, dueOf(tx, document, number), null, null);
            }
        }
    }

    /** The bytes of the message: for a document the stored envelope and parts, the same at every repeat. */
    public byte[] message(Outbox.Row row) {
        EnvelopeId document = row.document();
        if (document == null) {
            return row.body();
        }
        return ledger.read(tx -> {
            Documents.Kept kept = documents.find(tx, document).orElseThrow();
            Map<Integer, byte[]> parts = documents.parts(tx, document);
            return new Frame(kept.envelope(), Frame.read(row.body()).previous(), parts).write();
        });
    }

    /** Called only after the broker's confirmation: a crash before it means sending twice, never losing. */
    public void sent(Outbox.Row row) {
        ledger.storeRelaxed("dispatch.sent", tx -> {
            EnvelopeId document = row.document();
            if (outbox.done(tx, row.id()) && document != null && row.node() == null) {
                noteSent(tx, row, document);
            }
        });
    }

    private void noteSent(Tx tx, Outbox.Row row, EnvelopeId document) {
        if (documents.find(tx, document).orElseThrow().direction() == Direction.OUT) {
            for (int number : Frame.read(row.body()).previous().keySet()) {
                copies.move(tx, document, number, CopyState.SENT, dueOf(tx, document, number), null, null);
            }
            notes.event(tx, document, "SENT", null, null, null);
        }
    }

    /** The time by which the hub's receipt is expected was set at submission and stays. */
    private java.time.@org.jspecify.annotations.Nullable Instant dueOf(Tx tx, EnvelopeId document, int number) {
        return copies.due(tx, document, number).orElse(null);
    }

    /** The line or the broker did not take it: the row is due again after a pause. */
    public void notSent(Outbox.Row row, Exception why) {
        Duration wait = pause.multipliedBy(1L << Math.min(row.attempts(), 5));
        Duration bounded = wait.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait;
        log.warn("{} not sent, tried again in {} s: {}", row.dup(), bounded.toSeconds(), why.toString());
        ledger.storeRelaxed("dispatch.later", tx -> {
            outbox.later(tx, row.id(), bounded);
        });
    }
}
