package vn.antin.ledger.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.file.FullDisk;
import vn.antin.ledger.file.RedoLog;
import vn.antin.ledger.file.SteadyFiles;
import vn.antin.ledger.file.WholeFile;
import vn.antin.ledger.file.WholeFiles;

/** What H2's file does not hold yet is run again from the redo log, and gives the same rows. */
class RedoTest {

    private static final long NEVER = Long.MAX_VALUE / 4;

    @TempDir
    Path folder;

    /** A copy of the files is what a kill leaves behind: H2's file as of the last checkpoint, and the log. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void every_table_is_the_same_after_random_transactions_were_run_again(long seed) throws Exception {
        Random random = new Random(seed);
        Path original = folder.resolve("original");
        try (Ledger ledger = on(original, SteadyFiles.PREFIX, NEVER)) {
            for (int kill = 0; kill < 3; kill++) {
                for (int n = 0; n < 60; n++) {
                    transaction(ledger, random);
                }
                Path killed = copy(original, "killed" + kill);
                Map<String, List<String>> rows = rows(ledger);
                assertThat(rows.get("things")).isNotEmpty();
                try (Ledger again = on(killed, SteadyFiles.PREFIX, NEVER)) {
                    assertThat(rows(again)).as("kill %d", kill).isEqualTo(rows);
                    transaction(again, random); // its numbers collide with none that are there
                }
                if (random.nextBoolean()) {
                    ledger.copyTo(folder.resolve("checkpoint" + kill + ".zip")); // makes a checkpoint
                }
            }
        }
    }

    /** Works of a document's life: some are rolled back after they took numbers, some change nothing. */
    private static void transaction(Ledger ledger, Random random) {
        int kind = random.nextInt(8);
        long key = random.nextInt(200);
        Work<Integer> work = tx -> {
            thing(tx, random);
            switch (kind) {
                case 0 -> tx.update("delete from numbers where n < ?", key / 4);
                case 1 ->
                    tx.update("update numbers set text = ? where n > ?", "số " + key + " \uD83D\uDE00\uD800", key);
                case 2 ->
                    tx.updateAll(
                            "insert into numbers values (?, ?) on conflict do nothing",
                            List.of(new Object[] {key, "a"}, new Object[] {key, "b"}, new Object[] {key + 1, "c"}));
                case 3 -> {
                    tx.update("delete from numbers where n = ?", -1L);
                    thing(tx, random);
                }
                case 4 ->
                    tx.update(
                            "insert into numbers select line + 1000, name from things where amount > ? on conflict do nothing",
                            key / 8);
                case 5 -> tx.update("update things set amount = amount + line where line > ?", key);
                default ->
                    tx.updateAll(
                            "update numbers set text = ? where n = ?",
                            List.of(new Object[] {"x", key}, new Object[] {"y", key + 2}));
            }
            if (random.nextInt(4) == 0) {
                throw new IllegalStateException("rolled back");
            }
            return 1;
        };
        try {
            if (random.nextBoolean()) {
                ledger.commit("commit", work);
            } else {
                ledger.relaxed("relaxed", work);
            }
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("rolled back");
        }
    }

    private static void thing(Tx tx, Random random) {
        byte[] bytes = new byte[random.nextInt(2_000)];
        random.nextBytes(bytes);
        tx.numbered(
                "line",
                "insert into things (id, at, digest, body, name, wake, amount, open)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                new UUID(0, random.nextInt(100)),
                Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
                random.nextInt(3) == 0 ? null : Digest.sha256(bytes),
                bytes,
                random.nextBoolean() ? null : "tên",
                Signal.OUTBOX,
                random.nextLong(-50, 50),
                random.nextBoolean());
    }

