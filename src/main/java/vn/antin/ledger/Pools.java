package vn.antin.ledger;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;

/** Closing a pool while somebody still holds a connection would take Hikari ten seconds. */
final class Pools {

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private Pools() {}

    static void close(HikariDataSource pool) {
        Thread closing = new Thread(pool::close, "ledger-close");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
