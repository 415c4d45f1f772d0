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
import vn.antin.thread.DaemonThreads;

/**
 * How far the recipients' nodes have fetched parts from the hub. Queried when a person views a document, at most every
 * two seconds for one part, without waiting: a view shows the last answer. Kept in memory only.
 */
public final class RemoteProgress implements AutoCloseable {

    private static final long FRESH = TimeUnit.SECONDS.toNanos(2);
    /** Age at which an answer is no longer shown: this node's own line is down. */
    private static final long STALE = TimeUnit.SECONDS.toNanos(15);

    private static final int MAX_PARTS = 200;
    private static final int CLOSE_SECONDS = 2;
    private static final Logger log = LoggerFactory.getLogger(RemoteProgress.class);

    private final HubParts hub;
    private final Map<Digest, CachedProgress> parts = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor queries = new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_PARTS),
            DaemonThreads.named("antin-parts-far"),
            (task, pool) -> {
                // The queue of queries is full; the next view asks again.
            });

    /** The hub's last answer on one part. */
    private static final class CachedProgress {
        private final Map<NodeId, TransferProgress.Bar> bars = new LinkedHashMap<>();
        private long askedAt = System.nanoTime() - FRESH;
        private long answeredAt = System.nanoTime() - STALE;

        /** Whether a new query is due; if so, it counts as sent. */
        synchronized boolean due() {
            long now = System.nanoTime();
            boolean due = now - askedAt >= FRESH;
            askedAt = due ? now : askedAt;
            return due;
        }

        synchronized void store(Map<NodeId, Long> fetched, long size) {
            answeredAt = System.nanoTime();
            fetched.forEach((node, bytes) -> {
                TransferProgress.Bar bar = bars.get(node);
                if (bar == null) {
                    bar = new TransferProgress.Bar(size);
                    bar.moving(bytes);
                    bars.put(node, bar);
                } else if (bytes > bar.progress().done()) {
                    bar.resume();
                    bar.at(bytes);
                } else {
                    bar.waiting(TransferProgress.TransferState.WAITING_FOR_RECIPIENT, "");
                }
            });
        }

        synchronized boolean stale() {
            return System.nanoTime() - answeredAt > STALE;
        }

        synchronized TransferProgress.PartProgress progress(NodeId node, long size) {
            TransferProgress.Bar bar = bars.get(node);
            return bar == null
                    ? new TransferProgress.PartProgress(
                            TransferProgress.TransferState.WAITING_FOR_RECIPIENT, 0, size, 0, "")
                    : bar.progress();
        }
    }

    public RemoteProgress(HubParts hub) {
        this.hub = hub;
        queries.allowCoreThreadTimeOut(true);
    }

    /** The progress of these transfers, without those on which the hub has not answered lately. */
    public List<TransferView.Crossing> of(List<Fetching> fetching) {
        List<TransferView.Crossing> known = new ArrayList<>();
        for (Fetching each : fetching) {
            CachedProgress cached = cached(each.digest());
            if (cached.due()) {
                queries.execute(() -> ask(each, cached));
            }
            if (!cached.stale()) {
                known.add(new TransferView.Crossing(
                        each.number(), cached.progress(each.node(), each.size()), each.agency()));
            }
        }
        return known;
    }

    private CachedProgress cached(Digest digest) {
        if (parts.size() > MAX_PARTS) {
            parts.values().removeIf(CachedProgress::stale);
        }
        return parts.computeIfAbsent(digest, unused -> new CachedProgress());
    }

    private void ask(Fetching part, CachedProgress cached) {
        try {
            cached.store(hub.fetched(part.digest()), part.size());
        } catch (IOException e) {
            log.debug("no answer on the progress of part {}: {}", part.digest(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        queries.shutdownNow();
        try {
            if (!queries.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                log.warn("a query about parts is still running");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
