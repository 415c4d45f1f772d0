package vn.antin.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import vn.antin.ledger.db.Signal;
import vn.antin.ledger.db.Tx;

/**
 * To whom no documents go until somebody says otherwise. The rows are the truth: the outbox does not hand out what
 * stands behind one, whatever died or was started since. Receipts go on, they are what others wait for.
 */
public final class Pauses {

    /** At a node: everything to the hub. */
    public static final String ALL = "*";

    private final Clock clock;

    /** One pause, and who wanted it why. */
    public record PausedNode(String target, Instant since, String who, String reason) {}

    public Pauses(Clock clock) {
        this.clock = clock;
    }

    /** False when it is paused already. */
    public boolean pause(Tx tx, String target, String who, String reason) {
        return tx.update(
                        "insert into paused (target, since, who, reason) values (?, ?, ?, ?) on conflict do nothing",
                        target,
                        clock.instant(),
                        who,
                        reason.length() <= 500 ? reason : reason.substring(0, 500))
                == 1;
    }

    /** False when it is not paused. What waited goes on at once. */
    public boolean resume(Tx tx, String target) {
        tx.wake(Signal.OUTBOX);
        tx.wake(Signal.OUTBOX_URGENT);
        return tx.update("delete from paused where target = ?", target) == 1;
    }

    public static List<PausedNode> all(Tx tx) {
        return tx.query(
                "select * from paused order by target",
                row -> new PausedNode(row.text("target"), row.instant("since"), row.text("who"), row.text("reason")));
    }
}
