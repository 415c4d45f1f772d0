package vn.antin.ledger.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.Slow;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Ledgers;
import vn.antin.ledger.db.Tx;

/**
 * Stopped after any single write, to the redo log, to H2's file or to its journal, the ledger has every transaction that
 * was committed before: between the append and the commit in H2, within a checkpoint, and while a segment of the log is
 * made or used again.
 */
@Slow
class EveryLedgerWriteTest {

    private static final int COMMITS = 120;

    private final Random random = new Random(43);

    @TempDir
    Path folder;

    @Test
    void no_write_is_a_bad_moment_to_stop() throws Exception {
        FilePath.register(new Recorded());
        Recorded.forget();
        List<Integer> writesAt = new ArrayList<>();
        try (Ledger ledger = Ledgers.on(folder.resolve("first"), Recorded.PREFIX, CrashPoints.NONE)) {
            ledger.commit("first", tx -> Ledgers.add(tx, 0));
            writesAt.add(Recorded.writes().size());
            for (int n = 1; n <= COMMITS; n++) {
                int number = n;
                ledger.relaxed("next", tx -> next(tx, number));
                writesAt.add(Recorded.writes().size());
                if (n % 40 == 0) {
                    ledger.copyTo(folder.resolve("checkpoint" + n + ".zip"));
                }
            }
        }
        stopAfterEach(Recorded.writes(), writesAt);
    }

    /** One transaction, so that the content found identifies it. */
    private int next(Tx tx, int number) {
        tx.update("update numbers set n = n + 1, text = ? where n = ?", "x".repeat(random.nextInt(3_000)), number - 1L);
        tx.update("delete from things where line % 7 = ?", random.nextInt(7));
        return tx.update(
                "insert into things (id, name) values (?, ?)", new UUID(0, number), "y".repeat(random.nextInt(900)));
    }

    private void stopAfterEach(List<Recorded.Write> writes, List<Integer> writesAt) throws Exception {
        int returned = 0;
        int opened = 0;
        for (int stop = 1; stop <= writes.size(); stop++) {
            apply(writes.get(stop - 1));
            while (returned < writesAt.size() && writesAt.get(returned) <= stop) {
                returned++;
            }
            if (returned > 0 && isNews(writes, stop)) {
                assertThat(found())
                        .as("after write %d of %d", stop, writes.size())
                        .isBetween(returned - 1L, (long) returned);
                opened++;
            }
        }
        assertThat(returned).as("every commit was looked for").isEqualTo(COMMITS + 1);
        assertThat(opened).isGreaterThan(COMMITS);
    }

    /** Of the blocks with which a segment is allocated, the first and the last. */
    private static boolean isNews(List<Recorded.Write> writes, int stop) {
        return stop == writes.size() || !isZero(writes.get(stop - 1)) || !isZero(writes.get(stop));
    }

    private static boolean isZero(Recorded.Write write) {
        ByteBuffer bytes = write.change().bytes();
        return bytes != null && bytes.remaining() == 4096 && bytes.mismatch(ByteBuffer.allocate(4096)) < 0;
    }

    private void apply(Recorded.Write write) throws IOException {
        Path name = folder.resolve(write.file());
        try (FileChannel file = FileChannel.open(name, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            write.change().applyTo(file);
        }
    }

    private long found() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("copy"));
        for (Path old : files(copy)) {
            Files.delete(old);
        }
        for (Path file : files(folder)) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
        try (Ledger ledger = Ledgers.plain(copy, CrashPoints.NONE)) {
            return ledger.read(tx -> tx.number("select n from numbers"));
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().matches("ledger\\.(mv|redo).*"))
                    .toList();
        }
    }
}