    @Test
    void the_real_tables_are_the_same_after_a_kill() throws Exception {
        Path original = folder.resolve("original");
        try (Ledger ledger = Ledger.open(
                original,
                CrashPoints.NONE,
                new H2Files(SteadyFiles.PREFIX, 0, RedoLog.SEGMENT, NEVER),
                Ledger.TABLES,
                FreeSpace.below(0))) {
            LedgerSamples samples = new LedgerSamples(folder, ledger);
            for (int n = 0; n < 20; n++) {
                samples.sent("H06.11", "V/v " + n, "H06.12", "H06.13");
                samples.arrived("H06.12", "V/v " + n, "H06.11");
            }
            Path killed = copy(original, "killed");
            try (Ledger again = Ledgers.empty(killed)) {
                assertThat(rows(again)).isEqualTo(rows(ledger));
            }
        }
    }

    @Test
    void a_commit_writes_to_the_log_only() throws Exception {
        try (Ledger ledger = on(folder, SteadyFiles.PREFIX, NEVER)) {
            byte[] before = Files.readAllBytes(folder.resolve("ledger.mv.db"));
            byte[] journal = Files.readAllBytes(folder.resolve("ledger.mv.db.journal"));
            for (long n = 0; n < 50; n++) {
                long number = n;
                ledger.commit("add", tx -> Ledgers.add(tx, number));
            }
            assertThat(Files.readAllBytes(folder.resolve("ledger.mv.db"))).isEqualTo(before);
            assertThat(Files.readAllBytes(folder.resolve("ledger.mv.db.journal")))
                    .isEqualTo(journal);
        }
    }

    @Test
    void a_file_without_its_log_is_the_state_of_its_last_checkpoint() throws Exception {
        Path original = folder.resolve("original");
        try (Ledger ledger = on(original, SteadyFiles.PREFIX, NEVER)) {
            ledger.commit("one", tx -> Ledgers.add(tx, 1));
            ledger.copyTo(folder.resolve("checkpoint.zip"));
            ledger.commit("two", tx -> Ledgers.add(tx, 2));
            Path alone = copy(original, "alone");
            removeLog(alone);
            try (Ledger again = on(alone, SteadyFiles.PREFIX, NEVER)) {
                assertThat(Ledgers.count(again)).isEqualTo(1);
            }
        }
    }

    @Test
    void an_older_file_beside_a_newer_log_is_refused_unless_the_log_reaches_back_to_it() throws Exception {
        Path original = folder.resolve("original");
        try (Ledger ledger = on(original, SteadyFiles.PREFIX, NEVER)) {
            ledger.commit("one", tx -> Ledgers.add(tx, 1));
            Path older = copy(original, "older");
            ledger.copyTo(folder.resolve("checkpoint.zip"));
            ledger.commit("two", tx -> Ledgers.add(tx, 2));
            Path reached = copy(original, "reached");
            putBack(older, reached);
            try (Ledger again = on(reached, SteadyFiles.PREFIX, NEVER)) {
                assertThat(Ledgers.count(again)).isEqualTo(2);
            }
            putBack(older, reached); // after a stop, whose log begins behind it
            refused(reached);
        }
        on(original, SteadyFiles.PREFIX, NEVER).close();
        putBack(folder.resolve("older"), original);
        refused(original);
        Files.delete(original.resolve("ledger.mv.db"));
        refused(original);
        removeLog(original);
        try (Ledger again = on(original, SteadyFiles.PREFIX, NEVER)) {
            assertThat(Ledgers.count(again)).isZero();
        }
    }

    @Test
    void a_file_that_was_changed_without_its_log_is_refused() throws Exception {
        Path killed;
        Path original = folder.resolve("original");
        try (Ledger ledger = on(original, SteadyFiles.PREFIX, NEVER)) {
            ledger.commit("one", tx -> Ledgers.add(tx, 1));
            ledger.copyTo(folder.resolve("checkpoint.zip"));
            ledger.commit("gone", tx -> tx.update("delete from numbers where n = 1"));
            killed = copy(original, "killed");
        }
        try (Connection connection = DriverManager.getConnection(address(killed) + H2Engine.SETTINGS, "antin", "");
                Statement statement = connection.createStatement()) {
            statement.execute("delete from numbers");
        }
        refused(killed);
    }

