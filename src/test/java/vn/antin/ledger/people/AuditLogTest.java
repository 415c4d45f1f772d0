package vn.antin.ledger.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;
import vn.antin.ledger.people.AuditLog.ChainCheck;

/** The chain of the audit log is checked in pieces, and a full check finds every change. */
class AuditLogTest {

    private static final int ROWS = 2_500;

    @TempDir
    Path folder;

    private final AuditLog audit = new AuditLog(Clock.systemUTC());
    private Ledger ledger;

    @BeforeEach
    void fill() {
        ledger = Ledgers.empty(folder);
        ledger.storeRelaxed("fill", tx -> {
            for (int i = 0; i < ROWS; i++) {
                audit.add(tx, "ai-do", "LOOKED", "trang " + i, "", "");
            }
        });
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private ChainCheck walk(ChainCheck from, long most) {
        return ledger.read(tx -> audit.check(tx, from, most));
    }

    private long shown(long before) {
        return ledger.read(tx -> audit.brokenWithin(tx, before, 100));
    }

    @Test
    void a_walk_goes_on_where_the_last_one_ended() {
        ChainCheck first = walk(ChainCheck.START, 1_000);
        assertThat(first.number()).isEqualTo(1_000);
        assertThat(first.end()).isFalse();
        ChainCheck all = walk(first, 10_000);
        assertThat(all.number()).isEqualTo(ROWS);
        assertThat(all.end()).isTrue();
        assertThat(all.broken()).isZero();
        ledger.store("more", tx -> audit.add(tx, "ai-do", "LOOKED", "nữa", "", ""));
        assertThat(walk(all, 1_000).number()).isEqualTo(ROWS + 1);
    }

    @Test
    void a_changed_row_is_found_behind_the_place_by_who_shows_it_or_walks_all() {
        ChainCheck all = walk(ChainCheck.START, 10_000);
        ledger.store("forge", tx -> tx.update("update audit set subject = 'khác' where seq = 2450"));

        assertThat(walk(all, 1_000).broken()).isZero();
        assertThat(shown(Long.MAX_VALUE)).isEqualTo(2_450);
        assertThat(shown(2_400)).isZero();
        assertThat(walk(ChainCheck.START, 10_000).broken()).isEqualTo(2_450);
    }

    @Test
    void rows_that_were_cut_off_at_the_end_are_missed() {
        ledger.store("cut", tx -> tx.update("delete from audit where seq > 2490"));

        assertThat(walk(ChainCheck.START, 10_000).broken()).isEqualTo(2_491);
    }
}
