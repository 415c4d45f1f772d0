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

/**
 * How the lines to the recipients of a document stand, as the hub sees them. The hub is asked when somebody looks at a
 * document that waits, not more often than each five seconds for one document, and waited for a quarter of a second at
 * most: a later look shows what came after that. Kept in memory only.
 */
public final class RecipientLines implements AutoCloseable {

    private static final long FRESH = TimeUnit.SECONDS.toNanos(5);
    /** An answer this old says nothing any more. */
    private static final long STALE = TimeUnit.SECONDS.toNanos(30);

    private static final Duration WAITED = Duration.ofMillis(250);
    private static final int MOST = 200;
    private static final int LEAVE_SECONDS = 2;
    private static final Logger log = LoggerFactory.getLogger(RecipientLines.class);

    private final HubParts hub;
    private final Map<EnvelopeId, Asked> documents = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor asking =
            new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST), RecipientLines::thread);

    /**
     * The line to one agency.
     *
     * @param state as the hub names it, such as DOWN or UNTAKEN
     * @param since when it stands so; null when that is not known
     * @param contact whom to call there; empty when the hub does not know
     */
    public record RecipientLine(String state, @Nullable Instant since, String contact) {}

    /** What the hub said of one document, and when. */
    private static final class Asked {
        private long askedAt = System.nanoTime() - FRESH;
        private long answeredAt = System.nanoTime() - STALE;
        private Map<AgencyCode, RecipientLine> lines = Map.of();

        /** Whether it is time to ask; then it counts as asked. */
        synchronized boolean due() {
            long now = System.nanoTime();
            boolean due = now - askedAt >= FRESH;
            askedAt = due ? now : askedAt;
            return due;
        }

        synchronized void answered(Map<AgencyCode, RecipientLine> answer) {
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
        asking.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable run) {
        Thread thread = new Thread(run, "antin-recipient-lines");
        thread.setDaemon(true);
        return thread;
    }

    /** The lines of a document's recipients; none when the hub has not said anything lately. */
    public Map<AgencyCode, RecipientLine> of(EnvelopeId document) {
        if (documents.size() > MOST) {
            documents.values().removeIf(Asked::stale);
        }
        Asked asked = documents.computeIfAbsent(document, unused -> new Asked());
        if (asked.due()) {
            ask(document, asked);
        }
        return asked.lines();
    }

    private void ask(EnvelopeId document, Asked asked) {
        try {
            CompletableFuture.runAsync(() -> answer(document, asked), asking)
                    .get(WAITED.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | RejectedExecutionException e) {
            log.debug("how the lines to the recipients of {} stand is not known yet", document);
        } catch (ExecutionException e) {
            log.warn("the lines to the recipients of {}: {}", document, String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(EnvelopeId document, Asked asked) {
        try {
            asked.answered(hub.lines(document));
        } catch (IOException e) {
            log.debug("how the lines to the recipients of {} stand is not known: {}", document, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One line an agency: its code, the state, since when, and whom to call. */
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
            throw new IOException("not what the hub says of lines", e);
        }
    }

    @Override
    public void close() {
        asking.shutdownNow();
        try {
            if (!asking.awaitTermination(LEAVE_SECONDS, TimeUnit.SECONDS)) {
                log.warn("the hub is still asked about lines");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