    @Test
    void a_full_disk_refuses_what_it_has_no_room_for_and_loses_nothing() {
        FullDisk.register();
        String text = "x".repeat(1_000);
        long added = 0;
        try (Ledger ledger = on(folder, FullDisk.PREFIX + SteadyFiles.PREFIX, 256 << 10)) {
            for (int full = 0; full < 3; full++) {
                FullDisk.FREE.set(0);
                long before = added;
                List<TryLater> refused = new ArrayList<>();
                while (refused.isEmpty()) {
                    long number = added;
                    try {
                        ledger.commit("add", tx -> tx.update("insert into numbers values (?, ?)", number, text));
                        added++;
                    } catch (TryLater e) {
                        refused.add(e);
                    }
                }
                assertThat(refused)
                        .as(refused.get(0).getMessage())
                        .extracting(TryLater::fault)
                        .containsExactly(Fault.DISK_FULL);
                assertThat(added - before).as("bounded by the log").isLessThan(1_000);
                FullDisk.FREE.set(Long.MAX_VALUE);
                for (int more = 0; more < 700; more++) {
                    long number = added++;
                    ledger.commit("add", tx -> tx.update("insert into numbers values (?, ?)", number, text));
                }
                assertThat(Ledgers.count(ledger)).isEqualTo(added);
            }
        }
        try (Ledger again = on(folder, SteadyFiles.PREFIX, NEVER)) {
            assertThat(Ledgers.count(again)).isEqualTo(added);
        }
    }

    /** The log grows while H2's file cannot, but not without end. */
    @Test
    void without_room_for_a_checkpoint_the_log_grows_to_its_bound() {
        FullDisk.register();
        FullDisk.limit("ledger.mv.db");
        String text = "x".repeat(1_000);
        try (Ledger ledger = on(folder, FullDisk.PREFIX + SteadyFiles.PREFIX, 256 << 10)) {
            FullDisk.FREE.set(0);
            assertThatThrownBy(() -> {
                        for (long n = 0; n < 3_000; n++) {
                            long number = n;
                            ledger.relaxed("add", tx -> tx.update("insert into numbers values (?, ?)", number, text));
                        }
                    })
                    .asInstanceOf(InstanceOfAssertFactories.type(TryLater.class))
                    .satisfies(later -> assertThat(later.fault()).isEqualTo(Fault.DISK_FULL));
            long added = Ledgers.count(ledger);
            assertThat(added).as("1,536 bytes each").isBetween(340L, 1_500L);
            FullDisk.FREE.set(Long.MAX_VALUE);
            ledger.commit("add", tx -> Ledgers.add(tx, -1));
            assertThat(Ledgers.count(ledger)).isEqualTo(added + 1);
        }
    }

    @Test
    void after_an_append_that_failed_the_ledger_goes_on() {
        FullDisk.register();
        try (Ledger ledger = on(folder, FullDisk.PREFIX + SteadyFiles.PREFIX, NEVER)) {
            ledger.commit("one", tx -> Ledgers.add(tx, 1));
            FullDisk.breakNext();
            assertThatThrownBy(() -> ledger.commit("two", tx -> Ledgers.add(tx, 2)))
                    .asInstanceOf(InstanceOfAssertFactories.type(TryLater.class))
                    .satisfies(later -> assertThat(later.fault()).isEqualTo(Fault.LEDGER_UNAVAILABLE));
            assertThat(Ledgers.count(ledger)).isEqualTo(1);
            ledger.commit("three", tx -> Ledgers.add(tx, 3));
            Path killed = copy(folder, "killed");
            try (Ledger again = on(killed, SteadyFiles.PREFIX, NEVER)) {
                List<Long> kept =
                        again.read(tx -> tx.query("select n from numbers order by n", row -> row.number("n")));
                assertThat(kept).containsExactly(1L, 3L);
            }
        }
    }

