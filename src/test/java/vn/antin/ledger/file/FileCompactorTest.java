package vn.antin.ledger.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;
import vn.antin.ledger.db.Tx;

/** The file of a ledger is at most three times its live data, after any commit, and its copies have live data only. */
class FileCompactorTest {

    private static final int DOCUMENTS = 500;
    private static final int BYTES = 18 << 10;

    /** What one commit may add before the next one checks. */
    private static final long ONE_COMMIT = 1 << 20;

    private final Random random = new Random(10);

    @TempDir
    Path folder;

    @Test
    void no_commit_leaves_a_file_of_more_than_three_times_what_it_holds() throws Exception {
        try (Ledger ledger = Ledgers.plain(folder, CrashPoints.NONE)) {
            for (int n = 0; n < DOCUMENTS; n++) {
                document(ledger, n);
                assertThat(ledger.size())
                        .as("after %d documents", n + 1)
                        .isLessThanOrEqualTo(FileCompactor.MOST_TIMES * ledger.held() + ONE_COMMIT);
            }
            assertThat(ledger.held()).isBetween(held(ledger) * 3 / 4, held(ledger) * 3 / 2);
            assertThat(ledger.size()).isLessThan(FileCompactor.MOST_TIMES * held(ledger) + ONE_COMMIT);
            assertThat(Ledgers.count(ledger)).isEqualTo(DOCUMENTS);
        }
    }

    @Test
    void a_copy_is_no_larger_than_what_the_ledger_holds_and_has_every_row() throws Exception {
        try (Ledger ledger = Ledgers.plain(folder, CrashPoints.NONE)) {
            for (int n = 0; n < 100; n++) {
                document(ledger, n);
            }
            Path zip = folder.resolve("copy.zip");
            ledger.copyTo(zip);

            assertThat(Ledger.unpackedSize(zip)).isLessThan(100L * BYTES * 3 / 2 + ONE_COMMIT);
            assertThat(folder.resolve("copy.zip.raw")).doesNotExist();
            assertThat(folder.resolve("copy.zip.compact")).doesNotExist();
            Ledger.unpack(zip, folder.resolve("copy"));
        }
        try (Ledger copy = Ledgers.plain(folder.resolve("copy"), CrashPoints.NONE)) {
            assertThat(Ledgers.count(copy)).isEqualTo(100);
        }
    }

    @Test
    void commits_go_on_while_a_copy_is_made_and_the_file_is_small_again_afterwards() throws Exception {
        try (Ledger ledger = Ledgers.plain(folder, CrashPoints.NONE)) {
            for (int n = 0; n < 100; n++) {
                document(ledger, n);
            }
            Thread copying = new Thread(() -> copy(ledger));
            copying.start();
            int n = 100;
            while (copying.isAlive() && n < 2_000) {
                document(ledger, n++);
            }
            copying.join();
            document(ledger, n);

            assertThat(ledger.size()).isLessThan(FileCompactor.MOST_TIMES * ledger.held() + ONE_COMMIT);
            assertThat(Ledgers.count(ledger)).isEqualTo(n + 1);
        }
    }

    private void copy(Ledger ledger) {
        try {
            ledger.copyTo(folder.resolve("beside.zip"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The writes of a document: its bytes stay, its outbox row comes, changes and goes. */
    private void document(Ledger ledger, long n) {
        long waiting = 1_000_000 + n;
        ledger.commit("accept", tx -> add(tx, n) + add(tx, waiting));
        ledger.relaxed("claim", tx -> tx.update("update numbers set text = text || ? where n = ?", "c", waiting));
        ledger.relaxed("sent", tx -> tx.update("delete from numbers where n = ?", waiting));
        ledger.commit("settle", tx -> tx.update("update numbers set text = text || ? where n = ?", "s", n));
    }

    private int add(Tx tx, long n) {
        byte[] bytes = new byte[BYTES / 2];
        random.nextBytes(bytes);
        return tx.update(
                "insert into numbers values (?, ?)", n, java.util.HexFormat.of().formatHex(bytes));
    }

    private long held(Ledger ledger) throws Exception {
        Path zip = folder.resolve("held.zip");
        ledger.copyTo(zip);
        long held = Ledger.unpackedSize(zip);
        Files.delete(zip);
        return held;
    }
}
