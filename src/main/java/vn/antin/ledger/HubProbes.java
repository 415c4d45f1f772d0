package vn.antin.ledger;

import java.time.Instant;
import vn.antin.ledger.db.Tx;

/** The last return of the hub's probe. Storing it shows that the ledger can be written. */
public final class HubProbes {

    private static final int ONLY_ROW = 1;

    private HubProbes() {}

    /** Stores the return of the probe. */
    public static void cameBack(Tx tx, Instant at) {
        if (tx.update("update hub_probe set at = ? where id = ?", at, ONLY_ROW) == 0) {
            tx.update("insert into hub_probe (id, at) values (?, ?)", ONLY_ROW, at);
        }
    }
}
