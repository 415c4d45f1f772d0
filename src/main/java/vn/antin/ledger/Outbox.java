package vn.antin.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.InList;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Signal;
import vn.antin.ledger.db.Tx;

/**
 * The transactional outbox: what must leave this node or hub. A row is written in the transaction that promises it and
 * deleted once the broker has the message.
 */
public final class Outbox {

    /** The kind of a message. */
    public enum MessageKind {
        ENVELOPE,

        /** An envelope sent ahead of its parts, so that they can be fetched while they still come. */
        ANNOUNCE,

        RECEIPTS
    }

    /** The priority of a message. The first uses the ordinary queue, the others the urgent one. */
    public enum Lane {
        NORMAL,

        /** Receipts of ordinary documents: they overtake ordinary documents and nothing urgent waits behind them. */
        PROOFS,

        /** Urgent documents and their receipts. */
        URGENT;

        public static Lane of(Urgency urgency) {
            return urgency.urgent() ? URGENT : NORMAL;
        }

        /** Whether it uses the urgent queue. */
        public boolean urgent() {
            return this != NORMAL;
        }
    }

    /**
     * A message to send.
     *
     * @param node the node whose queue gets it; null for the hub's own queue
     * @param document the document in it; null for receipts
     * @param number the recipient's number, 0 for all recipients
     * @param dup duplicate id, the same for every repeat: the broker drops all but one
     */
    public record OutboxRow(
            long id,
            MessageKind kind,
            Lane lane,
            @Nullable NodeId node,
            @Nullable EnvelopeId document,
            int number,
            byte[] body,
            String dup,
            int attempts) {}

    /** A message to add; see {@link OutboxRow}. */
    public record NewMessage(
            MessageKind kind,
            Lane lane,
            @Nullable NodeId node,
            @Nullable EnvelopeId document,
            int number,
            byte[] body,
            String dup) {}

    /**
     * The position of an envelope that has not left.
     *
     * @param before messages with a higher priority
     * @param attempts failed attempts and a running one
     * @param next earliest next attempt
     */
    public record OutboxPosition(long before, int attempts, Instant next) {}

    /** Longer than a transaction takes. */
    private static final Duration HOLD = Duration.ofSeconds(60);

    /** No row waits longer: what ends later was written before the clock was set back. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final Clock clock;

    /** The ends of the claims by row. */
    private final Map<Long, Instant> claims = new HashMap<>();

    /** Rows that a transaction is about to hold back, and until when no claim takes them. */
    private final Map<Long, Instant> holds = new HashMap<>();

    public Outbox(Clock clock) {
        this.clock = clock;
    }

    public void add(
            Tx tx,
            MessageKind kind,
            Lane lane,
            @Nullable NodeId node,
            @Nullable EnvelopeId document,
            int number,
            byte[] body,
            String dup) {
        add(tx, List.of(new NewMessage(kind, lane, node, document, number, body, dup)));
    }

    /** Adds these messages, which leave in their order as far as they use one lane. */
    public void add(Tx tx, List<NewMessage> messages) {
        if (messages.isEmpty()) {
            return;
        }
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (NewMessage message : messages) {
            NodeId node = message.node();
            EnvelopeId document = message.document();
            rows.add(new @Nullable Object[] {
                message.kind(),
                message.lane(),
                node == null ? null : node.value(),
                document == null ? null : document.value(),
                message.number(),
                message.body(),
                message.dup(),
                clock.instant()
            });
            tx.wake(message.lane().urgent() ? Signal.OUTBOX_URGENT : Signal.OUTBOX);
        }
        tx.deferAll("""
                insert into outbox (kind, lane, node, document, number, body, dup, state, due, attempts)
                values (?, ?, ?, ?, ?, ?, ?, 'WAITING', ?, 0)
                """, rows);
    }

