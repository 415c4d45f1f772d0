package vn.antin.door.webhook;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.fault.Refused;
import vn.antin.ledger.Deliveries.Delivery;
import vn.antin.ledger.Feed;
import vn.antin.ledger.Webhooks.Webhook;
import vn.antin.ledger.db.Ledger;
import vn.antin.thread.DaemonThreads;

/**
 * Dispatches webhook messages. One thread reads the feed, starts attempts and records their results; it never waits for
 * an answer. An attempt whose result was lost in a crash is repeated under the same id.
 */
final class WebhookDispatcher implements AutoCloseable {

    /** Concurrent messages to one webhook; after a failed attempt, a single one. */
    static final int AT_ONCE = 4;

    /** Events within this time are handled by one look. */
    private static final Duration DEBOUNCE = Duration.ofMillis(50);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);

    private final Ledger ledger;
    private final WebhookContext hooks;
    private final FeedReader taking;
    private final AttemptRecorder outcomes;
    private final Supplier<WebhookClient> webhookClient;
    private final Clock clock;
    private final Map<UUID, Set<Long>> underWay = new HashMap<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor thread;
    private volatile boolean idle;

    WebhookDispatcher(
            WebhookContext hooks, RetrySchedule schedule, Supplier<WebhookClient> webhookClient, Clock clock) {
        this.ledger = hooks.repositories().ledger();
        this.hooks = hooks;
        this.taking = new FeedReader(hooks, clock);
        this.outcomes = new AttemptRecorder(hooks, schedule, clock);
        this.webhookClient = webhookClient;
        this.clock = clock;
        this.thread = DaemonThreads.scheduler("antin-hooks");
    }

    /** Also looks at intervals, for deliveries that become due by time. */
    void start(Duration sweep) {
        long pause = LOOK_AGAIN.toMillis();
        var unusedLook = thread.scheduleWithFixedDelay(
                () -> {
                    if (!idle) {
                        look();
                    }
                },
                0,
                pause,
                TimeUnit.MILLISECONDS);
        var unusedSweep = thread.scheduleWithFixedDelay(
                () -> safely("sweep", outcomes::forget), sweep.toMillis(), sweep.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Notifies of an event. Returns at once. */
    void happened() {
        if (!idle) {
            soon(DEBOUNCE);
        }
    }

    /** Notifies of a new or changed webhook. Returns at once. */
    void changed() {
        idle = false;
        soon(Duration.ZERO);
    }

    private void soon(Duration wait) {
        if (!told.compareAndSet(false, true)) {
            return;
        }
        try {
            var unused = thread.schedule(this::look, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Closed in the meantime: due deliveries are found at the next start.
        }
    }

    private void look() {
        told.set(false);
        safely("look", () -> {
            List<Webhook> all = ledger.read(hooks.webhooks()::on);
            idle = all.isEmpty();
            if (taking.take(all)) {
                soon(Duration.ZERO);
            }
            all.forEach(webhook -> safely("webhook " + webhook.id(), () -> send(webhook)));
        });
    }

    /** After any failure the step runs again in a second. */
    private static void safely(String what, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.warn("webhooks: {} not done now, but later: {}", what, e.toString());
        }
    }

    private void send(Webhook webhook) {
        Instant now = clock.instant();
        Instant hold = webhook.hold();
        Set<Long> busy = underWay.computeIfAbsent(webhook.id(), id -> new HashSet<>());
        int room = (webhook.failing() == null ? AT_ONCE : 1) - busy.size();
        if (room <= 0 || (hold != null && now.isBefore(hold))) {
            return;
        }
        List<Delivery> due =
                new ArrayList<>(ledger.read(tx -> hooks.deliveries().due(tx, webhook.id(), now, room + busy.size())));
        due.removeIf(delivery -> busy.contains(delivery.event()));
        due.stream().limit(room).forEach(delivery -> attempt(webhook, delivery));
    }

    private void attempt(Webhook webhook, Delivery delivery) {
        Set<Long> busy = underWay.computeIfAbsent(webhook.id(), id -> new HashSet<>());
        Instant at = clock.instant();
        long begin = System.nanoTime();
        CompletableFuture<AttemptResult> answered = posted(webhook, delivery, at);
        busy.add(delivery.event());
        var unused = answered.thenAccept(answer -> {
            long millis = (System.nanoTime() - begin) / 1_000_000;
            run(() -> {
                busy.remove(delivery.event());
                safely("outcome", () -> outcomes.note(webhook, delivery, answer, at, millis));
                soon(Duration.ZERO);
            });
        });
    }

    private CompletableFuture<AttemptResult> posted(Webhook webhook, Delivery delivery, Instant at) {
        Feed.FeedEntry entry = hooks.feed().entry(delivery.event()).orElseThrow();
        WebhookMessage letter = WebhookMessage.of(hooks.feed().node(), entry, hooks.telling());
        try {
            List<SigningKey> keys = hooks.keys(webhook.id(), at);
            return webhookClient
                    .get()
                    .post(
                            webhook.id(),
                            URI.create(webhook.url()),
                            hooks.headers(letter, keys, at),
                            EventRenderer.MEDIA_TYPE,
                            letter.body());
        } catch (Refused e) {
            log.warn("webhook {} cannot sign: {}", webhook.id(), e.toString());
            return CompletableFuture.completedFuture(AttemptResult.none(FailureReason.SECRET));
        }
    }

    private void run(Runnable step) {
        try {
            thread.execute(step);
        } catch (RejectedExecutionException e) {
            // Closed in the meantime: the message is sent again after the start, under the same id.
        }
    }

    /** Aborts running attempts; they are repeated after the next start. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(500, TimeUnit.MILLISECONDS)) {
                log.warn("a look for webhooks is cut off");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
