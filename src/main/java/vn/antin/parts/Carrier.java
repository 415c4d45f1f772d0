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
 * Transfers the parts of one direction over this node's line, one at a time, in the ledger's order of priority. A part
 * with a higher priority interrupts a transfer; an interrupted transfer is resumed later, as after a broken line.
 */
public final class Carrier implements AutoCloseable {

    private static final Duration POLL = Duration.ofSeconds(10);
    private static final Duration MAX_BACK_OFF = Duration.ofSeconds(5);
    private static final int BACK_OFF_MILLIS = 100;
    private static final int BUFFER = 16 << 10;
    private static final int MAX_DUE = 64;
    private static final Logger log = LoggerFactory.getLogger(Carrier.class);

    private final PartDirection direction;
    private final Repositories repositories;
    private final PartStore store;
    private final HubParts hub;
    private final Throttle throttle;
    private final TransferProgress progress;
    private final Thread thread;
    private final Semaphore wakeUps = new Semaphore(0);
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Back-off for parts that the hub did not accept. */
    private final Map<Digest, BackOff> backOffs = new HashMap<>();

    private int failures;
    private volatile boolean changed;

    private record BackOff(long until, int times) {}

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

    /** Announces that there is something new to transfer. */
    public void wake() {
        changed = true;
        wakeUps.release();
    }

    private boolean open() {
        return stopped.getCount() > 0;
    }

    private void run() {
        while (open()) {
            try {
                long pause = next();
                if (pause > 0 && wakeUps.tryAcquire(pause, TimeUnit.MILLISECONDS)) {
                    wakeUps.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (TryLater later) {
                backOff("the ledger or the store: " + later.getMessage());
            } catch (RuntimeException e) {
                log.error("parts {} stopped for a while", direction, e);
                backOff(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Transfers the first part that is due; returns the milliseconds to wait when none is. */
    private long next() throws InterruptedException {
        changed = false;
        List<PartTransfer> due = due();
        long now = System.nanoTime();
        long soonest = POLL.toNanos();
        for (PartTransfer transfer : due) {
            BackOff backOff = backOffs.get(transfer.digest());
            if (backOff == null || backOff.until() - now <= 0) {
                carry(transfer);
                return 0;
            }
            soonest = Math.min(soonest, backOff.until() - now);
        }
        backOffs.keySet().retainAll(due.stream().map(PartTransfer::digest).toList());
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(soonest));
    }

    private List<PartTransfer> due() {
        return repositories.ledger().read(tx -> repositories.stored().next(tx, direction, MAX_DUE));
    }

    private void carry(PartTransfer transfer) throws InterruptedException {
        TransferProgress.Bar bar = progress.of(transfer.digest(), transfer.size());
        try {
            boolean complete = direction == PartDirection.UP ? upload(transfer, bar) : download(transfer, bar);
            failures = 0;
            backOffs.remove(transfer.digest());
            if (complete) {
                repositories.ledger().store("parts.carried", tx -> {
                    repositories.stored().done(tx, direction, transfer.digest());
                });
                progress.remove(transfer.digest());
                log.info("{} part {} {}", transfer.document(), transfer.number(), direction);
            } else {
                bar.waiting(TransferProgress.TransferState.WAITING, "");
            }
        } catch (NotYetException e) {
            failures = 0;
            bar.waiting(TransferProgress.TransferState.WAITING_FOR_HUB, "HTTP " + e.status());
            backOff(transfer.digest());
        } catch (Refused refused) {
            log.warn("{} part {}: {}", transfer.document(), transfer.number(), refused.getMessage());
            bar.waiting(
                    TransferProgress.TransferState.WAITING_FOR_HUB,
                    refused.fault().code());
            backOff(transfer.digest());
        } catch (IOException e) {
            if (bar.moved()) {
                failures = 0;
            }
            String text = operatorText(e);
            bar.waiting(TransferProgress.TransferState.WAITING_FOR_LINE, text);
            backOff(text);
        }
    }

    /** Texts for operators: the messages of the libraries name their objects. */
    private static String operatorText(IOException e) {
        if (e instanceof ConnectException) {
            return "no connection";
        }
        boolean broke = e instanceof EOFException
                || e instanceof SocketException
                || e instanceof ClosedChannelException
                || e instanceof SSLException;
        return broke ? "the line broke" : e.toString();
    }

    /**
     * Backs off from one part: soon again at first, for the hub may be about to accept the envelope, then less and less
     * often.
     */
    private void backOff(Digest digest) {
        int times = backOffs.containsKey(digest) ? backOffs.get(digest).times() + 1 : 0;
        long millis = Math.min(MAX_BACK_OFF.toMillis(), 50L << Math.min(times, 10));
        backOffs.put(digest, new BackOff(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), times));
    }

    /** Backs off from the line: a cut line is tried again at once, a line that stays down less and less often. */
    private void backOff(String why) {
        long millis = failures == 0 ? 0 : Math.min(MAX_BACK_OFF.toMillis(), (long) BACK_OFF_MILLIS << failures);
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

    private boolean upload(PartTransfer transfer, TransferProgress.Bar bar) throws IOException, InterruptedException {
        long from = hub.offset(transfer.digest());
        if (from >= transfer.size()) {
            return true;
        }
        bar.moving(from);
        long received = hub.send(transfer.digest(), from, out -> {
            try (InputStream in = store.read(transfer.digest(), from)) {
                copy(transfer, bar, in, out, from);
            }
        });
        return received >= transfer.size();
    }

    private boolean download(PartTransfer transfer, TransferProgress.Bar bar) throws IOException, InterruptedException {
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
            if (!open() || (changed && isOutranked(transfer))) {
                return;
            }
            count = in.read(buffer);
        }
    }

    private boolean isOutranked(PartTransfer transfer) {
        changed = false;
        long now = System.nanoTime();
        for (PartTransfer first : due()) {
            BackOff backOff = backOffs.get(first.digest());
            if (first.digest().equals(transfer.digest())) {
                return false;
            }
            if (backOff == null || backOff.until() - now <= 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        stopped.countDown();
        wakeUps.release();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(1));
            // Ends its waits, none of which matters any more.
            thread.interrupt();
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
