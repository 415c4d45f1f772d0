package vn.antin.trial.demo;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.cli.Answered;
import vn.antin.fault.Fault;
import vn.antin.thread.DaemonThreads;

/**
 * Documents between agencies chosen at random, always by the codes of before the reform, and the software of each node
 * that takes what arrives.
 */
final class ReformTraffic implements AutoCloseable {

    private static final long PAUSE_MILLIS = 50;
    private static final int SENDERS = 3;
    private static final Logger log = LoggerFactory.getLogger(ReformTraffic.class);

    private final DemoFolder folder;
    private final List<DemoSoftware> agencies;
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Set<String> delivered = ConcurrentHashMap.newKeySet();
    private final AtomicLong doubled = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final ScheduledExecutorService senders =
            Executors.newScheduledThreadPool(SENDERS, DaemonThreads.named("antin-reform-send"));
    private final ScheduledExecutorService takers =
            Executors.newScheduledThreadPool(2, DaemonThreads.named("antin-reform-take"));
    private final List<Future<?>> sending = new ArrayList<>();

    /**
     * What became of the documents so far.
     *
     * @param refused not accepted, because sender or recipient was closed
     * @param failed not accepted for another reason
     */
    record ReformCount(int sent, int delivered, long doubled, int lost, long refused, long failed) {}

    ReformTraffic(DemoFolder folder, List<DemoSoftware> agencies) {
        this.folder = folder;
        this.agencies = agencies;
    }

    /** Begins; the same seed sends between the same agencies in the same order. */
    void start(long seed, List<DemoSoftware> nodes) {
        for (int number = 0; number < SENDERS; number++) {
            Random random = new Random(seed + number);
            sending.add(
                    senders.scheduleWithFixedDelay(() -> send(random), number, PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        }
        for (DemoSoftware node : nodes) {
            var unused =
                    takers.scheduleWithFixedDelay(() -> take(node), PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void send(Random random) {
        DemoSoftware from = agencies.get(random.nextInt(agencies.size()));
        DemoSoftware to = agencies.get(random.nextInt(agencies.size()));
        if (from.equals(to)) {
            return;
        }
        try {
            DemoLetter letter = DemoLetter.write(
                    folder.nextNumber(),
                    from.party(),
                    List.of(to.party()),
                    Clock.systemUTC().instant());
            sent.add(from.send(letter));
        } catch (Answered answer) {
            if (answer.code().equals(Fault.AGENCY_CLOSED.code())) {
                refused.incrementAndGet();
            } else {
                failed.incrementAndGet();
                log.warn("{} to {}: {} {}", from.code(), to.code(), answer.code(), answer.getMessage());
            }
        } catch (RuntimeException e) {
            failed.incrementAndGet();
            log.warn("{} to {}: {}", from.code(), to.code(), e.toString());
        }
    }

    private void take(DemoSoftware node) {
        try {
            for (String id : node.takeAll(0)) {
                if (!delivered.add(id)) {
                    doubled.incrementAndGet();
                }
            }
        } catch (RuntimeException e) {
            log.warn("{}: {}", node.node(), e.toString());
        }
    }

    /** Sends no more. */
    void stopSending() {
        sending.forEach(each -> each.cancel(false));
        senders.shutdown();
    }

    /** Whether nothing is being sent and everything that was sent is delivered. */
    boolean settled() {
        return senders.isTerminated() && delivered.containsAll(sent);
    }

    ReformCount count() {
        int lost = (int) sent.stream().filter(id -> !delivered.contains(id)).count();
        return new ReformCount(sent.size(), delivered.size(), doubled.get(), lost, refused.get(), failed.get());
    }

    /** A document that was accepted and has not arrived. */
    List<String> missing() {
        return sent.stream().filter(id -> !delivered.contains(id)).sorted().toList();
    }

    @Override
    public void close() {
        senders.shutdownNow();
        takers.shutdownNow();
    }
}
