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

/** How this node stands with its hub since it started: whether it was greeted, and how far its clock is off. */
public final class HubSession {

    private static final Duration BETWEEN_HURRIES = Duration.ofSeconds(5);

    private final AtomicLong hurried = new AtomicLong(System.nanoTime() - BETWEEN_HURRIES.toNanos());
    private final Duration limit;
    private final AtomicReference<@Nullable Duration> offset = new AtomicReference<>();
    private final AtomicReference<@Nullable Duration> trip = new AtomicReference<>();

    private final AtomicLong answers = new AtomicLong();
    private final AtomicReference<@Nullable Instant> answered = new AtomicReference<>();

    private final Set<Long> wanted = new ConcurrentSkipListSet<>();

    /** Beyond this limit of the clock the node stops issuing evidence. */
    public HubSession(Duration limit) {
        this.limit = limit;
    }

    /**
     * The hub has answered.
     *
     * @param ours how far its clock was behind ours
     * @param roundTrip how long the answer took
     */
    public void greeted(Duration ours, Duration roundTrip) {
        trip.set(roundTrip);
        offset.set(ours);
        synchronized (answers) {
            answers.incrementAndGet();
            answers.notifyAll();
        }
    }

    /** So many answers of the hub have come. */
    public long answers() {
        return answers.get();
    }

    /** Something has come that the hub made of what a node sent: an answer, however late, or receipts. */
    public void heard(Instant at) {
        answered.set(at);
    }

    /** When that came last; nothing before the first. */
    public Optional<Instant> heard() {
        return Optional.ofNullable(answered.get());
    }

    /** Waits for one more than there were; false when none came in that time. */
    public boolean awaitAnswer(long before, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
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

    /** How long the last answer took, once there was one. */
    public Optional<Duration> roundTrip() {
        return Optional.ofNullable(trip.get());
    }

    /** Whether evidence may be sealed: the hub knows where our log stands, and our clock is right. */
    public boolean good() {
        Duration known = offset.get();
        return known != null && known.abs().compareTo(limit) <= 0;
    }

    /**
     * A directory that is needed to judge a receipt and is not at hand: asked for with the next greeting. Whether that
     * should leave now: not again for some seconds.
     */
    public boolean want(long serial) {
        wanted.add(serial);
        long now = System.nanoTime();
        long before = hurried.get();
        return now - before > BETWEEN_HURRIES.toNanos() && hurried.compareAndSet(before, now);
    }

    /** What was wanted until now; from now on it counts as asked for. */
    public List<Long> wanted() {
        List<Long> all = List.copyOf(wanted);
        wanted.removeAll(all);
        return all;
    }

    /** Milliseconds our clock is ahead of the hub's, when known. */
    public OptionalLong offsetMillis() {
        Duration known = offset.get();
        return known == null ? OptionalLong.empty() : OptionalLong.of(known.toMillis());
    }
}
