package vn.antin.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Frame;
import vn.antin.envelope.Refused;
import vn.antin.envelope.TryLater;
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

    /** How long the line is left alone at most: what waits leaves this soon after it is back. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final Ledger ledger;
    private final Outbox outbox;
    private final Documents documents;
    private final Copies copies;
    private final Notes notes;
    private final Duration pause;
    private final Clock clock;
    private volatile Instant quietUntil = Instant.MIN;
    private volatile int failures;

    /** A line that failed is left alone for the pause, which doubles up to ten seconds. */
    public Dispatcher(
            Ledger ledger,
            Outbox outbox,
            Documents documents,
            Copies copies,
            Notes notes,
            Duration pause,
            Clock clock) {
        this.ledger = ledger;
        this.outbox = outbox;
        this.documents = documents;
        this.copies = copies;
        this.notes = notes;
        this.pause = pause;
        this.clock = clock;
    }

    /** At the start: what a process that died had claimed leaves again, with the same duplicate ids. */
    public void resume() {
        ledger.storeRelaxed("dispatch.resume", outbox::release);
    }

    /** Claims what is due, receipts and urgent documents first. A full batch wakes the route again. */
    public List<Outbox.Row> claim(int atMost) {
        if (clock.instant().isBefore(quietUntil)) {
            return List.of();
        }
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
        if (clock.instant().isBefore(quietUntil)) {
            throw new TryLater(Fault.LINE_DOWN, row.dup());
        }
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
        failures = 0;
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
    private @Nullable Instant dueOf(Tx tx, EnvelopeId document, int number) {
        return copies.due(tx, document, number).orElse(null);
    }

    /**
     * The line or the broker did not take it. The line is then left alone for a while, and all rows with it: each would
     * only wait for the same time-out. A row that no line can take waits by itself.
     */
    public void notSent(Outbox.Row row, Exception why) {
        boolean itself = why instanceof Refused;
        Duration wait = itself ? LONGEST_PAUSE : rest(row, why);
        if (itself) {
            log.error("{} cannot be sent: {}", row.dup(), why.toString());
        }
        ledger.storeRelaxed("dispatch.later", tx -> {
            outbox.later(tx, row.id(), wait);
            if (itself) {
                notes.alarm(tx, Fault.BROKER_REFUSED, row.dup(), why.toString());
            }
        });
    }

    private Duration rest(Outbox.Row row, Exception why) {
        Instant now = clock.instant();
        if (now.isBefore(quietUntil)) {
            return Duration.between(now, quietUntil);
        }
        failures = Math.min(failures + 1, 5);
        Duration wait = pause.multipliedBy(1L << (failures - 1));
        Duration bounded = wait.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : wait;
        quietUntil = now.plus(bounded);
        log.warn("{} not sent, the line is tried again in {} s: {}", row.dup(), bounded.toSeconds(), why.toString());
        return bounded;
    }
}
