package vn.antin.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Signal;

/**
 * The state between this node and its hub since the node started: whether the hub has answered, and the offset of the
 * clocks.
 */
public final class HubSession {

    private static final Duration BETWEEN_URGENT_REQUESTS = Duration.ofSeconds(5);

    private final AtomicLong lastUrgentRequest = new AtomicLong(System.nanoTime() - BETWEEN_URGENT_REQUESTS.toNanos());
    private final Duration limit;
    private final AtomicReference<@Nullable Duration> offset = new AtomicReference<>();
    private final AtomicReference<@Nullable Duration> trip = new AtomicReference<>();

    private final AtomicLong answers = new AtomicLong();
    private final AtomicReference<@Nullable Instant> answered = new AtomicReference<>();

    private final Set<Long> wanted = new ConcurrentSkipListSet<>();

    /** @param limit clock offset beyond which the node stops issuing evidence */
    public HubSession(Duration limit) {
        this.limit = limit;
    }

    /**
     * Records an answer of the hub.
     *
     * @param clockOffset how far the hub's clock is behind ours
     * @param roundTrip time from the greeting to the answer
     */
    public void greeted(Duration clockOffset, Duration roundTrip) {
        trip.set(roundTrip);
        offset.set(clockOffset);
        synchronized (answers) {
            answers.incrementAndGet();
            answers.notifyAll();
        }
    }

    /** Number of answers so far. */
    public long answers() {
        return answers.get();
    }

    /** Records a sign of life of the hub: an answer, however late, or receipts. */
    public void heard(Instant at) {
        answered.set(at);
    }

    /** The last sign of life; empty before the first. */
    public Optional<Instant> heard() {
        return Optional.ofNullable(answered.get());
    }

    /** Waits for an answer after the given number of them; false when none came in time. */
    public boolean awaitAnswer(long before, Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        synchronized (answers) {
            while (answers.get() <= before) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                answers.wait(left);
            }
        }
        return true;
    }

    /** Duration of the last round trip; empty before the first answer. */
    public Optional<Duration> roundTrip() {
        return Optional.ofNullable(trip.get());
    }

    /** Whether evidence may be sealed: the hub knows our log, and our clock is right. */
    public boolean good() {
        Duration known = offset.get();
        return known != null && known.abs().compareTo(limit) <= 0;
    }

    /** Requests a missing directory with the next greeting. */
    public void request(long serial) {
        wanted.add(serial);
    }

    /** Asks for the requested directories at once, but not within some seconds of the last time. */
    public void askNow(Ledger ledger) {
        long now = System.nanoTime();
        long before = lastUrgentRequest.get();
        if (now - before > BETWEEN_URGENT_REQUESTS.toNanos() && lastUrgentRequest.compareAndSet(before, now)) {
            ledger.storeRelaxed("session.request", tx -> tx.wake(Signal.GREETING));
        }
    }

    /** Returns the requested directories, which now count as asked for. */
    public List<Long> wanted() {
        List<Long> all = List.copyOf(wanted);
        wanted.removeAll(all);
        return all;
    }

    /** Milliseconds our clock is ahead of the hub's; empty while unknown. */
    public OptionalLong offsetMillis() {
        Duration known = offset.get();
        return known == null ? OptionalLong.empty() : OptionalLong.of(known.toMillis());
    }
}