    /**
     * Claims due rows of one queue for a time, in memory: they end with the process, whose rows then leave again with
     * the same duplicate ids. Documents to a paused node stay.
     */
    public synchronized List<OutboxRow> claim(Ledger ledger, boolean urgent, int atMost, Duration time) {
        Instant now = clock.instant();
        Instant last = now.plus(LONGEST);
        claims.values().removeIf(end -> !end.isAfter(now) || end.isAfter(last));
        holds.values().removeIf(end -> !end.isAfter(now) || end.isAfter(last));
        int most = atMost + claims.size() + holds.size();
        List<OutboxRow> claimed = ledger.read(tx -> due(tx, urgent, now, most)).stream()
                .filter(row -> !claims.containsKey(row.id()) && !holds.containsKey(row.id()))
                .limit(atMost)
                .toList();
        claimed.forEach(row -> claims.put(row.id(), now.plus(time)));
        return claimed;
    }

    private static List<OutboxRow> due(Tx tx, boolean urgent, Instant now, int atMost) {
        return tx.query(
                """
                select id, kind, lane, node, document, number, body, dup, attempts from outbox
                where lane between ? and ? and (due <= ? or due > ?) and state <> 'HELD' and (kind = 'RECEIPTS' or not exists
                    (select 1 from paused where target = coalesce(outbox.node, '*')))
                order by lane desc, id limit ?
                """,
                Outbox::row,
                urgent ? Lane.PROOFS : Lane.NORMAL,
                urgent ? Lane.URGENT : Lane.NORMAL,
                now,
                now.plus(LONGEST),
                atMost);
    }

    /**
     * Records that the messages of claimed rows may leave from now on, so that they can no longer be withdrawn; returns
     * the rows that are still there.
     *
     * @param time of the claim
     */
    public List<OutboxRow> sending(Tx tx, List<OutboxRow> rows, Duration time) {
        Object[] ids = InList.values(rows, OutboxRow::id);
        List<@Nullable Object> values = new ArrayList<>();
        values.add(clock.instant().plus(time));
        Collections.addAll(values, ids);
        String in = " where state <> 'HELD' and id in (" + InList.places(rows.size()) + ")";
        int there = tx.update(
                "update outbox set state = 'SENDING', due = ?, attempts = attempts + 1" + in, values.toArray());
        if (there == rows.size()) {
            return rows;
        }
        Set<Long> left = new HashSet<>(tx.query("select id from outbox" + in, row -> row.number("id"), ids));
        return rows.stream().filter(row -> left.contains(row.id())).toList();
    }

    /** Documents and announcements to one node, the oldest first. */
    public List<OutboxRow> documentsTo(Tx tx, NodeId node, int atMost) {
        return tx.query(
                "select id, kind, lane, node, document, number, body, dup, attempts from outbox"
                        + " where node = ? and kind <> 'RECEIPTS' order by id limit ?",
                Outbox::row,
                node.value(),
                atMost);
    }

    /** Ends the claims of these rows. */
    public synchronized void unclaim(Collection<OutboxRow> rows) {
        rows.forEach(row -> claims.remove(row.id()));
    }

    /** At a start: releases the claims of a process that died. Their messages may have left before. */
    public void release(Tx tx) {
        tx.update("update outbox set due = ? where state = 'SENDING'", clock.instant());
        tx.wake(Signal.OUTBOX);
        tx.wake(Signal.OUTBOX_URGENT);
    }

    /** Whether this message, or a repeat of it, has not left. */
    public boolean waits(Tx tx, String dup) {
        return !tx.query(
                        "select 1 as n from outbox where dup = ? or dup like ? limit 1",
                        row -> row.number("n"),
                        dup,
                        dup + ":%")
                .isEmpty();
    }

    /** Deletes rows after the broker has confirmed their messages; false when one of them was gone before. */
    public boolean done(Tx tx, List<OutboxRow> rows) {
        return rows.size()
                == tx.update(
                        "delete from outbox where id in (" + InList.places(rows.size()) + ")",
                        InList.values(rows, OutboxRow::id));
    }

