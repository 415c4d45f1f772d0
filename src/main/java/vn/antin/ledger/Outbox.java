package vn.antin.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Urgency;
import vn.antin.ledger.db.Columns;
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

    /**
     * The position of an envelope that has not left.
     *
     * @param before messages with a higher priority
     * @param attempts failed attempts and a running one
     * @param next earliest next attempt
     */
    public record OutboxPosition(long before, int attempts, Instant next) {}

    private final Clock clock;

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
        tx.update(
                """
                insert into outbox (kind, lane, node, document, number, body, dup, state, due, attempts)
                values (?, ?, ?, ?, ?, ?, ?, 'WAITING', ?, 0)
                """,
                kind,
                lane,
                node == null ? null : node.value(),
                document == null ? null : document.value(),
                number,
                body,
                dup,
                clock.instant());
        tx.wake(lane.urgent() ? Signal.OUTBOX_URGENT : Signal.OUTBOX);
    }

    /**
     * Claims due rows of one queue for a time; the claim of a process that dies ends by itself. Documents to a paused
     * node stay.
     */
    public List<OutboxRow> claim(Tx tx, boolean urgent, int atMost, Duration time) {
        Instant now = clock.instant();
        List<OutboxRow> due = tx.query(
                """
                select id, kind, lane, node, document, number, body, dup, attempts from outbox
                where lane between ? and ? and due <= ? and state <> 'HELD' and (kind = 'RECEIPTS' or not exists
                    (select 1 from paused where target = coalesce(outbox.node, '*')))
                order by lane desc, id limit ?
                """, Outbox::row, urgent ? Lane.PROOFS : Lane.NORMAL, urgent ? Lane.URGENT : Lane.NORMAL, now, atMost);
        List<OutboxRow> claimed = new ArrayList<>();
        for (OutboxRow row : due) {
            int changed = tx.update(
                    "update outbox set state = 'SENDING', due = ?, attempts = attempts + 1 where id = ? and due <= ?"
                            + " and state <> 'HELD'",
                    now.plus(time),
                    row.id(),
                    now);
            if (changed == 1) {
                claimed.add(row);
            }
        }
        return claimed;
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

    /** Deletes a row after the broker has confirmed the message. */
    public boolean done(Tx tx, long id) {
        return tx.update("delete from outbox where id = ?", id) == 1;
    }

    /** Delays a row after a failed attempt. */
    public void later(Tx tx, long id, Duration pause) {
        tx.update(
                "update outbox set state = 'WAITING', due = ? where id = ?",
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
    public int hold(Tx tx, EnvelopeId document) {
        return tx.update("update outbox set state = 'HELD' where document = ? and state = 'WAITING'", document.value());
    }

    /** Resumes what is held back; returns the number of rows. */
    public int resume(Tx tx, EnvelopeId document) {
        wakeAll(tx);
        return tx.update(
                "update outbox set state = 'WAITING', due = ? where document = ? and state = 'HELD'",
                clock.instant(),
                document.value());
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
