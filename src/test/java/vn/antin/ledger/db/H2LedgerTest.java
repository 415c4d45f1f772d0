package vn.antin.ledger.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on H2. */
class H2LedgerTest extends LedgerContentionContract {

    @TempDir
    Path folder;

    @Override
    Ledger open(CrashPoints watch) {
        return Ledgers.plain(folder, watch);
    }

    @Override
    int writers() {
        return 1;
    }

    /** The order of the redo log is that of the commits, which holds for one writer only. */
    @Test
    void runs_one_transaction_at_a_time() throws Exception {
        Ledger ledger = ledger();
        AtomicInteger inside = new AtomicInteger();
        List<Future<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int first = i * 100;
            writers.add(threads.submit(() -> {
                int most = 0;
                for (int n = first; n < first + 50; n++) {
                    long number = n;
                    most = Math.max(most, ledger.commit("add", tx -> {
                        int now = inside.incrementAndGet();
                        Ledgers.add(tx, number);
                        inside.decrementAndGet();
                        return now;
                    }));
                }
                return most;
            }));
        }
        for (Future<Integer> writer : writers) {
            assertThat(writer.get(60, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }
}