    /** What the log has and H2 refused: the next opening decides, so nothing may be written before it. */
    @Test
    void a_commit_that_fails_after_its_append_ends_the_writes_and_stands_after_the_next_opening() throws Exception {
        H2Files files = Ledgers.files(SteadyFiles.PREFIX);
        try (Connection keeper = keeper(folder);
                Connection connection = DriverManager.getConnection(address(folder), "antin", "")) {
            H2Redo redo = H2Redo.open(folder, keeper, file(folder), files);
            RedoRecord record = redo.begin("add");
            connection.setAutoCommit(false);
            Tx tx = Tx.writing("add", connection, new DeferredRows(), record);
            tx.update("insert into numbers values (?)", 1L);
            redo.append("add", connection, record);
            connection.rollback();
            redo.notCommitted();
            redo.end();
            assertThatThrownBy(() -> redo.begin("next"))
                    .isInstanceOf(TryLater.class)
                    .hasMessageContaining("start the process again");
            redo.close();
        }
        try (Connection keeper = keeper(folder)) {
            H2Redo.open(folder, keeper, file(folder), files).close();
            try (Statement statement = keeper.createStatement();
                    ResultSet row = statement.executeQuery("select count(*) from numbers")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getLong(1)).isEqualTo(1);
            }
        }
    }

    private static Connection keeper(Path folder) throws SQLException {
        SteadyFiles.register();
        WholeFiles.register();
        Connection keeper = DriverManager.getConnection(address(folder) + H2Engine.SETTINGS, "antin", "");
        try (Statement statement = keeper.createStatement()) {
            statement.execute("create table if not exists numbers (n bigint primary key)");
        }
        return keeper;
    }

    private static String address(Path folder) {
        return "jdbc:h2:" + WholeFiles.PREFIX + SteadyFiles.PREFIX + folder.resolve("ledger");
    }

    private static WholeFile file(Path folder) {
        String name = WholeFiles.PREFIX + SteadyFiles.PREFIX + folder.resolve("ledger.mv.db");
        return WholeFiles.opened(FilePath.get(name).toRealPath().toString());
    }

    private static Ledger on(Path folder, String files, long soon) {
        return Ledger.open(
                folder,
                CrashPoints.NONE,
                new H2Files(files, 64 << 10, 32 << 10, soon),
                Ledgers.TABLES,
                FreeSpace.below(0));
    }

    private static void refused(Path folder) {
        assertThatThrownBy(() -> on(folder, SteadyFiles.PREFIX, NEVER))
                .asInstanceOf(InstanceOfAssertFactories.type(Refused.class))
                .satisfies(refused -> assertThat(refused.fault()).isEqualTo(Fault.LEDGER_DAMAGED));
    }

    private Path copy(Path from, String name) {
        try {
            Path to = Files.createDirectories(folder.resolve(name));
            for (Path file : files(from)) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
            return to;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void putBack(Path older, Path folder) throws IOException {
        for (String name : List.of("ledger.mv.db", "ledger.mv.db.journal")) {
            Files.copy(older.resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void removeLog(Path folder) throws IOException {
        for (Path file : files(folder)) {
            if (file.getFileName().toString().startsWith("ledger.redo.")) {
                Files.delete(file);
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().matches("ledger\\.(mv|redo).*"))
                    .toList();
        }
    }

    /** Every row of every table, as text; binary values in full. */
    private static Map<String, List<String>> rows(Ledger ledger) {
        return ledger.read(tx -> {
            Map<String, List<String>> rows = new TreeMap<>();
            List<String> tables = tx.query(
                    "select table_name from information_schema.tables where table_schema = 'public'",
                    row -> row.text("table_name"));
            for (String table : tables) {
                List<String> columns = tx.query(
                        "select column_name from information_schema.columns where table_schema = 'public'"
                                + " and table_name = ? order by ordinal_position",
                        row -> row.text("column_name"),
                        table);
                List<String> parts = new ArrayList<>();
                for (String column : columns) {
                    parts.add("coalesce(rawtohex(cast(\"" + column + "\" as varchar)), '-')");
                }
                rows.put(
                        table,
                        table.contains("flyway")
                                ? List.of()
                                : tx.query(
                                        "select concat_ws(',', " + String.join(", ", parts) + ") as line from \""
                                                + table + "\" order by 1",
                                        row -> row.text("line")));
            }
            return rows;
        });
    }
}
