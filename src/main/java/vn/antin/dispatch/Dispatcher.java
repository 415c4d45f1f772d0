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

/**
 * The work of the dispatch routes: claims the due rows of the outbox, builds their messages and records which of them
 * the broker has.
 */
public final class Dispatcher {

    /**
     * A row and its message.
     *
     * @param trace the caller's trace id; null for none, and for receipts, whose documents their reader knows
     */
    public record Outgoing(
            Outbox.OutboxRow row, byte[] message, @Nullable TraceId trace) {}

    /** The result of sending a row: empty when the broker has it, else why that is not known. */
    public record SendResult(Outbox.OutboxRow row, Optional<Exception> why) {}

    /** Lease of a claim: longer than any time-out of the line, so that no row is sent twice at once. */
    private static final Duration CLAIM = Duration.ofSeconds(60);

    private static final Duration REFUSED_PAUSE = Duration.ofMinutes(1);

    /** Longest back-off of the line: waiting rows leave at most this long after the line is back. */
    private static final Duration MAX_BACK_OFF = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final Ledger ledger;
    private final Outbox outbox;
    private final Documents documents;
    private final Copies copies;
    private final Timeline timeline;
    private final Duration pause;
    private final Clock clock;
    private volatile Instant backOffUntil = Instant.MIN;
    private volatile int failures;
    private boolean claimsReleased;

    /**
     * Lanes with an alarm that the hub refuses more bytes this hour; both at the start, for an alarm may be left from
     * the previous run.
     */
    private final Set<String> overQuota = ConcurrentHashMap.newKeySet();

    /** After a failure of the line the dispatcher waits for the pause, which doubles up to ten seconds. */
    public Dispatcher(Repositories repositories, Duration pause, Clock clock) {
        this.ledger = repositories.ledger();
        this.outbox = repositories.outbox();
        this.documents = repositories.documents();
        this.copies = repositories.copies();
        this.timeline = repositories.timeline();
        this.pause = pause;
        this.clock = clock;
        overQuota.addAll(List.of("NORMAL", "URGENT"));
    }

    /**
     * Before the first claim: releases the claims of a process that died; its rows leave again with the same duplicate
     * ids.
     */
    private synchronized void releaseClaims() {
        if (!claimsReleased) {
            ledger.storeRelaxed("dispatch.resume", outbox::release);
            claimsReleased = true;
        }
    }

    /** Ends the back-off of the line. */
    public void retryNow() {
        backOffUntil = Instant.MIN;
    }

    /** Claims the due rows of one lane, the oldest first. A full batch wakes the route again. */
    public List<Outbox.OutboxRow> claim(boolean urgent, int atMost) {
        if (clock.instant().isBefore(backOffUntil)) {
            return List.of();
        }
        releaseClaims();
        return ledger.relaxed("dispatch.claim", tx -> {
            List<Outbox.OutboxRow> rows = outbox.claim(tx, urgent, atMost, CLAIM);
            rows.forEach(row -> copies(tx, row, CopyState.SENDING));
            if (rows.size() == atMost) {
                tx.wake(urgent ? Signal.OUTBOX_URGENT : Signal.OUTBOX);
            }
            return rows;
        });
    }

    /**
     * Builds the messages of these rows: for a document the stored envelope and parts, the same bytes at every repeat.
     */
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
        Documents.StoredDocument stored = documents.find(tx, document).orElseThrow();
        Map<Integer, byte[]> parts = documents.parts(tx, document);
        return new Frame(stored.envelope(), Frame.read(row.body()).previous(), parts).write();
    }

    /**
     * Records the results of a batch. Call it only after the broker has answered for every row: a crash before it means
     * sending twice, never losing. A failed row is due again later. A failure of the line delays all rows, the
     * back-off; a refused row delays only itself.
     */
    public void answered(List<SendResult> results) {
        if (results.isEmpty()) {
            return;
        }
        if (results.stream().anyMatch(result -> result.why().isEmpty())) {
            failures = 0;
        }
        List<Duration> delays = results.stream().map(this::retryDelay).toList();
        String lane = results.get(0).row().lane() == Outbox.Lane.NORMAL ? "NORMAL" : "URGENT";
        Optional<TryLater> over = overQuota(results);
        boolean ended = overQuota.contains(lane)
                && results.stream().allMatch(result -> result.why().isEmpty());
        ledger.storeRelaxed("dispatch.sent", tx -> {
            for (int i = 0; i < results.size(); i++) {
                recordResult(tx, results.get(i), delays.get(i));
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

    /** The refusal of the hub because this node has used up its bytes per hour. */
    private static Optional<TryLater> overQuota(List<SendResult> results) {
        return results.stream()
                .flatMap(result -> result.why().stream())
                .filter(TryLater.class::isInstance)
                .map(TryLater.class::cast)
                .filter(why -> why.fault() == Fault.NODE_BYTES_USED)
                .findFirst();
    }

    private void recordResult(Tx tx, SendResult result, Duration wait) {
        Outbox.OutboxRow row = result.row();
        Exception why = result.why().orElse(null);
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

    /** At the sender one row carries all copies of a document; the time by which the hub must answer stays. */
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

    private Duration retryDelay(SendResult result) {
        Exception why = result.why().orElse(null);
        if (why == null) {
            return Duration.ZERO;
        }
        if (why instanceof Refused) {
            log.error("{} cannot be sent: {}", result.row().dup(), why.toString());
            return REFUSED_PAUSE;
        }
        return backOff(result.row(), why);
    }

    private Duration backOff(Outbox.OutboxRow row, Exception why) {
        Instant now = clock.instant();
        if (now.isBefore(backOffUntil)) {
            return Duration.between(now, backOffUntil);
        }
        failures = Math.min(failures + 1, 5);
        Duration wait = pause.multipliedBy(1L << (failures - 1));
        Duration bounded = wait.compareTo(MAX_BACK_OFF) > 0 ? MAX_BACK_OFF : wait;
        backOffUntil = now.plus(bounded);
        log.warn("{} not sent, the line is tried again in {} s: {}", row.dup(), bounded.toSeconds(), why.toString());
        return bounded;
    }
}
