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
 * Judges whether what should move does: queues, routes, receipts, and the probe through the hub. Remembers from look to
 * look since when each stands still. While a node's line is down nothing is judged: that is told as a line that is down.
 */
public final class ProgressWatch {

    /** What stands still for so long is told; it is critical after twice the time. */
    static final Duration TOLD = Duration.ofMinutes(1);

    /** How far back paces and shares are looked at. */
    private static final Duration WINDOW = Duration.ofMinutes(2);

    /** A pace is known after so long. */
    private static final Duration KNOWN = Duration.ofSeconds(30);

    /** What waits at the hub must be worked off within this at the present pace, or it does not move. */
    private static final Duration WORKED_OFF = Duration.ofMinutes(10);

    /** So few runs say nothing of a route. */
    private static final long FEW_RUNS = 3;

    /**
     * A line that is back sooner was not away: where the hub stands still, connections break on the time-outs of calls and
     * come again at once. Longer than the time between two looks.
     */
    private static final Duration BREAK = Duration.ofSeconds(20);

    private final Instant started;
    private Instant floor;
    private @Nullable Instant lastConnected;
    private final Map<String, Mark> marks = new HashMap<>();
    private final Map<String, Deque<Sample>> paces = new HashMap<>();
    private final Map<String, Deque<RunSample>> runs = new HashMap<>();
    private final Map<String, Instant> failing = new HashMap<>();

    private record Mark(long first, Instant since) {}

    private record Sample(Instant at, long taken) {}

    private record RunSample(Instant at, Runs runs) {}

    /** What a queue is to us. */
    public enum Way {
        /** Of the hub: from the nodes to itself. */
        INTAKE,
        /** What must leave this node or hub. */
        OUTBOX,
        /** Of the hub: for a node that is connected. */
        TO_NODE
    }

    /**
     * A queue.
     *
     * @param messages that wait, are out or are tried later; nothing that a person holds back
     * @param oldest since when the first of them waits; null when nobody knows
     * @param first tells the first from any other; 0 when there is none
     * @param taken since the start; 0 when nobody counts
     */
    public record Waiting(
            String name, Way way, long messages, @Nullable Instant oldest, long first, long taken) {}

    /**
     * The runs of a route since the start.
     *
     * @param again how many were rolled back, to be done again
     */
    public record Runs(long total, long again) {}

    /**
     * What one look rests on.
     *
     * @param connected since when the line to the hub stands; null while it does not. At a hub its start
     * @param bus routes without which nothing is delivered
     * @param cameBack when the last probe or greeting came back; null before the first
     * @param receipts since when a receipt is missing that comes back at once as a rule; null when none is
     */
    public record Seen(
            Instant at,
            @Nullable Instant connected,
            List<Waiting> queues,
            Map<String, Runs> routes,
            Set<String> bus,
            @Nullable Instant cameBack,
            @Nullable Instant receipts) {}

    /** From now on. */
    public ProgressWatch(Instant started) {
        this.started = started;
        this.floor = started;
    }

    /** What stands still now, for at least a minute. */
    public synchronized List<Stall> look(Seen now) {
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
        for (Waiting queue : now.queues()) {
            there.add(queue.name());
            Instant since = still(queue, now.at());
            if (queue.way() == Way.INTAKE) {
                Instant crawls = crawls(queue, floor, now.at());
                since = crawls != null && (since == null || crawls.isBefore(since)) ? crawls : since;
            }
            // One message that never leaves is not all of them; the hub's own queues are.
            boolean blocks = queue.way() == Way.INTAKE;
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

    /** Of what was before, nothing counts any more. */
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

    /** Since when the first is the same one; of a node's queue, since when nothing was taken. */
    private @Nullable Instant still(Waiting queue, Instant at) {
        if (queue.messages() == 0) {
            marks.remove(queue.name());
            return null;
        }
        long first = queue.way() == Way.TO_NODE ? queue.taken() : queue.first();
        Mark mark = marks.get(queue.name());
        if (mark == null || mark.first() != first) {
            mark = new Mark(first, at);
            marks.put(queue.name(), mark);
        }
        return mark.since();
    }

    /** Since when the first waits, if at the present pace what waits is not worked off in time; null otherwise. */
    private @Nullable Instant crawls(Waiting queue, Instant floor, Instant at) {
        Deque<Sample> samples = paces.computeIfAbsent(queue.name(), unused -> new ArrayDeque<>());
        samples.addLast(new Sample(at, queue.taken()));
        while (samples.getFirst().at().isBefore(at.minus(WINDOW))) {
            samples.removeFirst();
        }
        Sample first = samples.getFirst();
        Duration known = Duration.between(first.at(), at);
        Instant oldest = queue.oldest();
        if (oldest == null || known.compareTo(KNOWN) < 0) {
            return null;
        }
        double perMilli = (double) (queue.taken() - first.taken()) / known.toMillis();
        return perMilli * WORKED_OFF.toMillis() < queue.messages() ? later(oldest, floor) : null;
    }

    private void route(String route, Runs counted, Seen now, List<Stall> stalls) {
        Deque<RunSample> samples = runs.computeIfAbsent(route, unused -> new ArrayDeque<>());
        samples.addLast(new RunSample(now.at(), counted));
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

    /** The last look before the first run that failed. */
    private static Instant begun(Deque<RunSample> samples, Runs before) {
        Instant begun = samples.getFirst().at();
        for (RunSample sample : samples) {
            if (sample.runs().again() > before.again()) {
                break;
            }
            begun = sample.at();
        }
        return begun;
    }
}
