package vn.antin.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import vn.antin.ledger.Direction;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.query.LatencyHistogram;
import vn.antin.ledger.query.LedgerGauges;
import vn.antin.ledger.query.Samples;
import vn.antin.ledger.query.Samples.MinuteSample;

/**
 * Writes a row of statistics for each completed minute, from readings that are taken anyway. A minute without a timely
 * reading, because the process stood still, has no row.
 */
public final class Sampler {

    /** Rows of the last moments of a minute may be committed a little later. */
    private static final Duration SETTLED = Duration.ofSeconds(10);

    private static final Duration TOO_LATE = Duration.ofMinutes(3);

    private final Ledger ledger;
    private final HealthMonitor observatory;
    private final Samples samples = new Samples();
    private final MinuteCounter counted;
    private final ToLongFunction<HealthReading> there;
    private Instant minute;
    private long waits;
    private long waitsThere;

    /** The ledger's counts of a minute. */
    @FunctionalInterface
    private interface MinuteCounter {
        MinuteSample of(Instant from, Instant until, long waits, long there);
    }

    private Sampler(
            Ledger ledger, HealthMonitor observatory, MinuteCounter counted, ToLongFunction<HealthReading> there) {
        this.ledger = ledger;
        this.observatory = observatory;
        this.counted = counted;
        this.there = there;
        this.minute = Samples.minute(observatory.now().at());
    }

    /** For a node: its agencies' documents, its outbox and its inbox. */
    public static Sampler node(Ledger ledger, HealthMonitor observatory) {
        Samples samples = new Samples();
        MinuteCounter counted = (from, until, waits, there) -> ledger.read(tx -> new MinuteSample(
                from,
                samples.stored(tx, Direction.IN, from, until),
                samples.stored(tx, Direction.OUT, from, until),
                waits,
                there,
                samples.receipts(tx, from, until)));
        return new Sampler(ledger, observatory, counted, now -> waiting(now, "inbox"));
    }

    /**
     * For a hub: what it received and passed on, its outbox and queues, and the nodes' heartbeats.
     *
     * @param took times of the receipts that passed; emptied each minute
     * @param there messages that wait at the nodes
     */
    public static Sampler hub(
            Ledger ledger, HealthMonitor observatory, LedgerGauges gauges, LatencyHistogram took, LongSupplier there) {
        Samples samples = new Samples();
        long[] upTo = {gauges.last(true)};
        MinuteCounter counted = (from, until, waits, thereNow) -> {
            long last = gauges.last(true);
            long before = upTo[0];
            upTo[0] = last;
            LatencyHistogram spread = took.drain();
            return ledger.read(tx -> new MinuteSample(
                    from,
                    samples.stored(tx, Direction.RELAY, from, until),
                    samples.passed(tx, before, last),
                    waits,
                    thereNow,
                    spread));
        };
        return new Sampler(ledger, observatory, counted, now -> there.getAsLong());
    }

    /** Takes one reading; writes a row once a minute is over. */
    public synchronized void look() {
        HealthReading now = observatory.now();
        long here = waiting(now, "out", "out.urgent") + (now.self().hub() ? broker(now) : 0);
        waits = Math.max(waits, here);
        waitsThere = Math.max(waitsThere, there.applyAsLong(now));
        Instant until = minute.plus(Samples.MINUTE);
        if (now.at().isBefore(until.plus(SETTLED))) {
            return;
        }
        if (now.at().isBefore(until.plus(TOO_LATE))) {
            MinuteSample over = counted.of(minute, until, waits, waitsThere);
            ledger.storeRelaxed("sample", tx -> samples.add(tx, over));
        }
        Instant next = Samples.minute(now.at());
        // After a late reading, writes the minute that is complete, and no minute twice.
        minute = next.isAfter(until) && now.at().isBefore(until.plus(TOO_LATE)) ? until : next;
        waits = here;
        waitsThere = there.applyAsLong(now);
    }

    private static long waiting(HealthReading now, String... names) {
        Set<String> wanted = Set.of(names);
        return now.queues().stream()
                .filter(queue -> wanted.contains(queue.name()))
                .mapToLong(HealthReading.QueueReading::messages)
                .sum();
    }

    /** Messages in the broker's queues. */
    private static long broker(HealthReading now) {
        Set<String> known =
                now.ledger().queues().stream().map(LedgerGauges.Queue::name).collect(Collectors.toSet());
        return now.queues().stream()
                .filter(queue -> !known.contains(queue.name()))
                .mapToLong(HealthReading.QueueReading::messages)
                .sum();
    }
}
