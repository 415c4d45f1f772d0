package vn.antin.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.query.DocumentView.Direction;
import vn.antin.ledger.query.Gauges;
import vn.antin.ledger.query.Samples;
import vn.antin.ledger.query.Samples.Sample;
import vn.antin.ledger.query.Spread;

/**
 * Writes a row for each minute that is over, at the looks that are taken anyway. A minute that nobody looked at in time,
 * because the process stood still, has none.
 */
public final class Sampler {

    /** What was stored in the last moments of a minute may be committed a little later. */
    private static final Duration SETTLED = Duration.ofSeconds(10);

    private static final Duration TOO_LATE = Duration.ofMinutes(3);

    private final Ledger ledger;
    private final Observatory observatory;
    private final Samples samples = new Samples();
    private final Counted counted;
    private final ToLongFunction<Reading> there;
    private Instant minute;
    private long waits;
    private long waitsThere;

    /** What a minute came to, as far as the ledger knows. */
    @FunctionalInterface
    private interface Counted {
        Sample of(Instant from, Instant until, long waits, long there);
    }

    private Sampler(Ledger ledger, Observatory observatory, Counted counted, ToLongFunction<Reading> there) {
        this.ledger = ledger;
        this.observatory = observatory;
        this.counted = counted;
        this.there = there;
        this.minute = Samples.minute(observatory.now().at());
    }

    /** Of a node: its agencies' documents, its outbox and its inbox. */
    public static Sampler node(Ledger ledger, Observatory observatory) {
        Samples samples = new Samples();
        Counted counted = (from, until, waits, there) -> ledger.read(tx -> new Sample(
                from,
                samples.stored(tx, Direction.IN, from, until),
                samples.stored(tx, Direction.OUT, from, until),
                waits,
                there,
                samples.receipts(tx, from, until)));
        return new Sampler(ledger, observatory, counted, now -> waiting(now, "inbox"));
    }

    /**
     * Of a hub: what it took in and passed on, its outbox and queues, and what the nodes said.
     *
     * @param took how long receipts took that came through; emptied each minute
     * @param there what waits at the nodes
     */
    public static Sampler hub(Ledger ledger, Observatory observatory, Gauges gauges, Spread took, LongSupplier there) {
        Samples samples = new Samples();
        long[] upTo = {gauges.last(true)};
        Counted counted = (from, until, waits, thereNow) -> {
            long last = gauges.last(true);
            long before = upTo[0];
            upTo[0] = last;
            Spread spread = took.drain();
            return ledger.read(tx -> new Sample(
                    from,
                    samples.stored(tx, Direction.RELAY, from, until),
                    samples.passed(tx, before, last),
                    waits,
                    thereNow,
                    spread));
        };
        return new Sampler(ledger, observatory, counted, now -> there.getAsLong());
    }

    /** One look; every minute it writes. */
    public synchronized void look() {
        Reading now = observatory.now();
        long here = waiting(now, "out", "out.urgent") + (now.self().hub() ? broker(now) : 0);
        waits = Math.max(waits, here);
        waitsThere = Math.max(waitsThere, there.applyAsLong(now));
        Instant until = minute.plus(Samples.MINUTE);
        if (now.at().isBefore(until.plus(SETTLED))) {
            return;
        }
        if (now.at().isBefore(until.plus(TOO_LATE))) {
            Sample over = counted.of(minute, until, waits, waitsThere);
            ledger.storeRelaxed("sample", tx -> samples.add(tx, over));
        }
        Instant next = Samples.minute(now.at());
        // A look that came late writes one minute and not the one it fell into twice.
        minute = next.isAfter(until) && now.at().isBefore(until.plus(TOO_LATE)) ? until : next;
        waits = here;
        waitsThere = there.applyAsLong(now);
    }

    private static long waiting(Reading now, String... names) {
        Set<String> wanted = Set.of(names);
        return now.queues().stream()
                .filter(queue -> wanted.contains(queue.name()))
                .mapToLong(Reading.Queue::messages)
                .sum();
    }

    /** The queues that are not the ledger's. */
    private static long broker(Reading now) {
        Set<String> known =
                now.ledger().queues().stream().map(Gauges.Queue::name).collect(Collectors.toSet());
        return now.queues().stream()
                .filter(queue -> !known.contains(queue.name()))
                .mapToLong(Reading.Queue::messages)
                .sum();
    }
}
