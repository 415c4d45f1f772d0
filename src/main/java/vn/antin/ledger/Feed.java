package vn.antin.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.mapper.Nested;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.TraceId;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;

/**
 * The event feed of this node's documents, in the order of their numbers, for readers that remember the last number
 * they have read. It never skips an event, although the database assigns numbers before the transactions commit, so
 * that 9 may become visible after 10:
 *
 * <ul>
 * <li>A reader never gets past a missing number that could still appear. When one is missing, the feed waits for the
 * transactions that had begun by then and reads again. Numbers are assigned in order, so the transaction with the
 * missing one had begun; now its event is visible, or was rolled back and never will be.
 * <li>When such a transaction takes long, the feed ends before the gap and goes on at the next call.
 * <li>An event is synced to disk before it is returned: otherwise a power cut could give its number to another event.
 * </ul>
 * All of this holds because only one process writes the ledger.
 */
public final class Feed {

    /** Rows read for one answer. */
    static final int SCAN = 1_000;

    private static final Duration MAX_WAIT = Duration.ofSeconds(2);

    /** Selects all rows, the caller's or not: otherwise a missing number could not be told from a foreign one. */
    private static final String ROWS = """
            select e.seq as number, e.document, e.at, e.what, e.agency, e.code, e.detail,
                exists (select 1 from listing l where l.document = e.document and l.agency in (<agencies>)
                    and (l.direction = 'OUT' or l.direction = 'IN' and l.agency = e.agency)) as theirs
            from event e where e.seq > :after and e.seq <= :upTo order by e.seq limit :scan
            """;

    private final Ledger ledger;
    private final LogStore log;
    private final UnaryOperator<Set<AgencyCode>> codes;
    private final AtomicLong durable = new AtomicLong();

    /** An event, and the sender's identifier of its document. */
    public record FeedEntry(
            TimelineEvent event,
            AgencyCode sender,
            @Nullable String documentId,
            TraceId trace) {}

    /**
     * A slice of the feed.
     *
     * @param upTo the last number covered: continue after it
     * @param more whether more can be read now
     */
    public record Slice(List<FeedEntry> entries, long upTo, boolean more) {}

    /** A row of the feed; the event is null when the caller may not see it. */
    private record FeedRow(long number, @Nullable TimelineEvent event) {}

    public Feed(Repositories repositories) {
        this(repositories, agencies -> agencies);
    }

    /**
     * A feed whose readers name agencies by any of their codes.
     *
     * @param codes all codes of the agencies with these codes
     */
    public Feed(Repositories repositories, UnaryOperator<Set<AgencyCode>> codes) {
        this.ledger = repositories.ledger();
        this.log = repositories.log();
        this.codes = codes;
    }

    /** The node of these events. */
    public NodeId node() {
        return log.self();
    }

    /** The last number so far; a reader that starts after it gets only new events. */
    public long last() {
        return ledger.read(tx -> tx.number("select max(seq) from event"));
    }

    /**
     * The events after a number about documents that these agencies sent or received.
     *
     * @param whats the words of the events wanted; empty for all
     */
    public Slice after(long number, Set<AgencyCode> someCodes, Set<String> whats, int limit) {
        Set<AgencyCode> agencies = codes.apply(someCodes);
        List<FeedRow> rows = rows(number, Long.MAX_VALUE, agencies, whats);
        if (!isGapless(number, rows)) {
            long last = rows.get(rows.size() - 1).number();
            rows = ledger.settled(MAX_WAIT) ? rows(number, last, agencies, whats) : untilGap(number, rows);
        }
        return slice(number, rows, limit);
    }

    /** One event for any agency, even if it is not durable yet. */
    public Optional<FeedEntry> entry(long number) {
        return ledger.read(tx -> tx.one(TimelineEvent.class, "select *, seq as number from event where seq = ?", number)
                .map(event -> entry(tx, event)));
    }

    /** The last number before a time; a reader that starts after it gets the events from then on. */
    public long before(Instant time) {
        return ledger.read(tx -> {
            long before = 0;
            long end = tx.number("select max(seq) from event");
            // Times ascend with the numbers, so a binary search finds it.
            while (before < end) {
                long middle = before + (end - before + 1) / 2;
                boolean earlier = tx.one(
                                Instant.class, "select at from event where seq <= ? order by seq desc limit 1", middle)
                        .filter(at -> !at.isBefore(time))
                        .isEmpty();
                before = earlier ? middle : before;
                end = earlier ? end : middle - 1;
            }
            return before;
        });
    }

    private static boolean isGapless(long after, List<FeedRow> rows) {
        return rows.isEmpty() || rows.get(rows.size() - 1).number() == after + rows.size();
    }

    private static List<FeedRow> untilGap(long after, List<FeedRow> rows) {
        List<FeedRow> sure = new ArrayList<>();
        for (FeedRow row : rows) {
            if (row.number() != after + sure.size() + 1) {
                break;
            }
            sure.add(row);
        }
        return sure;
    }

    private Slice slice(long after, List<FeedRow> rows, int limit) {
        List<TimelineEvent> events = new ArrayList<>();
        long upTo = after;
        int looked = 0;
        for (FeedRow row : rows) {
            TimelineEvent event = row.event();
            if (event != null) {
                events.add(event);
            }
            upTo = row.number();
            looked++;
            if (events.size() == limit) {
                break;
            }
        }
        if (upTo > durable.get()) {
            ledger.sync("feed");
            durable.accumulateAndGet(upTo, Math::max);
        }
        return new Slice(entries(events), upTo, looked < rows.size() || rows.size() == SCAN);
    }

    private List<FeedEntry> entries(List<TimelineEvent> events) {
        return ledger.read(tx -> {
            Map<EnvelopeId, FeedEntry> known = new HashMap<>();
            List<FeedEntry> entries = new ArrayList<>();
            for (TimelineEvent event : events) {
                FeedEntry first = known.computeIfAbsent(event.document(), id -> entry(tx, event));
                entries.add(new FeedEntry(event, first.sender(), first.documentId(), first.trace()));
            }
            return entries;
        });
    }

    private static FeedEntry entry(Tx tx, TimelineEvent event) {
        record Facts(
                AgencyCode sender,
                @Nullable String documentId,
                @Nullable TraceId given) {}
        Facts facts = tx.one(
                        Facts.class,
                        "select sender, document_id, given from document left join trace on document = id where id = ?",
                        event.document())
                .orElseThrow();
        TraceId given = facts.given();
        TraceId trace = given == null ? TraceId.of(event.document()) : given;
        return new FeedEntry(event, facts.sender(), facts.documentId(), trace);
    }

    private List<FeedRow> rows(long after, long upTo, Set<AgencyCode> agencies, Set<String> whats) {
        record SeenEvent(@Nested TimelineEvent event, boolean theirs) {}
        return ledger
                .read(tx -> tx.list(
                        SeenEvent.class,
                        ROWS,
                        Map.of("agencies", agencies, "after", after, "upTo", upTo, "scan", SCAN)))
                .stream()
                .map(row -> {
                    TimelineEvent event = row.event();
                    boolean seen = row.theirs() && (whats.isEmpty() || whats.contains(event.what()));
                    return new FeedRow(event.number(), seen ? event : null);
                })
                .toList();
    }
}
