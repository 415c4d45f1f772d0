package vn.antin.console.pages;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.PageModel;
import vn.antin.console.web.RequestContext;
import vn.antin.directory.Agency;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.AlertStore;
import vn.antin.observe.Alerts;
import vn.antin.observe.HealthCheck;
import vn.antin.observe.HealthReading;

/** Shows present and past alerts, silenced ones, and whether notifications are delivered. */
public final class AlertPages {

    private static final int PAST = 50;
    /**
     * Most alerts of one kind that are listed: just after a start of the hub every node is away, and the page of the
     * lines shows all of them.
     */
    private static final int FRESH = 20;

    private static final long MOST_HOURS = 30L * 24;

    private final PageServices services;
    private final Function<String, Optional<Agency>> peers;
    private final Alerts alerts;
    private final AlertStore book;
    private final Clock clock;

    /**
     * Builds the pages.
     *
     * @param peers the first agency of a node; absent at a node, which watches no other
     */
    public AlertPages(PageServices services, Function<String, Optional<Agency>> peers, Alerts alerts, Clock clock) {
        this.services = services;
        this.peers = peers;
        this.alerts = alerts;
        this.book = alerts.book();
        this.clock = clock;
    }

    /**
     * One alert in words.
     *
     * @param peer agency of the node that it is about; null when it is about none
     * @param tell when people will be notified if it lasts; null when they were, or when only the console shows it
     */
    public record AlertRow(
            AlertStore.Alert alert,
            String text,
            String todo,
            boolean silent,
            @Nullable Agency peer,
            @Nullable Instant tell) {}

    public Console on(Console console) {
        return console.critical(this::critical)
                .at("alerts", (context, rest) -> page(context, context.field("tested")))
                .does("silence", (context, rest) -> silence(context))
                .does("speak", (context, rest) -> speak(context))
                .does("test-alert", (context, rest) -> test(context));
    }

    private long critical() {
        return services.ledger().read(book::open).stream()
                .filter(alert -> alert.level().equals(HealthCheck.CheckLevel.CRITICAL.name()))
                .count();
    }

    private void page(RequestContext context, String tested) throws IOException {
        context.needs(Action.SEE_OPERATIONS);
        PageModel v = context.view();
        Instant now = clock.instant();
        Map<String, Object> model = new HashMap<>();
        List<AlertStore.Silence> silences = services.ledger().read(tx -> book.silences(tx, now));
        model.put("open", shown(now(now), silences, v));
        model.put("past", shown(services.ledger().read(tx -> book.over(tx, PAST)), List.of(), v));
        model.put("silences", silences);
        model.put("ways", alerts.ways());
        model.put("waiting", services.ledger().read(book::waiting));
        model.put("tested", tested.equals("yes"));
        context.page("alerts", model);
    }

    /**
     * The present alerts, also those not stored yet: they are stored at intervals, and a broken line is stored only
     * after the configured delay.
     */
    private List<AlertStore.Alert> now(Instant now) {
        List<AlertStore.Alert> open = services.ledger().read(book::open);
        Set<String> known =
                open.stream().map(alert -> alert.rule() + " " + alert.subject()).collect(Collectors.toSet());
        List<AlertStore.Alert> all = new ArrayList<>(open);
        Set<String> gone = services.observatory().now().peers().stream()
                .filter(peer -> peer.gone() != null)
                .map(HealthReading.Peer::node)
                .collect(Collectors.toSet());
        List<HealthCheck> checks = services.observatory().checks().stream()
                .filter(check -> !known.contains(check.rule() + " " + check.subject()))
                .toList();
        checks.stream()
                .filter(check -> !check.good())
                .map(check -> fresh(check, now))
                .forEach(all::add);
        checks.stream()
                .filter(check ->
                        check.good() && check.rule() == HealthCheck.Rule.PEER && gone.contains(check.subject()))
                .limit(FRESH)
                .map(check -> fresh(check, now))
                .forEach(all::add);
        return all;
    }

    private static AlertStore.Alert fresh(HealthCheck check, Instant now) {
        boolean early = check.good();
        Fault fault = early ? Fault.NODE_SILENT : check.fault();
        Instant since = early ? now.minusMillis((long) (check.value() * 1000)) : now;
        return new AlertStore.Alert(
                0,
                check.rule().name(),
                check.subject(),
                (early ? HealthCheck.CheckLevel.WARNING : check.level()).name(),
                fault == null ? Fault.INSIDE.code() : fault.code(),
                check.said(),
                since,
                now,
                null,
                null);
    }

    /** The earliest time of a notification: after the configured delay of its kind. */
    private @Nullable Instant tell(AlertStore.Alert alert) {
        if (alert.told() != null || alerts.ways().isEmpty()) {
            return null;
        }
        boolean early = alert.number() == 0 && alert.rule().equals(HealthCheck.Rule.PEER.name());
        return alert.since()
                .plus(alerts.settings().hold())
                .plus(early ? alerts.settings().limits().lineDown() : Duration.ZERO);
    }

    private List<AlertRow> shown(List<AlertStore.Alert> all, List<AlertStore.Silence> silences, PageModel v) {
        return all.stream()
                .map(alert -> {
                    Fault fault = Fault.ofCode(alert.code()).orElse(Fault.INSIDE);
                    return new AlertRow(
                            alert,
                            services.errors()
                                    .sentence(fault, alert.said(), v.words().language()),
                            services.errors().of(fault).remedy().in(v.words().language()),
                            silences.stream().anyMatch(each -> each.covers(alert)),
                            alert.rule().equals(HealthCheck.Rule.PEER.name())
                                    ? peers.apply(alert.subject()).orElse(null)
                                    : null,
                            tell(alert));
                })
                .toList();
    }

    private void silence(RequestContext context) {
        context.needs(Action.SILENCE_ALERT);
        String reason = context.reason();
        String rule = context.field("rule");
        String subject = context.field("subject");
        String hours = context.field("hours");
        boolean known = Arrays.stream(HealthCheck.Rule.values())
                .anyMatch(one -> one.name().equals(rule));
        if (!known || !hours.matches("\\d{1,3}") || Long.parseLong(hours) < 1 || Long.parseLong(hours) > MOST_HOURS) {
            throw new Refused(Fault.FIELD_INVALID, "hours", hours);
        }
        Instant now = clock.instant();
        Instant until = now.plus(Duration.ofHours(Long.parseLong(hours)));
        String who = context.who().name();
        services.ledger().store("console.silence", tx -> {
            book.silence(tx, rule, subject, until, who, reason, now);
            services.logAction(tx, context, "SILENCE_ALERT", rule + " " + subject, reason, until.toString());
        });
        context.redirect(Console.HOME + "/alerts");
    }

    private void speak(RequestContext context) {
        context.needs(Action.SILENCE_ALERT);
        long number = context.number("number")
                .orElseThrow(() -> new Refused(Fault.FIELD_INVALID, "number", context.field("number")));
        services.ledger().store("console.speak", tx -> {
            if (book.endSilence(tx, number, clock.instant())) {
                services.logAction(tx, context, "END_SILENCE", Long.toString(number), "", "");
            }
        });
        context.redirect(Console.HOME + "/alerts");
    }

    private void test(RequestContext context) {
        context.needs(Action.SILENCE_ALERT);
        int ways = alerts.test(context.who().name());
        services.ledger()
                .store(
                        "console.test-alert",
                        tx -> services.logAction(
                                tx, context, "TEST_ALERT", String.join(" ", alerts.ways()), "", "" + ways));
        context.redirect(Console.HOME + "/alerts?tested=yes");
    }
}
