package vn.antin.door.webhook;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Deliveries;
import vn.antin.ledger.Deliveries.Delivery;
import vn.antin.ledger.Deliveries.DeliveryAttempt;
import vn.antin.ledger.Webhooks.Webhook;
import vn.antin.ledger.db.Ledger;

/** Lists deliveries and repeats them. */
public final class DeliveryService {

    private final WebhookService webhooks;
    private final WebhookContext hooks;
    private final Ledger ledger;
    private final WebhookDispatcher webhookDispatcher;
    private final Clock clock;

    /** A delivery, the id of its message, and its attempts in order. */
    public record AttemptedDelivery(Delivery delivery, String id, List<DeliveryAttempt> attempts) {}

    DeliveryService(WebhookService webhooks, WebhookContext hooks, WebhookDispatcher webhookDispatcher, Clock clock) {
        this.webhooks = webhooks;
        this.hooks = hooks;
        this.ledger = hooks.repositories().ledger();
        this.webhookDispatcher = webhookDispatcher;
        this.clock = clock;
    }

    /** Newest first, of events before that number. */
    public List<AttemptedDelivery> page(
            UUID id, Set<AgencyCode> agencies, Deliveries.@Nullable DeliveryState state, long before, int limit) {
        Webhook webhook = webhooks.find(id, agencies);
        return followed(webhook, ledger.read(tx -> hooks.deliveries().page(tx, webhook.id(), state, before, limit)));
    }

    public AttemptedDelivery find(UUID id, Set<AgencyCode> agencies, long event) {
        Webhook webhook = webhooks.find(id, agencies);
        return followed(
                        webhook,
                        ledger.read(tx -> hooks.deliveries().find(tx, webhook.id(), event)).stream()
                                .toList())
                .stream()
                .findFirst()
                .orElseThrow(() -> notFound(event));
    }

    private List<AttemptedDelivery> followed(Webhook webhook, List<Delivery> found) {
        List<Long> events = found.stream().map(Delivery::event).toList();
        Map<Long, List<DeliveryAttempt>> attempts =
                ledger.read(tx -> hooks.deliveries().attempts(tx, webhook.id(), events)).stream()
                        .collect(Collectors.groupingBy(DeliveryAttempt::event));
        return found.stream()
                .map(delivery -> new AttemptedDelivery(
                        delivery,
                        hooks.feed()
                                .entry(delivery.event())
                                .map(entry -> WebhookMessage.name(hooks.feed().node(), entry))
                                .orElseThrow(() -> notFound(delivery.event())),
                        attempts.getOrDefault(delivery.event(), List.of())))
                .toList();
    }

    private static Refused notFound(long event) {
        return new Refused(Fault.WEBHOOK_DELIVERY_NOT_FOUND, Long.toString(event));
    }

    /** Sends a delivery again, whatever its result. */
    public AttemptedDelivery again(UUID id, Set<AgencyCode> agencies, long event) {
        Webhook webhook = webhooks.find(id, agencies);
        ledger.store("webhook.again", tx -> {
            if (!hooks.deliveries().again(tx, webhook.id(), event, clock.instant())) {
                throw notFound(event);
            }
        });
        webhookDispatcher.changed();
        return find(id, agencies, event);
    }

    /** Sends all failed deliveries since then again; returns how many. */
    public int recover(UUID id, Set<AgencyCode> agencies, Instant since) {
        Webhook webhook = webhooks.find(id, agencies);
        long before = hooks.feed().before(since);
        int count = ledger.commit(
                "webhook.recover", tx -> hooks.deliveries().recover(tx, webhook.id(), before, clock.instant()));
        webhookDispatcher.changed();
        return count;
    }

    /**
     * Moves the cursor back: events since then without a delivery get one. A delivered event stays as it is, and one
     * whose delivery is no longer recorded is not sent again.
     *
     * @return the number in the feed after which the webhook resumes
     */
    public long replayMissing(UUID id, Set<AgencyCode> agencies, Instant since) {
        Webhook webhook = webhooks.find(id, agencies);
        long before = hooks.feed().before(since);
        long after = ledger.commit("webhook.replay", tx -> {
            Webhook now = hooks.webhooks().find(tx, webhook.id()).orElse(webhook);
            long back = Math.min(now.taken(), Math.max(before, now.forgotten()));
            hooks.webhooks().rewind(tx, webhook.id(), back);
            return back;
        });
        webhookDispatcher.changed();
        return after;
    }
}
