package vn.antin.parts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.StoredParts.Fetching;

/**
 * How far the recipients' nodes have fetched parts from the hub. The hub is asked when somebody looks, not more often than
 * each two seconds, and never waited for: a look shows what the last answer said. Kept in memory only.
 */
public final class RemoteProgress implements AutoCloseable {

    private static final long FRESH = TimeUnit.SECONDS.toNanos(2);
    /** An answer this old says nothing any more: this node's own line is down. */
    private static final long STALE = TimeUnit.SECONDS.toNanos(15);

    private static final int MOST = 200;
    private static final int LEAVE_SECONDS = 2;
    private static final Logger log = LoggerFactory.getLogger(RemoteProgress.class);

    private final HubParts hub;
    private final Map<Digest, Asked> parts = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor asking = new ThreadPoolExecutor(
            1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST), RemoteProgress::thread, (task, pool) -> {
                // So many are asked for already; the next look asks again.
            });

    /** What the hub said of one part, and when. */
    private static final class Asked {
        private final Map<NodeId, TransferProgress.Bar> bars = new LinkedHashMap<>();
        private long askedAt = System.nanoTime() - FRESH;
        private long answeredAt = System.nanoTime() - STALE;

        /** Whether it is time to ask; then it counts as asked. */
        synchronized boolean due() {
            long now = System.nanoTime();
            boolean due = now - askedAt >= FRESH;
            askedAt = due ? now : askedAt;
            return due;
        }

        synchronized void answered(Map<NodeId, Long> fetched, long size) {
            answeredAt = System.nanoTime();
            fetched.forEach((node, bytes) -> {
                TransferProgress.Bar bar = bars.get(node);
                if (bar == null) {
                    bar = new TransferProgress.Bar(size);
                    bar.moving(bytes);
                    bars.put(node, bar);
                } else if (bytes > bar.look().done()) {
                    bar.moves();
                    bar.at(bytes);
                } else {
                    bar.waiting(TransferProgress.TransferState.WAITING_FOR_RECIPIENT, "");
                }
            });
        }

        synchronized boolean stale() {
            return System.nanoTime() - answeredAt > STALE;
        }

        synchronized TransferProgress.Look look(NodeId node, long size) {
            TransferProgress.Bar bar = bars.get(node);
            return bar == null
                    ? new TransferProgress.Look(TransferProgress.TransferState.WAITING_FOR_RECIPIENT, 0, size, 0, "")
                    : bar.look();
        }
    }

    public RemoteProgress(HubParts hub) {
        this.hub = hub;
        asking.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable run) {
        Thread thread = new Thread(run, "antin-parts-far");
        thread.setDaemon(true);
        return thread;
    }

    /** What is known of these; nothing of those of which the hub has not said anything lately. */
    public List<TransferView.Crossing> of(List<Fetching> fetching) {
        List<TransferView.Crossing> known = new ArrayList<>();
        for (Fetching each : fetching) {
            Asked asked = asked(each.digest());
            if (asked.due()) {
                asking.execute(() -> ask(each, asked));
            }
            if (!asked.stale()) {
                known.add(
                        new TransferView.Crossing(each.number(), asked.look(each.node(), each.size()), each.agency()));
            }
        }
        return known;
    }

    private Asked asked(Digest digest) {
        if (parts.size() > MOST) {
            parts.values().removeIf(Asked::stale);
        }
        return parts.computeIfAbsent(digest, unused -> new Asked());
    }

    private void ask(Fetching part, Asked asked) {
        try {
            asked.answered(hub.fetched(part.digest()), part.size());
        } catch (IOException e) {
            log.debug("how far part {} was fetched is not known: {}", part.digest(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        asking.shutdownNow();
        try {
            if (!asking.awaitTermination(LEAVE_SECONDS, TimeUnit.SECONDS)) {
                log.warn("the hub is still asked");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
