package vn.antin.door.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.ledger.Deliveries;
import vn.antin.ledger.Deliveries.Delivery;
import vn.antin.ledger.Deliveries.DeliveryAttempt;
import vn.antin.ledger.Webhooks;
import vn.antin.ledger.Webhooks.Webhook;
import vn.antin.ledger.db.Tx;

/**
 * Records the results of attempts and decides what follows: another attempt, the end of the delivery, or the end of the
 * webhook.
 */
final class AttemptRecorder {

    /** A webhook whose attempts have all failed for this long is switched off. */
    static final Duration GIVE_UP_AFTER = Duration.ofDays(5);

    /** Deliveries of one webhook that are kept. */
    private static final int MOST_ROWS = 100_000;

    private final WebhookContext hooks;
    private final RetrySchedule schedule;
    private final Clock clock;

    AttemptRecorder(WebhookContext hooks, RetrySchedule schedule, Clock clock) {
        this.hooks = hooks;
        this.schedule = schedule;
        this.clock = clock;
    }

    /** Records a result without a sync: after a power cut the message is sent again under the same id. */
    void note(Webhook webhook, Delivery delivery, AttemptResult answer, Instant at, long millis) {
        Instant now = clock.instant();
        FailureReason setback = answer.setback();
        @Nullable Instant asked = answer.busy() ? RetryAfter.read(answer.retryAfter(), now) : null;
        int tries = delivery.tries() + 1;
        Optional<Instant> next =
                setback == null || setback == FailureReason.GONE ? Optional.empty() : schedule.next(tries, now, asked);
        Deliveries.DeliveryState state = setback == null
                ? Deliveries.DeliveryState.DELIVERED
                : next.isPresent() ? Deliveries.DeliveryState.WAITING : Deliveries.DeliveryState.FAILED;
        Delivery after = new Delivery(
                delivery.webhook(),
                delivery.event(),
                delivery.what(),
                state,
                tries,
                next.orElse(now),
                delivery.since());
        DeliveryAttempt attempt = new DeliveryAttempt(
                delivery.event(), 0, at, millis, answer.status(), setback == null ? null : setback.name());
        hooks.repositories().ledger().storeRelaxed("webhook.attempt", tx -> {
            if (hooks.deliveries().attempted(tx, after, attempt)) {
                evaluate(tx, webhook, setback, at, asked);
            }
        });
    }

    private void evaluate(
            Tx tx, Webhook webhook, @Nullable FailureReason setback, Instant at, @Nullable Instant asked) {
        if (setback == null) {
            hooks.webhooks().recordSuccess(tx, webhook.id());
            return;
        }
        hooks.webhooks().recordFailure(tx, webhook.id(), at, asked);
        Webhook now = hooks.webhooks().find(tx, webhook.id()).orElseThrow();
        if (now.state() != Webhooks.WebhookState.ON) {
            return;
        }
        if (setback == FailureReason.GONE) {
            end(tx, now, Webhooks.WebhookState.GONE, Fault.WEBHOOK_GONE, setback);
        } else if (lost(now)) {
            end(tx, now, Webhooks.WebhookState.FAILING, Fault.WEBHOOK_FAILING, setback);
        }
    }

    private boolean lost(Webhook webhook) {
        Instant failing = webhook.failing();
        return failing != null && !clock.instant().isBefore(failing.plus(GIVE_UP_AFTER));
    }

    private void end(Tx tx, Webhook webhook, Webhooks.WebhookState state, Fault fault, FailureReason setback) {
        hooks.webhooks().state(tx, webhook.id(), state);
        hooks.repositories()
                .timeline()
                .alarm(tx, fault, subject(webhook.id()), webhook.agency() + " " + webhook.url() + " " + setback);
    }

    static String subject(UUID webhook) {
        return "webhook " + webhook;
    }

    /** Forgets deliveries that are past their retention. */
    void forget() {
        Instant before = clock.instant().minus(hooks.settings().keep());
        List<Webhook> all = hooks.repositories().ledger().read(hooks.webhooks()::all);
        for (Webhook webhook : all) {
            hooks.repositories()
                    .ledger()
                    .storeRelaxed(
                            "webhook.forget", tx -> hooks.deliveries().forget(tx, webhook.id(), before, MOST_ROWS));
        }
    }
}
