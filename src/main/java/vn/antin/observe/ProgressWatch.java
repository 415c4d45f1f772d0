package vn.antin.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Detects stalls of queues, routes, receipts, and the probe through the hub, by comparing successive readings. Nothing
 * is evaluated while a node's line is down, which has a check of its own.
 */
public final class ProgressWatch {

    /** A stall is reported after this time and critical after twice the time. */
    static final Duration TOLD = Duration.ofMinutes(1);

    /** Period over which throughput and failure rates are measured. */
    private static final Duration WINDOW = Duration.ofMinutes(2);

    /** Shortest period that gives a throughput. */
    private static final Duration KNOWN = Duration.ofSeconds(30);

    /** A queue of the hub is stalled when the present throughput does not empty it within this time. */
    private static final Duration WORKED_OFF = Duration.ofMinutes(10);

    /** Fewer runs than this say nothing about a route. */
    private static final long FEW_RUNS = 3;

    /**
     * A line that is back sooner counts as uninterrupted: when the hub hangs, connections time out and are made again
     * at once. Longer than the interval of readings.
     */
    private static final Duration BREAK = Duration.ofSeconds(20);

    private final Instant started;
    private Instant floor;
    private @Nullable Instant lastConnected;
    private final Map<String, FirstMessage> marks = new HashMap<>();
    private final Map<String, Deque<CountedMessages>> paces = new HashMap<>();
    private final Map<String, Deque<CountedRuns>> runs = new HashMap<>();
    private final Map<String, Instant> failing = new HashMap<>();

    private record FirstMessage(long first, Instant since) {}

    private record CountedMessages(Instant at, long taken) {}

    private record CountedRuns(Instant at, Runs runs) {}

    /** The role of a queue. */
    public enum QueueWay {
        /** At the hub: from the nodes to the hub itself. */
        INTAKE,
        /** Messages that must leave this node or hub. */
        OUTBOX,
        /** At the hub: for a connected node. */
        TO_NODE
    }

    /**
     * A queue.
     *
     * @param messages that wait, are being delivered or are scheduled; held ones are left out
     * @param oldest since when the first of them waits; null when unknown
     * @param first identifies the first message; 0 when there is none
     * @param taken acknowledged since the start; 0 when nobody counts
     */
    public record WatchedQueue(
            String name,
            QueueWay way,
            long messages,
            @Nullable Instant oldest,
            long first,
            long taken) {}

    /**
     * The runs of a route since the start.
     *
     * @param again runs that were rolled back
     */
    public record Runs(long total, long again) {}

    /**
     * The input of one evaluation.
     *
     * @param connected since when the line to the hub is connected; null while it is not; at a hub its start
     * @param bus routes without which nothing is delivered
     * @param cameBack when the last probe or heartbeat returned; null before the first
     * @param receipts since when a receipt is missing that normally returns at once; null when none is
     */
    public record Observation(
            Instant at,
            @Nullable Instant connected,
            List<WatchedQueue> queues,
            Map<String, Runs> routes,
            Set<String> bus,
            @Nullable Instant cameBack,
            @Nullable Instant receipts) {}

    /** Starts at this time. */
    public ProgressWatch(Instant started) {
        this.started = started;
        this.floor = started;
    }

    /** The stalls of at least a minute. */
    public synchronized List<Stall> look(Observation now) {
        Instant connected = now.connected();
        if (connected == null) {
            return List.of();
        }
        Instant seen = lastConnected;
        if (seen == null || connected.isAfter(seen.plus(BREAK))) {
            begin(connected);
        }
        lastConnected = now.at();
        List<Stall> stalls = new ArrayList<>();
        Set<String> there = new HashSet<>();
        for (WatchedQueue queue : now.queues()) {
            there.add(queue.name());
            Instant since = still(queue, now.at());
            if (queue.way() == QueueWay.INTAKE) {
                Instant crawls = crawls(queue, floor, now.at());
                since = crawls != null && (since == null || crawls.isBefore(since)) ? crawls : since;
            }
            // One stuck message of an outbox is not all of them; the hub's own queues block everything.
            boolean blocks = queue.way() == QueueWay.INTAKE;
            add(stalls, Stall.StallKind.QUEUE, queue.name(), since, queue.messages(), 0, blocks, now.at());
        }
        marks.keySet().retainAll(there);
        paces.keySet().retainAll(there);
        now.routes().forEach((route, counted) -> route(route, counted, now, stalls));
        failing.keySet().retainAll(now.routes().keySet());
        Instant cameBack = now.cameBack();
        add(stalls, Stall.StallKind.PROBE, "", later(cameBack, floor), 1, 0, true, now.at());
        Instant receipts = now.receipts();
        if (receipts != null) {
            add(stalls, Stall.StallKind.RECEIPTS, "", later(receipts, floor), 1, 0, false, now.at());
        }
        return List.copyOf(stalls);
    }