    /** Delays a row after a failed attempt. */
    public void later(Tx tx, long id, Duration pause) {
        tx.update(
                "update outbox set attempts = attempts + case when state = 'SENDING' then 0 else 1 end,"
                        + " state = 'WAITING', due = ? where id = ?",
                clock.instant().plus(pause),
                id);
    }

    /** Withdraws an envelope that was never claimed; false when it may have left. */
    public boolean withdraw(Tx tx, EnvelopeId document) {
        return tx.update(
                        "delete from outbox where document = ? and kind = 'ENVELOPE' and state in ('WAITING', 'HELD')",
                        document.value())
                > 0;
    }

    /** Holds back a document that is not claimed; returns the number of its rows. */
    public synchronized int hold(Tx tx, EnvelopeId document) {
        List<Long> rows = ids(tx, document, "WAITING").stream()
                .filter(id -> !claims.containsKey(id))
                .toList();
        if (rows.isEmpty()) {
            return 0;
        }
        // No claim takes them until this transaction is over.
        rows.forEach(id -> holds.put(id, clock.instant().plus(HOLD)));
        return tx.update(
                "update outbox set state = 'HELD' where state = 'WAITING' and id in (" + InList.places(rows.size())
                        + ")",
                InList.values(rows, id -> id));
    }

    /** Resumes what is held back; returns the number of rows. */
    public synchronized int resume(Tx tx, EnvelopeId document) {
        wakeAll(tx);
        ids(tx, document, "HELD").forEach(holds::remove);
        return tx.update(
                "update outbox set state = 'WAITING', due = ? where document = ? and state = 'HELD'",
                clock.instant(),
                document.value());
    }

    private static List<Long> ids(Tx tx, EnvelopeId document, String state) {
        return tx.query(
                "select id from outbox where document = ? and state = ?",
                row -> row.number("id"),
                document.value(),
                state);
    }

    /** Ends the delay before a retry; returns the number of rows. Held and claimed rows stay as they are. */
    public int retryNow(Tx tx, @Nullable EnvelopeId document) {
        wakeAll(tx);
        Instant now = clock.instant();
        return document == null
                ? tx.update("update outbox set due = ? where state = 'WAITING' and due > ?", now, now)
                : tx.update(
                        "update outbox set due = ? where state = 'WAITING' and due > ? and document = ?",
                        now,
                        now,
                        document.value());
    }

    /** Whether a document is held back. */
    public boolean held(Tx tx, EnvelopeId document) {
        return !tx.query(
                        "select 1 as n from outbox where document = ? and state = 'HELD'",
                        row -> row.number("n"),
                        document.value())
                .isEmpty();
    }

    private static void wakeAll(Tx tx) {
        tx.wake(Signal.OUTBOX);
        tx.wake(Signal.OUTBOX_URGENT);
    }

    /** The position of an envelope; empty once it has left. */
    public Optional<OutboxPosition> position(Tx tx, EnvelopeId document) {
        return tx
                .query(
                        "select id, lane, attempts, due from outbox where document = ? order by id limit 1",
                        row -> {
                            long before = tx.one(
                                            "select count(*) as n from outbox where lane > ? or (lane = ? and id < ?)",
                                            count -> count.number("n"),
                                            row.text("lane"),
                                            row.text("lane"),
                                            row.number("id"))
                                    .orElse(0L);
                            return new OutboxPosition(before, (int) row.number("attempts"), row.instant("due"));
                        },
                        document.value())
                .stream()
                .findFirst();
    }

    public long size(Tx tx) {
        return tx.one("select count(*) as n from outbox", row -> row.number("n"))
                .orElse(0L);
    }

    private static OutboxRow row(Columns row) {
        return new OutboxRow(
                row.number("id"),
                MessageKind.valueOf(row.text("kind")),
                Lane.valueOf(row.text("lane")),
                row.maybeText("node").map(NodeId::new).orElse(null),
                row.maybeUuid("document").map(EnvelopeId::new).orElse(null),
                (int) row.number("number"),
                row.maybeBytes("body").orElse(new byte[0]),
                row.text("dup"),
                (int) row.number("attempts"));
    }
}
