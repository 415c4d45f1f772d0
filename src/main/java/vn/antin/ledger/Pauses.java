package vn.antin.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import vn.antin.ledger.db.Signal;
import vn.antin.ledger.db.Tx;

/**
 * The paused nodes, to which no documents are sent until an operator resumes them. The rows are authoritative: the
 * outbox checks them at each claim, whatever died or was restarted. Receipts are sent anyway, because other nodes wait
 * for them.
 */
public final class Pauses {

    /** The target of a node's own pause: everything to the hub. */
    public static final String ALL = "*";

    private final Clock clock;

    /** A pause, with the operator and the reason. */
    public record PausedNode(String target, Instant since, String who, String reason) {}

    public Pauses(Clock clock) {
        this.clock = clock;
    }

    /** Pauses a target; false when it is paused already. */
    public boolean pause(Tx tx, String target, String who, String reason) {
        return tx.update(
                        "insert into paused (target, since, who, reason) values (?, ?, ?, ?) on conflict do nothing",
                        target,
                        clock.instant(),
                        who,
                        reason.length() <= 500 ? reason : reason.substring(0, 500))
                == 1;
    }

    /** Resumes a target; false when it is not paused. What was waiting is sent at once. */
    public boolean resume(Tx tx, String target) {
        tx.wake(Signal.OUTBOX);
        tx.wake(Signal.OUTBOX_URGENT);
        return tx.update("delete from paused where target = ?", target) == 1;
    }

    public static List<PausedNode> all(Tx tx) {
        return tx.list(PausedNode.class, "select * from paused order by target");
    }
}
