package vn.antin.ledger;

import java.util.Optional;
import vn.antin.ledger.db.Tx;

/**
 * At a node that changed hubs: the sizes of its log between which checkpoints must still be sent again.
 *
 * @param from the size up to which they have left
 * @param to the size at the change
 */
public record LogHistory(long from, long to) {

    private static final String NAME = "log.history";

    /** Notes what is left; nothing when that is nothing. */
    public static void begin(Tx tx, long from, long to) {
        LedgerSettings.remove(tx, NAME);
        if (from < to) {
            LedgerSettings.put(tx, NAME, from + " " + to);
        }
    }

    public static Optional<LogHistory> of(Tx tx) {
        return LedgerSettings.get(tx, NAME).map(text -> {
            String[] sizes = text.split(" ", 2);
            return new LogHistory(Long.parseLong(sizes[0]), Long.parseLong(sizes[1]));
        });
    }
}
