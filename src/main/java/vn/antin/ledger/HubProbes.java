package vn.antin.ledger;

import java.time.Instant;
import vn.antin.ledger.db.Tx;

/** When the hub's own probe came back: written to show that the ledger can be written. */
public final class HubProbes {

    private static final int ONLY = 1;

    private HubProbes() {}

    /** The probe has come back. */
    public static void cameBack(Tx tx, Instant at) {
        if (tx.update("update hub_probe set at = ? where id = ?", at, ONLY) == 0) {
            tx.update("insert into hub_probe (id, at) values (?, ?)", ONLY, at);
        }
    }
}