    /** Forgets earlier readings after a reconnection. */
    private void begin(Instant connected) {
        marks.clear();
        paces.clear();
        runs.clear();
        failing.clear();
        floor = later(connected, started);
    }

    private static Instant later(@Nullable Instant one, Instant other) {
        return one != null && one.isAfter(other) ? one : other;
    }

    private static void add(
            List<Stall> stalls,
            Stall.StallKind kind,
            String subject,
            @Nullable Instant since,
            long count,
            long of,
            boolean blocks,
            Instant at) {
        if (since != null && !at.isBefore(since.plus(TOLD))) {
            stalls.add(new Stall(kind, subject, since, count, of, blocks));
        }
    }

    /** Since when the first message is the same; of a node's queue, since when nothing was acknowledged. */
    private @Nullable Instant still(WatchedQueue queue, Instant at) {
        if (queue.messages() == 0) {
            marks.remove(queue.name());
            return null;
        }
        long first = queue.way() == QueueWay.TO_NODE ? queue.taken() : queue.first();
        FirstMessage mark = marks.get(queue.name());
        if (mark == null || mark.first() != first) {
            mark = new FirstMessage(first, at);
            marks.put(queue.name(), mark);
        }
        return mark.since();
    }

    /**
     * Since when the first message waits, if the present throughput does not empty the queue in time; null otherwise.
     */
    private @Nullable Instant crawls(WatchedQueue queue, Instant floor, Instant at) {
        Deque<CountedMessages> samples = paces.computeIfAbsent(queue.name(), unused -> new ArrayDeque<>());
        samples.addLast(new CountedMessages(at, queue.taken()));
        while (samples.getFirst().at().isBefore(at.minus(WINDOW))) {
            samples.removeFirst();
        }
        CountedMessages first = samples.getFirst();
        Duration known = Duration.between(first.at(), at);
        Instant oldest = queue.oldest();
        if (oldest == null || known.compareTo(KNOWN) < 0) {
            return null;
        }
        double perMilli = (double) (queue.taken() - first.taken()) / known.toMillis();
        return perMilli * WORKED_OFF.toMillis() < queue.messages() ? later(oldest, floor) : null;
    }

    private void route(String route, Runs counted, Observation now, List<Stall> stalls) {
        Deque<CountedRuns> samples = runs.computeIfAbsent(route, unused -> new ArrayDeque<>());
        samples.addLast(new CountedRuns(now.at(), counted));
        while (samples.getFirst().at().isBefore(now.at().minus(WINDOW))) {
            samples.removeFirst();
        }
        Runs before = samples.getFirst().runs();
        long total = counted.total() - before.total();
        long again = counted.again() - before.again();
        if (total < FEW_RUNS || 2 * again <= total) {
            failing.remove(route);
            return;
        }
        Instant since = failing.computeIfAbsent(route, unused -> begun(samples, before));
        add(stalls, Stall.StallKind.ROUTE, route, since, again, total, now.bus().contains(route), now.at());
    }

    /** The last reading before the first failed run. */
    private static Instant begun(Deque<CountedRuns> samples, Runs before) {
        Instant begun = samples.getFirst().at();
        for (CountedRuns sample : samples) {
            if (sample.runs().again() > before.again()) {
                break;
            }
            begun = sample.at();
        }
        return begun;
    }
}
