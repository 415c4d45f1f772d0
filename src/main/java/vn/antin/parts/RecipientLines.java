package vn.antin.parts;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.thread.DaemonThreads;

/**
 * The state of the lines to a document's recipients, as the hub reports it. Queried when a person opens a document that
 * waits: at most every five seconds for one document, with a wait of at most 250 ms; a later answer is shown at the
 * next view. Kept in memory only.
 */
public final class RecipientLines implements AutoCloseable {

    private static final long FRESH = TimeUnit.SECONDS.toNanos(5);
    /** Age at which an answer is no longer shown. */
    private static final long STALE = TimeUnit.SECONDS.toNanos(30);

    private static final Duration MAX_WAIT = Duration.ofMillis(250);
    private static final int MAX_DOCUMENTS = 200;
    private static final int CLOSE_SECONDS = 2;
    private static final Logger log = LoggerFactory.getLogger(RecipientLines.class);

    private final HubParts hub;
    private final Map<EnvelopeId, CachedLines> documents = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor queries = new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_DOCUMENTS),
            DaemonThreads.named("antin-recipient-lines"));

    /**
     * The line to one agency.
     *
     * @param state name of the hub's state or its detail, such as DOWN or UNTAKEN
     * @param since start of the state; null when unknown
     * @param contact contact of the agency; empty when the hub has none
     */
    public record RecipientLine(String state, @Nullable Instant since, String contact) {}

    /** The hub's last answer on one document. */
    private static final class CachedLines {
        private long askedAt = System.nanoTime() - FRESH;
        private long answeredAt = System.nanoTime() - STALE;
        private Map<AgencyCode, RecipientLine> lines = Map.of();

        /** Whether a new query is due; if so, it counts as sent. */
        synchronized boolean due() {
            long now = System.nanoTime();
            boolean due = now - askedAt >= FRESH;
            askedAt = due ? now : askedAt;
            return due;
        }

        synchronized void store(Map<AgencyCode, RecipientLine> answer) {
            answeredAt = System.nanoTime();
            lines = answer;
        }

        synchronized boolean stale() {
            return System.nanoTime() - answeredAt > STALE;
        }

        synchronized Map<AgencyCode, RecipientLine> lines() {
            return stale() ? Map.of() : lines;
        }
    }

    public RecipientLines(HubParts hub) {
        this.hub = hub;
        queries.allowCoreThreadTimeOut(true);
    }

    /** The lines of a document's recipients; none without a recent answer of the hub. */
    public Map<AgencyCode, RecipientLine> of(EnvelopeId document) {
        if (documents.size() > MAX_DOCUMENTS) {
            documents.values().removeIf(CachedLines::stale);
        }
        CachedLines cached = documents.computeIfAbsent(document, unused -> new CachedLines());
        if (cached.due()) {
            ask(document, cached);
        }
        return cached.lines();
    }

    private void ask(EnvelopeId document, CachedLines cached) {
        try {
            CompletableFuture.runAsync(() -> answer(document, cached), queries)
                    .get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | RejectedExecutionException e) {
            log.debug("no answer yet on the lines to the recipients of {}", document);
        } catch (ExecutionException e) {
            log.warn("the lines to the recipients of {}: {}", document, String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(EnvelopeId document, CachedLines cached) {
        try {
            cached.store(hub.lines(document));
        } catch (IOException e) {
            log.debug("no answer on the lines to the recipients of {}: {}", document, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Parses one line for each agency: code, state, start of the state, contact. */
    static Map<AgencyCode, RecipientLine> read(String answer) throws IOException {
        Map<AgencyCode, RecipientLine> lines = new HashMap<>();
        try {
            for (String one : answer.lines().toList()) {
                String[] words = one.split(" ", 4);
                Instant since = words[2].equals("-") ? null : Instant.parse(words[2]);
                lines.put(
                        new AgencyCode(words[0]), new RecipientLine(words[1], since, words.length < 4 ? "" : words[3]));
            }
            return lines;
        } catch (RuntimeException e) {
            throw new IOException("malformed answer of the hub on lines", e);
        }
    }

    @Override
    public void close() {
        queries.shutdownNow();
        try {
            if (!queries.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                log.warn("a query about lines is still running");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
