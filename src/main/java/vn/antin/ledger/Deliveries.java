package vn.antin.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Condition;
import vn.antin.ledger.db.Tx;

/** What became of each event that a webhook is to be told of: one row for the pair, so nothing is told under two names. */
public final class Deliveries {

    /** Attempts of one delivery that are kept: all of the schedule, and as many again for those asked for by hand. */
    private static final int MOST_ATTEMPTS = 20;

    public enum DeliveryState {
        WAITING,
        DELIVERED,
        FAILED
    }

    /**
     * An event for a webhook.
     *
     * @param event its number in the feed
     * @param what the word in the event
     * @param tries attempts of this round: asked for again, it begins anew
     * @param since when it was taken up, or asked for again
     */
    public record Delivery(
            UUID webhook, long event, String what, DeliveryState state, int tries, Instant due, Instant since) {}

    /**
     * One attempt.
     *
     * @param millis it took
     * @param status of the answer, if there was one
     * @param setback what went wrong, in a word of the adapter's; null when it was taken
     */
    public record DeliveryAttempt(
            long event,
            int number,
            Instant at,
            long millis,
            @Nullable Integer status,
            @Nullable String setback) {}

    private static final String COLUMNS = "select d.*, e.what from delivery d join event e on e.seq = d.event ";

    /** Takes events up; those that were taken up before stay as they are. */
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

    /** What it is time for, the most overdue first. */
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
     * The newest first.
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

    /** The attempts at these, of each in their order. */
    public List<DeliveryAttempt> attempts(Tx tx, UUID webhook, List<Long> events) {
        Condition where = new Condition()
                .and("webhook = ?", webhook)
                .and("event in (" + Condition.places(events.size()) + ")", events.toArray());
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

    /** What an attempt led to. False, and nothing noted, if the delivery is not there any more. */
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
                number - MOST_ATTEMPTS);
        return true;
    }

    /** Once more from the beginning. */
    public boolean again(Tx tx, UUID webhook, long event, Instant now) {
        return 1 == tx.update("""
                        update delivery set state = 'WAITING', tries = 0, due = ?, since = ?
                        where webhook = ? and event = ?
                        """, now, now, webhook, event);
    }

    /** Once more all that was given up, of events after that number; how many. */
    public int recover(Tx tx, UUID webhook, long after, Instant now) {
        return tx.update("""
                update delivery set state = 'WAITING', tries = 0, due = ?, since = ?
                where webhook = ? and state = 'FAILED' and event > ?
                """, now, now, webhook, after);
    }

    /** Lets go of what was taken up before a time, and of the oldest beyond a number of rows. */
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
