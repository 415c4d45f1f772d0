package vn.antin.ledger;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import vn.antin.ledger.db.Tx;

/**
 * At a node that changed hubs: what must still be sent again.
 *
 * @param serial of the edition that named the other hub
 * @param at the time of the change: later documents went to the other hub at once
 * @param document the last one that was looked at, in the order of their ids
 * @param from the size of the log up to which its checkpoints have left
 * @param to the size of the log at the change
 */
public record HubChange(long serial, Instant at, UUID document, long from, long to) {

    /** No document has been looked at. */
    public static final UUID NO_DOCUMENT = new UUID(0, 0);

    private static final String NAME = "hub.change";

    /** Keeps it in place of an earlier one. */
    public void keep(Tx tx) {
        LedgerSettings.put(
                tx,
                NAME,
                String.join(
                        " ",
                        Long.toString(serial),
                        at.toString(),
                        document.toString(),
                        Long.toString(from),
                        Long.toString(to)));
    }

    /** Forgets it: everything has left. */
    public static void done(Tx tx) {
        LedgerSettings.remove(tx, NAME);
    }

    public static Optional<HubChange> of(Tx tx) {
        return LedgerSettings.get(tx, NAME).map(text -> {
            String[] parts = text.split(" ", 5);
            return new HubChange(
                    Long.parseLong(parts[0]),
                    Instant.parse(parts[1]),
                    UUID.fromString(parts[2]),
                    Long.parseLong(parts[3]),
                    Long.parseLong(parts[4]));
        });
    }
}
