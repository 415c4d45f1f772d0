package vn.antin.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.TraceId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.Copies;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Timeline;
import vn.antin.ledger.Traces;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Signal;
import vn.antin.ledger.db.Tx;
import vn.antin.wire.Frame;

/** What the dispatch routes ask for: rows of the outbox that are due, their bytes, and the note that they left. */
public final class Dispatcher {

    /**
     * A row and the bytes that leave for it.
     *
     * @param trace that the caller gave; null for none, and for receipts: whoever reads them knows their documents
     */
    public record Outgoing(
            Outbox.OutboxRow row, byte[] message, @Nullable TraceId trace) {}

    /** What became of a row: the broker has it, or why that is not known. */
    public record SendResult(Outbox.OutboxRow row, Optional<Exception> why) {}

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
    private final Timeline timeline;
    private final Duration pause;
    private final Clock clock;
    private volatile Instant quietUntil = Instant.MIN;
    private volatile int failures;
    private boolean resumed;

    /** The lanes with an alarm that the hub takes no more bytes; at the start all, for one of before may stand. */
    private final Set<String> overQuota = ConcurrentHashMap.newKeySet();

    /** A line that failed is left alone for the pause, which doubles up to ten seconds. */
    public Dispatcher(
            Repositories repositories,
            Duration pause,
            Clock clock) {
        this.ledger = repositories.ledger();
        this.outbox = repositories.outbox();
        this.documents = repositories.documents();
        this.copies = repositories.copies();
        this.timeline = repositories.timeline();
        this.pause = pause;
        this.clock = clock;
        overQuota.addAll(List.of("NORMAL", "URGENT"));
    }

    /** Before the first claim: what a process that died had claimed leaves again, with the same duplicate ids. */
    private synchronized void resume() {
        if (!resumed) {
            ledger.storeRelaxed("dispatch.resume", outbox::release);
            resumed = true;
        }
    }

    /** A line that is left alone after a failure is tried at once. */
    public void hurry() {
        quietUntil = Instant.MIN;
    }

    /** Claims what is due in one lane, the oldest first. A full batch wakes the route again. */
    public List<Outbox.OutboxRow> claim(boolean urgent, int atMost) {
        if (clock.instant().isBefore(quietUntil)) {
            return List.of();
        }
        resume();
        return ledger.relaxed("dispatch.claim", tx -> {
            List<Outbox.OutboxRow> rows = outbox.claim(tx, urgent, atMost, CLAIM);
            rows.forEach(row -> copies(tx, row, CopyState.SENDING));
            if (rows.size() == atMost) {
                tx.wake(urgent ? Signal.OUTBOX_URGENT : Signal.OUTBOX);
            }
            return rows;
        });
    }

    /** The rows with their messages: for a document the stored envelope and parts, the same at every repeat. */
    public List<Outgoing> messages(List<Outbox.OutboxRow> rows) {
        return rows.isEmpty()
                ? List.of()
                : ledger.read(tx -> rows.stream()
                        .map(row -> new Outgoing(row, message(tx, row), trace(tx, row)))
                        .toList());
    }

    private static @Nullable TraceId trace(Tx tx, Outbox.OutboxRow row) {
        EnvelopeId document = row.document();
        return document == null ? null : Traces.given(tx, document).orElse(null);
    }

    private byte[] message(Tx tx, Outbox.OutboxRow row) {
        EnvelopeId document = row.document();
        if (document == null) {
            return row.body();
        }
        Documents.StoredDocument kept = documents.find(tx, document).orElseThrow();
        Map<Integer, byte[]> parts = documents.parts(tx, document);
        return new Frame(kept.envelope(), Frame.read(row.body()).previous(), parts).write();
    }

    /**
     * Called only after the broker has answered for all of them: a crash before it means sending twice, never losing.
     * What did not leave is due again after a while. A line that failed is left alone meanwhile, and all rows with it;
     * a row that no line can take waits by itself.
     */
    public void answered(List<SendResult> fates) {
        if (fates.isEmpty()) {
            return;
        }
        if (fates.stream().anyMatch(fate -> fate.why().isEmpty())) {
            failures = 0;
        }
        List<Duration> waits = fates.stream().map(this::waits).toList();
        String lane = fates.get(0).row().lane() == Outbox.Lane.NORMAL ? "NORMAL" : "URGENT";
        Optional<TryLater> over = overQuota(fates);
        boolean ended = overQuota.contains(lane)
                && fates.stream().allMatch(fate -> fate.why().isEmpty());
        ledger.storeRelaxed("dispatch.sent", tx -> {
            for (int i = 0; i < fates.size(); i++) {
                note(tx, fates.get(i), waits.get(i));
            }
            over.ifPresent(why -> timeline.alarm(tx, Fault.NODE_BYTES_USED, lane, why.detail()));
            if (ended) {
                timeline.end(tx, Fault.NODE_BYTES_USED, lane);
            }
        });
        over.ifPresent(why -> overQuota.add(lane));
        if (ended) {
            overQuota.remove(lane);
        }
    }

    /** The hub takes so many bytes an hour, and these were too many. */
    private static Optional<TryLater> overQuota(List<SendResult> fates) {
        return fates.stream()
                .flatMap(fate -> fate.why().stream())
                .filter(TryLater.class::isInstance)
                .map(TryLater.class::cast)
                .filter(why -> why.fault() == Fault.NODE_BYTES_USED)
                .findFirst();
    }

    private void note(Tx tx, SendResult fate, Duration wait) {
        Outbox.OutboxRow row = fate.row();
        Exception why = fate.why().orElse(null);
        if (why == null) {
            sent(tx, row);
            return;
        }
        outbox.later(tx, row.id(), wait);
        if (why instanceof Refused) {
            timeline.alarm(tx, Fault.BROKER_REFUSED, row.dup(), why.toString());
        }
    }

    private void sent(Tx tx, Outbox.OutboxRow row) {
        if (outbox.done(tx, row.id())) {
            copies(tx, row, CopyState.SENT);
        }
    }

    /** At the sender a row carries all copies of its document; the time by which the hub must answer stays. */
    private void copies(Tx tx, Outbox.OutboxRow row, CopyState to) {
        EnvelopeId document = row.document();
        if (document == null || row.node() != null) {
            return;
        }
        for (int number : Frame.read(row.body()).previous().keySet()) {
            copies.pass(tx, document, number, to);
        }
        if (to == CopyState.SENT) {
            timeline.event(tx, document, "SENT", null, null, null);
        }
    }

    private Duration waits(SendResult fate) {
        Exception why = fate.why().orElse(null);
        if (why == null) {
            return Duration.ZERO;
        }
        if (why instanceof Refused) {
            log.error("{} cannot be sent: {}", fate.row().dup(), why.toString());
            return LONGEST_PAUSE;
        }
        return rest(fate.row(), why);
    }

    private Duration rest(Outbox.OutboxRow row, Exception why) {
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
