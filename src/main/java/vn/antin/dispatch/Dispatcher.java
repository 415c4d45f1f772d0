package vn.antin.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** The queues whose last batch was a full one, so that more rows may be due: urgent or not. */
    private final Set<Boolean> full = ConcurrentHashMap.newKeySet();

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

    /** Claims the due rows of one queue, the oldest first. After a full batch the route is woken again. */
    public List<Outbox.OutboxRow> claim(boolean urgent, int atMost) {
        if (backsOff(clock.instant())) {
            return List.of();
        }
        releaseClaims();
        List<Outbox.OutboxRow> rows = outbox.claim(ledger, urgent, atMost, CLAIM);
        if (rows.size() == atMost) {
            full.add(urgent);
        } else {
            full.remove(urgent);
        }
        boolean claimed = false;
        try {
            List<Outbox.OutboxRow> left = withdrawable(rows);
            claimed = true;
            return left;
        } finally {
            if (!claimed) {
                outbox.unclaim(rows);
            }
        }
    }

    /**
     * At the sender a document can be withdrawn until it may have left: that moment is stored before it is sent. All
     * other rows are claimed in memory only. Returns the rows that were not withdrawn meanwhile.
     */
    private List<Outbox.OutboxRow> withdrawable(List<Outbox.OutboxRow> rows) {
        List<Outbox.OutboxRow> own =
                rows.stream().filter(row -> !copies(row).isEmpty()).toList();
        if (own.isEmpty()) {
            return rows;
        }
        Set<Outbox.OutboxRow> gone = new HashSet<>(own);
        gone.removeAll(ledger.relaxed("dispatch.claim", tx -> {
            List<Outbox.OutboxRow> there = outbox.sending(tx, own, CLAIM);
            copies.pass(tx, there.stream().flatMap(row -> copies(row).stream()).toList(), CopyState.SENDING);
            return there;
        }));
        outbox.unclaim(gone);
        return rows.stream().filter(row -> !gone.contains(row)).toList();
    }

    /**
     * Builds the messages of these rows: for a document the stored envelope and parts, the same bytes at every repeat.
     */
    public List<Outgoing> messages(List<Outbox.OutboxRow> rows) {
        Set<EnvelopeId> ids = new LinkedHashSet<>();
        rows.stream().map(Outbox.OutboxRow::document).filter(Objects::nonNull).forEach(ids::add);
        if (ids.isEmpty()) {
            return rows.stream().map(row -> new Outgoing(row, row.body(), null)).toList();
        }
        return ledger.read(tx -> {
            Map<EnvelopeId, Documents.StoredDocument> stored = documents.find(tx, ids);
            Map<EnvelopeId, Map<Integer, byte[]>> parts = documents.parts(tx, ids);
            return rows.stream().map(row -> outgoing(row, stored, parts)).toList();
        });
    }

    private static Outgoing outgoing(
            Outbox.OutboxRow row,
            Map<EnvelopeId, Documents.StoredDocument> documents,
            Map<EnvelopeId, Map<Integer, byte[]>> parts) {
        EnvelopeId id = row.document();
        if (id == null) {
            return new Outgoing(row, row.body(), null);
        }
        Documents.StoredDocument document = Objects.requireNonNull(documents.get(id), "the document of an outbox row");
        Map<Integer, byte[]> own = parts.getOrDefault(id, Map.of());
        Frame frame = new Frame(document.envelope(), Frame.read(row.body()).previous(), own);
        return new Outgoing(row, frame.write(), document.given());
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
        boolean urgent = results.get(0).row().lane().urgent();
        String lane = urgent ? "URGENT" : "NORMAL";
        Optional<TryLater> over = overQuota(results);
        boolean ended = overQuota.contains(lane)
                && results.stream().allMatch(result -> result.why().isEmpty());
        ledger.storeRelaxed("dispatch.sent", tx -> {
            sent(
                    tx,
                    results.stream()
                            .filter(result -> result.why().isEmpty())
                            .map(SendResult::row)
                            .toList());
            for (int i = 0; i < results.size(); i++) {
                recordFailure(tx, results.get(i), delays.get(i));
            }
            if (full.contains(urgent)) {
                tx.wake(urgent ? Signal.OUTBOX_URGENT : Signal.OUTBOX);
            }
            over.ifPresent(why -> timeline.alarm(tx, Fault.NODE_BYTES_USED, lane, why.detail()));
            if (ended) {
                timeline.end(tx, Fault.NODE_BYTES_USED, lane);
            }
        });
        outbox.unclaim(results.stream().map(SendResult::row).toList());
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

    private void recordFailure(Tx tx, SendResult result, Duration wait) {
        result.why().ifPresent(why -> {
            Outbox.OutboxRow row = result.row();
            outbox.later(tx, row.id(), wait);
            if (why instanceof Refused) {
                timeline.alarm(tx, Fault.BROKER_REFUSED, row.dup(), why.toString());
            }
        });
    }

    /** Deletes the rows, marks the copies as sent and records it in the timelines of their documents. */
    private void sent(Tx tx, List<Outbox.OutboxRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        boolean first = outbox.done(tx, rows);
        List<Copies.CopyKey> all = new ArrayList<>();
        List<Timeline.NewEvent> events = new ArrayList<>();
        for (Outbox.OutboxRow row : rows) {
            List<Copies.CopyKey> own = copies(row);
            EnvelopeId document = row.document();
            if (document == null || own.isEmpty()) {
                continue;
            }
            // A row that was gone was recorded before: then each document is asked whether it still has to be.
            if (first) {
                all.addAll(own);
            }
            if (first || copies.pass(tx, own, CopyState.SENT) > 0) {
                events.add(new Timeline.NewEvent(document, "SENT", null, null, null));
            }
        }
        copies.pass(tx, all, CopyState.SENT);
        timeline.events(tx, events);
    }

    /**
     * The copies whose state a row carries: at the sender one row carries all copies of a document, at the hub none. The
     * time by which the hub must answer stays.
     */
    private static List<Copies.CopyKey> copies(Outbox.OutboxRow row) {
        EnvelopeId document = row.document();
        return document == null || row.node() != null
                ? List.of()
                : Frame.read(row.body()).previous().keySet().stream()
                        .map(number -> new Copies.CopyKey(document, number))
                        .toList();
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

    /** Whether the line is left alone now. A back-off that lasts longer than any began before the clock was set back. */
    private boolean backsOff(Instant now) {
        return now.isBefore(backOffUntil) && !backOffUntil.isAfter(now.plus(MAX_BACK_OFF));
    }

    private Duration backOff(Outbox.OutboxRow row, Exception why) {
        Instant now = clock.instant();
        if (backsOff(now)) {
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
