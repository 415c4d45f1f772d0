package vn.antin.parts;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.Digest;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.StoredParts.PartDirection;
import vn.antin.ledger.StoredParts.PartTransfer;

/**
 * Carries the parts of one way over this node's line, one at a time, in the order the ledger tells. A part that must go
 * first interrupts one under way, which goes on later; so does whatever a broken line interrupts.
 */
public final class Carrier implements AutoCloseable {

    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration LONGEST_REST = Duration.ofSeconds(5);
    private static final int REST_MILLIS = 100;
    private static final int BUFFER = 16 << 10;
    private static final int MOST = 64;
    private static final Logger log = LoggerFactory.getLogger(Carrier.class);

    private final PartDirection direction;
    private final Repositories repositories;
    private final PartStore store;
    private final HubParts hub;
    private final Throttle throttle;
    private final TransferProgress progress;
    private final Thread thread;
    private final Semaphore news = new Semaphore(0);
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** When a part that the hub did not want may be asked for again, and how often it was. */
    private final Map<Digest, Pause> pauses = new HashMap<>();

    private int failures;
    private volatile boolean changed;

    private record Pause(long until, int times) {}

    public Carrier(
            PartDirection direction,
            Repositories repositories,
            PartStore store,
            HubParts hub,
            Throttle throttle,
            TransferProgress progress) {
        this.direction = direction;
        this.repositories = repositories;
        this.store = store;
        this.hub = hub;
        this.throttle = throttle;
        this.progress = progress;
        this.thread = new Thread(this::run, "antin-parts-" + direction.name().toLowerCase(java.util.Locale.ROOT));
        thread.setDaemon(true);
    }

    public Carrier start() {
        thread.start();
        return this;
    }

    /** There is something new to carry. */
    public void wake() {
        changed = true;
        news.release();
    }

    private boolean open() {
        return stopped.getCount() > 0;
    }

    private void run() {
        while (open()) {
            try {
                long pause = next();
                if (pause > 0 && news.tryAcquire(pause, TimeUnit.MILLISECONDS)) {
                    news.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (TryLater later) {
                rest("the ledger or the store: " + later.getMessage());
            } catch (RuntimeException e) {
                log.error("parts {} stopped for a while", direction, e);
                rest(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Carries what is first; answers for how many milliseconds there is nothing to do. */
    private long next() throws InterruptedException {
        changed = false;
        List<PartTransfer> due = due();
        long now = System.nanoTime();
        long soonest = LOOK.toNanos();
        for (PartTransfer transfer : due) {
            Pause pause = pauses.get(transfer.digest());
            if (pause == null || pause.until() - now <= 0) {
                carry(transfer);
                return 0;
            }
            soonest = Math.min(soonest, pause.until() - now);
        }
        pauses.keySet().retainAll(due.stream().map(PartTransfer::digest).toList());
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(soonest));
    }

    private List<PartTransfer> due() {
        return repositories.ledger().read(tx -> repositories.stored().next(tx, direction, MOST));
    }

    private void carry(PartTransfer transfer) throws InterruptedException {
        TransferProgress.Bar bar = progress.of(transfer.digest(), transfer.size());
        try {
            boolean whole = direction == PartDirection.UP ? push(transfer, bar) : pull(transfer, bar);
            failures = 0;
            pauses.remove(transfer.digest());
            if (whole) {
                repositories.ledger().store("parts.carried", tx -> {
                    repositories.stored().done(tx, direction, transfer.digest());
                });
                progress.over(transfer.digest());
                log.info("{} part {} {}", transfer.document(), transfer.number(), direction);
            } else {
                bar.waiting(TransferProgress.TransferState.WAITING, "");
            }
        } catch (NotYetException e) {
            failures = 0;
            bar.waiting(TransferProgress.TransferState.WAITING_FOR_HUB, "HTTP " + e.status());
            pause(transfer.digest());
        } catch (Refused refused) {
            log.warn("{} part {}: {}", transfer.document(), transfer.number(), refused.getMessage());
            bar.waiting(
                    TransferProgress.TransferState.WAITING_FOR_HUB,
                    refused.fault().code());
            pause(transfer.digest());
        } catch (IOException e) {
            if (bar.moved()) {
                failures = 0;
            }
            String words = words(e);
            bar.waiting(TransferProgress.TransferState.WAITING_FOR_LINE, words);
            rest(words);
        }
    }

    /** The libraries' own words name objects of theirs. */
    private static String words(IOException e) {
        if (e instanceof ConnectException) {
            return "no connection";
        }
        boolean broke = e instanceof EOFException
                || e instanceof SocketException
                || e instanceof ClosedChannelException
                || e instanceof SSLException;
        return broke ? "the line broke" : e.toString();
    }

    /** The hub may know the envelope in a moment: asked again soon, then less and less often. */
    private void pause(Digest digest) {
        int times = pauses.containsKey(digest) ? pauses.get(digest).times() + 1 : 0;
        long millis = Math.min(LONGEST_REST.toMillis(), 50L << Math.min(times, 10));
        pauses.put(digest, new Pause(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), times));
    }

    /** A line that was cut is tried again at once; one that stays away, less and less often. */
    private void rest(String why) {
        long millis = failures == 0 ? 0 : Math.min(LONGEST_REST.toMillis(), (long) REST_MILLIS << failures);
        failures = Math.min(failures + 1, 10);
        if (open()) {
            log.warn("parts {} wait {} ms for the line: {}", direction, millis, why);
        }
        try {
            boolean unused = stopped.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean push(PartTransfer transfer, TransferProgress.Bar bar) throws IOException, InterruptedException {
        long from = hub.offset(transfer.digest());
        if (from >= transfer.size()) {
            return true;
        }
        bar.moving(from);
        long got = hub.send(transfer.digest(), from, out -> {
            try (InputStream in = store.read(transfer.digest(), from)) {
                copy(transfer, bar, in, out, from);
            }
        });
        return got >= transfer.size();
    }

    private boolean pull(PartTransfer transfer, TransferProgress.Bar bar) throws IOException, InterruptedException {
        try (IncomingPart part = store.append(transfer.digest(), transfer.size())) {
            if (part.whole()) {
                return true;
            }
            repositories.ledger().requireRoom("part");
            bar.moving(part.offset());
            try (InputStream in = hub.fetch(transfer.digest(), part.offset())) {
                copy(transfer, bar, in, part, part.offset());
            }
            return part.whole();
        }
    }

    private void copy(PartTransfer transfer, TransferProgress.Bar bar, InputStream in, OutputStream out, long from)
            throws IOException {
        byte[] buffer = new byte[BUFFER];
        long done = from;
        int count = in.read(buffer);
        while (count >= 0) {
            throttle.take(count);
            out.write(buffer, 0, count);
            done += count;
            bar.at(done);
            if (!open() || (changed && outranked(transfer))) {
                return;
            }
            count = in.read(buffer);
        }
    }

    private boolean outranked(PartTransfer transfer) {
        changed = false;
        long now = System.nanoTime();
        for (PartTransfer first : due()) {
            Pause pause = pauses.get(first.digest());
            if (first.digest().equals(transfer.digest())) {
                return false;
            }
            if (pause == null || pause.until() - now <= 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        stopped.countDown();
        news.release();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(1));
            // What it may still wait for is of no use any more.
            thread.interrupt();
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
