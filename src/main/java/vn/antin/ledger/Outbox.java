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

/** What must leave this node or hub: written in the transaction that promises it, gone once the broker has it. */
public final class Outbox {

    /** What kind of message leaves. */
    public enum MessageKind {
        ENVELOPE,

        /** An envelope that goes ahead of its parts, so that they can be fetched while they still come. */
        ANNOUNCE,

        RECEIPTS
    }

    /** What goes first, and over which of the two queues: the first on the ordinary one, the others on the urgent. */
    public enum Lane {
        NORMAL,

        /** Receipts of ordinary documents: nothing urgent waits behind them. */
        PROOFS,

        /** Urgent documents and their receipts. */
        URGENT;

        public static Lane of(Urgency urgency) {
            return urgency.urgent() ? URGENT : NORMAL;
        }

        /** Whether it takes the urgent queue. */
        public boolean urgent() {
            return this != NORMAL;
        }
    }

    /**
     * One message to send.
     *
     * @param node whose queue it goes to; null for the hub's own
     * @param document the document it carries; null for receipts
     * @param number the recipient's place, 0 when it carries all of them
     * @param dup the same for every repeat, so that the broker drops all but one
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
     * Where an envelope stands that has not left.
     *
     * @param before messages that go first
     * @param attempts that failed, or one that is under way
     * @param next when it is tried, unless what goes first takes longer
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
     * Takes rows of one queue that are due for itself until the time is over: a process that dies leaves them to the
     * next. Documents to somebody who is paused stay.
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

    /** At a start: what a process that died had claimed is due at once, and may have left before. */
    public void release(Tx tx) {
        tx.update("update outbox set due = ? where state = 'SENDING'", clock.instant());
        tx.wake(Signal.OUTBOX);
        tx.wake(Signal.OUTBOX_URGENT);
    }

    /** Whether a message has not left: itself, or when it was put here once more. */
    public boolean waits(Tx tx, String dup) {
        return !tx.query(
                        "select 1 as n from outbox where dup = ? or dup like ? limit 1",
                        row -> row.number("n"),
                        dup,
                        dup + ":%")
                .isEmpty();
    }

    /** The broker has it: nothing is left to do. */
    public boolean done(Tx tx, long id) {
        return tx.update("delete from outbox where id = ?", id) == 1;
    }

    /** It did not leave: due again after a while. */
    public void later(Tx tx, long id, Duration pause) {
        tx.update(
                "update outbox set state = 'WAITING', due = ? where id = ?",
                clock.instant().plus(pause),
                id);
    }

    /** Takes an envelope back that has not been claimed; false when it may have left. */
    public boolean withdraw(Tx tx, EnvelopeId document) {
        return tx.update(
                        "delete from outbox where document = ? and kind = 'ENVELOPE' and state in ('WAITING', 'HELD')",
                        document.value())
                > 0;
    }

    /** Holds a document back that has not been claimed; how many of its rows. */
    public int hold(Tx tx, EnvelopeId document) {
        return tx.update("update outbox set state = 'HELD' where document = ? and state = 'WAITING'", document.value());
    }

    /** Lets what is held go on; how many rows. */
    public int letGo(Tx tx, EnvelopeId document) {
        wakeAll(tx);
        return tx.update(
                "update outbox set state = 'WAITING', due = ? where document = ? and state = 'HELD'",
                clock.instant(),
                document.value());
    }

    /** What waits for another try is due now; how many rows. What is held stays, and what is claimed is under way. */
    public int hurry(Tx tx, @Nullable EnvelopeId document) {
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

    /** Whether a document is held back here. */
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

    /** Nothing once it has left. */
    public Optional<OutboxPosition> place(Tx tx, EnvelopeId document) {
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
