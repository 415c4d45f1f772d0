package vn.antin.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Condition;
import vn.antin.ledger.db.Tx;

/** The deliveries of events to webhooks: one row for each pair, so that an event is never sent under two ids. */
public final class Deliveries {

    /** Attempts kept of one delivery: the whole schedule, and as many again for manual retries. */
    private static final int MAX_ATTEMPTS = 20;

    public enum DeliveryState {
        WAITING,
        DELIVERED,
        FAILED
    }

    /**
     * The delivery of an event to a webhook.
     *
     * @param event its number in the feed
     * @param what the word of the event
     * @param tries attempts of this round; a manual retry begins a new round
     * @param since when the event was queued, or the manual retry requested
     */
    public record Delivery(
            UUID webhook, long event, String what, DeliveryState state, int tries, Instant due, Instant since) {}

    /**
     * An attempt.
     *
     * @param millis its duration
     * @param status HTTP status of the answer, if there was one
     * @param setback the reason of the failure, in the adapter's word; null after a success
     */
    public record DeliveryAttempt(
            long event,
            int number,
            Instant at,
            long millis,
            @Nullable Integer status,
            @Nullable String setback) {}

    private static final String COLUMNS = "select d.*, e.what from delivery d join event e on e.seq = d.event ";

    /** Queues events; those queued before stay as they are. */
    public void add(Tx tx, UUID webhook, List<Long> events, Instant now) {
        if (events.isEmpty()) {
            return;
        }
        tx.updateAll(
                """
                insert into delivery (webhook, event, state, tries, due, since) values (?, ?, 'WAITING', 0, ?, ?)
                on conflict do nothing
                """,
                events.stream()
                        .map(event -> new @Nullable Object[] {webhook, event, now, now})
                        .toList());
    }

    /** The deliveries that are due, the most overdue first. */
    public List<Delivery> due(Tx tx, UUID webhook, Instant now, int atMost) {
        return tx.query(
                COLUMNS + "where d.webhook = ? and d.state = 'WAITING' and d.due <= ? order by d.due, d.event limit ?",
                Deliveries::delivery,
                webhook,
                now,
                atMost);
    }

    public long waiting(Tx tx, UUID webhook) {
        return tx.one(
                        "select count(*) as n from delivery where webhook = ? and state = 'WAITING'",
                        row -> row.number("n"),
                        webhook)
                .orElseThrow();
    }

    public Optional<Delivery> find(Tx tx, UUID webhook, long event) {
        return tx.one(COLUMNS + "where d.webhook = ? and d.event = ?", Deliveries::delivery, webhook, event);
    }

    /**
     * The deliveries of a webhook, newest first.
     *
     * @param before only events with a smaller number
     */
    public List<Delivery> page(Tx tx, UUID webhook, @Nullable DeliveryState state, long before, int limit) {
        Condition where = new Condition()
                .and("d.webhook = ?", webhook)
                .and("d.event < ?", before)
                .andIf(state, "d.state = ?");
        return tx.query(
                COLUMNS + "where " + where.text() + " order by d.event desc limit ?",
                Deliveries::delivery,
                where.values(limit));
    }

    /** The attempts at these events, for each in their order. */
    public List<DeliveryAttempt> attempts(Tx tx, UUID webhook, List<Long> events) {
        Condition where = new Condition().and("webhook = ?", webhook).in("event", events);
        return tx.query(
                "select * from delivery_attempt where " + where.text() + " order by event, number",
                row -> new DeliveryAttempt(
                        row.number("event"),
                        (int) row.number("number"),
                        row.instant("at"),
                        row.number("millis"),
                        row.maybeNumber("status").map(Math::toIntExact).orElse(null),
                        row.maybeText("setback").orElse(null)),
                where.values());
    }

    /** Records an attempt and the state after it. False, without a record, if the delivery no longer exists. */
    public boolean attempted(Tx tx, Delivery after, DeliveryAttempt attempt) {
        int changed = tx.update(
                "update delivery set state = ?, tries = ?, due = ? where webhook = ? and event = ?",
                after.state(),
                after.tries(),
                after.due(),
                after.webhook(),
                after.event());
        if (changed == 0) {
            return false;
        }
        long number = tx.one(
                        "select coalesce(max(number), 0) + 1 as n from delivery_attempt where webhook = ? and event = ?",
                        row -> row.number("n"),
                        after.webhook(),
                        after.event())
                .orElseThrow();
        tx.update(
                """
                insert into delivery_attempt (webhook, event, number, at, millis, status, setback)
                values (?, ?, ?, ?, ?, cast(? as bigint), cast(? as varchar(20)))
                """,
                after.webhook(),
                after.event(),
                number,
                attempt.at(),
                attempt.millis(),
                attempt.status(),
                attempt.setback());
        tx.update(
                "delete from delivery_attempt where webhook = ? and event = ? and number <= ?",
                after.webhook(),
                after.event(),
                number - MAX_ATTEMPTS);
        return true;
    }

    /** Starts a delivery again from the beginning; false if there is none. */
    public boolean again(Tx tx, UUID webhook, long event, Instant now) {
        return 1 == tx.update("""
                        update delivery set state = 'WAITING', tries = 0, due = ?, since = ?
                        where webhook = ? and event = ?
                        """, now, now, webhook, event);
    }

    /** Starts all failed deliveries of later events again; returns their number. */
    public int recover(Tx tx, UUID webhook, long after, Instant now) {
        return tx.update("""
                update delivery set state = 'WAITING', tries = 0, due = ?, since = ?
                where webhook = ? and state = 'FAILED' and event > ?
                """, now, now, webhook, after);
    }

    /** Deletes deliveries that were queued before a time, and the oldest beyond a number of rows. */
    public void forget(Tx tx, UUID webhook, Instant before, int most) {
        long oldest = tx
                .query(
                        "select event from delivery where webhook = ? order by event desc limit 1 offset ?",
                        row -> row.number("event"),
                        webhook,
                        most)
                .stream()
                .findFirst()
                .orElse(0L);
        tx.update("""
                update webhook set forgotten = greatest(forgotten, ?,
                    (select coalesce(max(event), 0) from delivery where webhook = ? and since < ?))
                where id = ?
                """, oldest, webhook, before, webhook);
        tx.update("""
                delete from delivery_attempt a where a.webhook = ? and exists (select 1 from delivery d
                    where d.webhook = a.webhook and d.event = a.event and (d.since < ? or d.event <= ?))
                """, webhook, before, oldest);
        tx.update("delete from delivery where webhook = ? and (since < ? or event <= ?)", webhook, before, oldest);
    }

    private static Delivery delivery(Columns row) {
        return new Delivery(
                row.uuid("webhook"),
                row.number("event"),
                row.text("what"),
                row.one(DeliveryState.class, "state"),
                (int) row.number("tries"),
                row.instant("due"),
                row.instant("since"));
    }
}
