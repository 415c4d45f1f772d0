package vn.antin.ledger.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.Slow;
import vn.antin.ledger.db.H2Engine;

/**
 * Stopped after any single write, the ledger has every commit that returned before. H2 alone has not: between a chunk
 * and the pointer to it there may be a much older state, and H2 2.5.252 loses the last commits even at rest, as soon as
 * its file is older than RETENTION_TIME. A new release of H2 must pass this test first.
 */
@Slow
class EveryWriteTest {

    private static final int COMMITS = 45;

    private final Random random = new Random(4);

    @TempDir
    Path folder;

    /** Compacted means after each commit, to the idle target: pages rewritten, chunks moved, the file cut. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void no_write_is_a_bad_moment_to_stop(boolean compacted) throws Exception {
        FilePath.register(new Recorded());
        Recorded.forget();
        WholeFiles.register();
        List<Integer> writesAt = new ArrayList<>();
        int shorter = 0;
        String name =
                WholeFiles.PREFIX + Recorded.PREFIX + folder.resolve("first").resolve("ledger");
        try (Connection connection = open(name);
                Statement statement = connection.createStatement()) {
            WholeFile file = WholeFiles.opened(name + ".mv.db");
            statement.execute("create table numbers (n bigint primary key, text varchar)");
            statement.execute("insert into numbers values (0, '')");
            statement.execute("create table others (n bigint primary key, text varchar)");
            FileCompactor compactor = new FileCompactor(store(connection), 0, (bytes, step) -> step.getAsBoolean());
            for (int n = 0; n <= COMMITS; n++) {
                file.settle(); // as the ledger does after each commit
                writesAt.add(Recorded.writes().size());
                if (n % 5 == 4) {
                    file.forceSettled(); // as the ledger does for many at once
                }
                // one commit, so that the content found identifies it
                connection.setAutoCommit(false);
                statement.execute("update numbers set n = n + 1, text = repeat('x', " + random.nextInt(9_000) + ")");
                statement.execute("insert into others values (" + n + ", repeat('y', " + random.nextInt(9_000) + "))");
                statement.execute("delete from others where n = " + random.nextInt(n + 1));
                connection.commit();
                connection.setAutoCommit(true);
                if (compacted) {
                    long before = store(connection).getFileStore().size();
                    compactor.finish(Duration.ofHours(1));
                    shorter += store(connection).getFileStore().size() < before ? 1 : 0;
                }
            }
            assertThat(shorter > 0)
                    .as("%d times the file became shorter", shorter)
                    .isEqualTo(compacted);
            statement.execute("shutdown");
        }
        stopAfterEach(Recorded.writes(), writesAt);
    }

    private static MVStore store(Connection connection) throws SQLException {
        return ((SessionLocal) connection.unwrap(JdbcConnection.class).getSession())
                .getDatabase()
                .getStore()
                .getMvStore();
    }

    private void stopAfterEach(List<Recorded.Write> writes, List<Integer> writesAt) throws Exception {
        int returned = 0;
        for (int stop = 1; stop <= writes.size(); stop++) {
            apply(writes.get(stop - 1));
            while (returned < writesAt.size() && writesAt.get(returned) <= stop) {
                returned++;
            }
            if (returned > 0) {
                assertThat(found()).as("after write %d", stop).isBetween(returned - 1L, (long) returned);
            }
        }
        assertThat(returned).as("every commit was looked for").isEqualTo(COMMITS + 1);
    }

    private void apply(Recorded.Write write) throws IOException {
        Path name = folder.resolve(write.file());
        try (FileChannel file = FileChannel.open(name, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            write.change().applyTo(file);
        }
    }

    private long found() throws IOException, SQLException {
        Path copy = Files.createDirectories(folder.resolve("copy"));
        for (String name : List.of("ledger.mv.db", "ledger.mv.db.journal")) {
            Files.deleteIfExists(copy.resolve(name));
            if (Files.exists(folder.resolve(name))) {
                Files.copy(folder.resolve(name), copy.resolve(name));
            }
        }
        try (Connection connection = open(WholeFiles.PREFIX + "file:" + copy.resolve("ledger"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select n from numbers")) {
            return rows.next() ? rows.getLong(1) : Long.MIN_VALUE;
        }
    }

    private static Connection open(String name) throws SQLException {
        return DriverManager.getConnection("jdbc:h2:" + name + H2Engine.SETTINGS, "antin", "");
    }
}
