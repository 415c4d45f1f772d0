package vn.antin.trial.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.cli.Rest;

/** The behaviour of the test agencies' software for each document that arrives and each recall. */
final class Behaviours implements AutoCloseable {

    private static final String TYPES = "arrived,status-recall-asked";
    private static final int WAIT_SECONDS = 30;
    private static final long PAUSE_SECONDS = 1;
    private static final String NEW = "NEW";
    private static final Logger log = LoggerFactory.getLogger(Behaviours.class);

    private final Duration slow;
    private final Duration pause;
    private final Consumer<String> badSeal;
    private final Map<TestAgencies, AgencySoftware> all = new EnumMap<>(TestAgencies.class);
    private final ExecutorService work = Executors.newFixedThreadPool(3, Behaviours::daemon);
    private final Thread listening;
    private volatile boolean closed;

    /**
     * Starts with events from now on.
     *
     * @param slow duration of each step of SLOW
     * @param pause before RECALL asks for its document back
     * @param badSeal sends an agency a document whose seal does not verify
     */
    Behaviours(Rest shared, Duration slow, Duration pause, Consumer<String> badSeal) {
        this.slow = slow;
        this.pause = pause;
        this.badSeal = badSeal;
        for (TestAgencies trial : TestAgencies.values()) {
            all.put(trial, new AgencySoftware(shared, trial.code()));
        }
        EventPoller feed = EventPoller.fromNow(shared, TYPES);
        this.listening = daemon(() -> listen(feed));
        listening.start();
    }

    private static Thread daemon(Runnable run) {
        Thread thread = new Thread(run, "antin-trial");
        thread.setDaemon(true);
        return thread;
    }

    AgencySoftware of(TestAgencies trial) {
        return java.util.Objects.requireNonNull(all.get(trial));
    }

    private void listen(EventPoller feed) {
        while (!closed) {
            try {
                feed.next(WAIT_SECONDS).forEach(this::heard);
            } catch (RuntimeException e) {
                if (!closed) {
                    log.warn("the test agencies do not hear: {}", e.toString());
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(PAUSE_SECONDS));
                }
            }
        }
    }

    private void heard(JsonNode event) {
        TestAgencies.of(event.at("/data/agency").asText()).ifPresent(who -> {
            boolean ours = TestAgencies.of(event.at("/data/sender").asText()).isPresent();
            if (who == TestAgencies.SILENT || ours) {
                return;
            }
            if (event.path("type").asText().endsWith("arrived")) {
                after(Duration.ZERO, () -> of(who).inbox().forEach(offer -> arrived(who, offer)));
            } else {
                after(delay(who), () -> recalled(who, event.path("subject").asText()));
            }
        });
    }

    private Duration delay(TestAgencies who) {
        return who == TestAgencies.SLOW ? slow : Duration.ZERO;
    }

    private void after(Duration time, Runnable step) {
        Runnable careful = () -> {
            try {
                step.run();
            } catch (RuntimeException e) {
                log.warn("a test agency stumbled: {}", e.toString());
            }
        };
        CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS, work)
                .execute(careful);
    }

    /** Acknowledges reports and recalls; their content is an event. */
    private void arrived(TestAgencies who, JsonNode offer) {
        after(delay(who), () -> {
            of(who).take(offer);
            if (offer.path("operation").asText().equals(NEW)) {
                String id = offer.path("id").asText();
                after(delay(who), () -> answer(who, id, offer.path("sender").asText()));
            }
        });
    }

    private void answer(TestAgencies who, String id, String sender) {
        AgencySoftware software = of(who);
        if (who == TestAgencies.REJECT) {
            software.report(id, "02", "Không thuộc thẩm quyền (thử) / not for this agency (test)");
            return;
        }
        software.report(id, "03", "");
        switch (who) {
            case RECALL -> sendAndRecall(sender);
            case DUP -> sendTwice(sender);
            case BADSIG -> badSeal.accept(sender);
            default -> log.debug("{} has done its part", who);
        }
    }

    void sendAndRecall(String to) {
        String id = of(TestAgencies.RECALL).send(to, "V/v văn bản thử, sẽ bị thu hồi / to be recalled", Map.of());
        after(pause, () -> of(TestAgencies.RECALL).recall(id, "Gửi nhầm (thử) / sent by mistake (test)"));
    }

    /** Sends two documents with one number and notation; the recipient's node detects the second. */
    void sendTwice(String to) {
        String number = Long.toString(System.currentTimeMillis());
        for (int i = 0; i < 2; i++) {
            of(TestAgencies.DUP)
                    .send(
                            to,
                            "V/v văn bản thử trùng số / one number twice",
                            Map.of("number", number, "notation", "THU-TRUNG"));
        }
    }

    private void recalled(TestAgencies who, String document) {
        if (who == TestAgencies.RECALL || who == TestAgencies.SLOW) {
            of(who).report(document, "15", "");
        } else {
            of(who).report(document, "16", "Đã giải quyết (thử) / dealt with already (test)");
        }
    }

    @Override
    public void close() {
        closed = true;
        listening.interrupt();
        work.shutdownNow();
    }
}
