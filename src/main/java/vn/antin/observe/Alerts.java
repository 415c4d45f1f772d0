package vn.antin.observe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.door.Errors;
import vn.antin.ledger.AlertStore;
import vn.antin.ledger.AlertStore.Alert;
import vn.antin.ledger.AlertStore.PendingMessage;
import vn.antin.ledger.AlertStore.Silence;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;
import vn.antin.thread.DaemonThreads;

/**
 * Runs the health checks and notifies people: when a problem has lasted for a while, when it becomes worse, and when it
 * is over; alerts within a short time share a message. The state is durable; unsent messages wait in a bounded queue
 * and are sent on threads of their own, so that no mail server delays anything else.
 */
public final class Alerts implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Alerts.class);
    private static final Duration KEPT = Duration.ofDays(90);
    private static final Duration GIVEN_UP = Duration.ofDays(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final int AT_ONCE = 20;
    private static final long DELIVERED_EVERY_MILLIS = 1_000;

    private final AlertSettings settings;
    private final HealthMonitor observatory;
    private final Ledger ledger;
    private final Errors errors;
    private final Clock clock;
    private final AlertStore book = new AlertStore();
    private final List<AlertChannel> ways;
    private final ScheduledExecutorService threads;
    private Instant posted = Instant.MIN;
    private volatile Runnable beside = () -> {};

    Alerts(
            AlertSettings settings,
            HealthMonitor observatory,
            Ledger ledger,
            List<AlertChannel> ways,
            Errors errors,
            Clock clock) {
        this.settings = settings;
        this.observatory = observatory;
        this.ledger = ledger;
        this.ways = List.copyOf(ways);
        this.errors = errors;
        this.clock = clock;
        this.threads = Executors.newScheduledThreadPool(2, DaemonThreads.named("antin-alerts"));
    }

    Alerts start() {
        long every = settings.every().toMillis();
        var unused = threads.scheduleWithFixedDelay(
                () -> {
                    quietly(this::look);
                    quietly(() -> beside.run());
                },
                every,
                every,
                TimeUnit.MILLISECONDS);
        if (!ways.isEmpty()) {
            unused = threads.scheduleWithFixedDelay(
                    () -> quietly(this::deliver), every, DELIVERED_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
        return this;
    }

    /** Runs this after each check, on the same thread, with the same reading. */
    public Alerts beside(Runnable also) {
        beside = also;
        return this;
    }

    /** Runs a step; a failure is logged, and the next step follows. */
    private void quietly(Runnable turn) {
        try {
            turn.run();
        } catch (RuntimeException e) {
            log.warn("alerts: {}", e.toString());
        }
    }

    /** Runs one check: records what is new, worse or over, and the message about it. */
    void look() {
        List<HealthCheck> wrong =
                observatory.checks().stream().filter(check -> !check.good()).toList();
        HealthReading.Self self = observatory.now().self();
        // In the precision of the ledger, because it is compared with stored times.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        boolean may = !now.isBefore(posted.plus(settings.group()));
        boolean sent = ledger.relaxed("alert.look", tx -> {
            note(tx, wrong, now);
            return may && tell(tx, self, now);
        });
        posted = sent ? now : posted;
    }

    private void note(Tx tx, List<HealthCheck> wrong, Instant now) {
        Map<String, Alert> known = new HashMap<>();
        book.open(tx).forEach(alert -> known.put(alert.rule() + " " + alert.subject(), alert));
        for (HealthCheck check : wrong) {
            String code = check.fault() == null ? "" : check.fault().code();
            Alert alert = known.get(check.rule() + " " + check.subject());
            String level = check.level().name();
            if (alert == null) {
                book.begin(tx, check.rule().name(), check.subject(), level, code, check.said(), now);
            } else {
                boolean worse = level.equals(HealthCheck.CheckLevel.CRITICAL.name())
                        && !alert.level().equals(level);
                book.seen(tx, alert, level, code, check.said(), now, worse);
            }
        }
        book.forget(tx, now.minus(KEPT));
    }

    /**
     * Writes the message; whether there was one. The end of an alert that was never notified is not notified either.
     */
    private boolean tell(Tx tx, HealthReading.Self self, Instant now) {
        List<Silence> silences = book.silences(tx, now);
        List<Alert> wrong = new ArrayList<>();
        List<Alert> over = new ArrayList<>();
        for (Alert alert : book.open(tx)) {
            boolean silent = silences.stream().anyMatch(each -> each.covers(alert));
            boolean gone = !now.isBefore(alert.seen().plus(settings.hold()))
                    && alert.seen().isBefore(now);
            Instant told = alert.told();
            if (gone) {
                book.end(tx, alert, now);
                if (told != null && !silent) {
                    over.add(alert);
                }
            } else if (!silent && due(alert, told, now)) {
                book.told(tx, alert, now);
                wrong.add(alert);
            }
        }
        if (wrong.isEmpty() && over.isEmpty()) {
            return false;
        }
        String body = AlertMessage.of(self, now, wrong, over, errors).json();
        ways.forEach(way -> book.post(tx, way.name(), body, now));
        return true;
    }

    private boolean due(Alert alert, @org.jspecify.annotations.Nullable Instant told, Instant now) {
        boolean lasts = !now.isBefore(alert.since().plus(settings.hold()))
                && alert.seen().equals(now);
        return lasts && (told == null || !now.isBefore(told.plus(settings.repeat())));
    }

    /** Sends the messages that are due. */
    void deliver() {
        Instant now = clock.instant();
        for (PendingMessage letter : ledger.read(tx -> book.due(tx, now, AT_ONCE))) {
            ways.stream()
                    .filter(way -> way.name().equals(letter.channel()))
                    .findFirst()
                    .ifPresentOrElse(
                            way -> deliver(way, letter),
                            () -> ledger.storeRelaxed("alert.dropped", tx -> book.done(tx, letter)));
        }
    }

    private void deliver(AlertChannel way, PendingMessage letter) {
        Instant now = clock.instant();
        try {
            way.send(letter.number(), AlertMessage.read(letter.body()));
            ledger.storeRelaxed("alert.sent", tx -> book.done(tx, letter));
        } catch (Exception e) {
            boolean over = now.isAfter(letter.since().plus(GIVEN_UP));
            if (letter.attempts() == 0 || over) {
                log.warn("an alert by {} did not go out{}: {}", way.name(), over ? ", given up" : "", e.toString());
            }
            Duration pause = Duration.ofSeconds(5L << Math.min(letter.attempts(), 7));
            ledger.storeRelaxed("alert.later", tx -> {
                if (over) {
                    book.done(tx, letter);
                } else {
                    book.later(tx, letter, now, pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
                }
            });
        }
    }

    /** Sends a test message over every channel; returns their number. */
    public int test(String who) {
        String body = AlertMessage.test(observatory.now().self(), clock.instant(), who)
                .json();
        ledger.storeRelaxed("alert.test", tx -> ways.forEach(way -> book.post(tx, way.name(), body, clock.instant())));
        return ways.size();
    }

    /** The names of the channels. */
    public List<String> ways() {
        return ways.stream().map(AlertChannel::name).toList();
    }

    public AlertStore book() {
        return book;
    }

    public AlertSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        ways.forEach(AlertChannel::close);
    }

    /** Opens the configured channels and starts the checks. */
    public static Alerts start(
            AlertSettings settings,
            HealthMonitor observatory,
            Ledger ledger,
            java.util.function.Supplier<vn.antin.door.webhook.AlertPoster> announcer,
            Errors errors,
            Clock clock) {
        List<AlertChannel> ways = new ArrayList<>();
        if (settings.mail() != null) {
            ways.add(new MailChannel(settings.mail(), settings.language()));
        }
        if (settings.webhook() != null) {
            ways.add(new WebhookChannel(settings.webhook(), announcer.get()));
        }
        if (settings.syslog() != null) {
            ways.add(new SyslogChannel(settings.syslog(), settings.language()));
        }
        return new Alerts(settings, observatory, ledger, ways, errors, clock).start();
    }
}
