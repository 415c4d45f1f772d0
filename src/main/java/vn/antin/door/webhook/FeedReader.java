package vn.antin.door.webhook;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import vn.antin.ledger.Feed;
import vn.antin.ledger.Webhooks.Webhook;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;

/**
 * Moves each webhook's cursor along the feed and stores its deliveries, in one transaction, before anything is sent.
 * When too many deliveries wait, the cursor stops: the feed keeps the rest.
 */
final class FeedReader {

    /** Most deliveries that wait for one webhook. */
    static final int MOST_WAITING = 10_000;

    private static final int BATCH = 200;

    private final WebhookContext hooks;
    private final Ledger ledger;
    private final Clock clock;
    private final int mostWaiting;

    private record TakenEvents(Webhook webhook, long upTo, List<Long> events) {}

    FeedReader(WebhookContext hooks, Clock clock) {
        this(hooks, clock, MOST_WAITING);
    }

    FeedReader(WebhookContext hooks, Clock clock, int mostWaiting) {
        this.hooks = hooks;
        this.ledger = hooks.repositories().ledger();
        this.clock = clock;
        this.mostWaiting = mostWaiting;
    }

    /** Reads once; whether there is more to read at once. */
    boolean take(List<Webhook> all) {
        List<TakenEvents> taken = new ArrayList<>();
        boolean more = false;
        for (Webhook webhook : all) {
            Set<String> whats = hooks.telling().whats(webhook.types());
            Feed.Slice slice = hooks.feed().after(webhook.taken(), Set.of(webhook.agency()), whats, BATCH);
            if (!slice.entries().isEmpty() && full(webhook)) {
                continue;
            }
            more |= slice.more();
            List<Long> events = slice.entries().stream()
                    .map(entry -> entry.event().number())
                    .toList();
            if (slice.upTo() > webhook.taken()) {
                taken.add(new TakenEvents(webhook, slice.upTo(), events));
            }
        }
        write(taken);
        return more;
    }

    private boolean full(Webhook webhook) {
        return ledger.read(tx -> hooks.deliveries().waiting(tx, webhook.id())) >= mostWaiting;
    }

    /** A cursor that only skipped events of no interest is not synced: after a crash it skips them again. */
    private void write(List<TakenEvents> taken) {
        if (taken.stream().anyMatch(one -> !one.events().isEmpty())) {
            ledger.store("webhook.take", tx -> move(tx, taken));
        } else if (!taken.isEmpty()) {
            ledger.storeRelaxed("webhook.pass", tx -> move(tx, taken));
        }
    }

    private void move(Tx tx, List<TakenEvents> taken) {
        for (TakenEvents one : taken) {
            Webhook webhook = one.webhook();
            // Not if its owner has moved, disabled or removed it since it was read.
            if (hooks.webhooks().advance(tx, webhook.id(), webhook.taken(), one.upTo())) {
                hooks.deliveries().add(tx, webhook.id(), one.events(), clock.instant());
            }
        }
    }
}
