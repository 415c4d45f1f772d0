package vn.antin.ledger.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import java.io.BufferedReader;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import vn.antin.fault.TryLater;

/** One process writes to a database of PostgreSQL, whatever stands still and wakes up again. */
class DatabaseLeaseTest {

    @RegisterExtension
    static final PostgresExtension postgres = new PostgresExtension();

    private final String database = postgres.freshDatabase();

    private Ledger open() {
        return postgres.ledger(database, CrashPoints.NONE, Ledgers.TABLES);
    }

    private static List<Long> numbers(Ledger ledger) {
        return ledger.read(tx -> tx.query("select n from numbers order by n", row -> row.number("n")));
    }

    /** Asks the server as its administrator. */
    private String asked(String sql) throws SQLException {
        PostgresServer server = postgres.server(database);
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://%s:%d/%s".formatted(server.host(), server.port(), database),
                        server.user(),
                        "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private String keeper() throws SQLException {
        return asked("select pid from pg_locks where locktype = 'advisory' and granted and database ="
                + " (select oid from pg_database where datname = current_database())");
    }

    @Test
    void a_second_process_is_refused_also_after_the_first_had_to_connect_anew() throws Exception {
        try (Ledger first = open()) {
            first.commit("one", tx -> Ledgers.add(tx, 1));
            assertThatThrownBy(this::open)
                    .isInstanceOf(TryLater.class)
                    .hasMessageContaining("in use by another process");

            String keeper = keeper();
            asked("select pg_terminate_backend(" + keeper + ")");
            assertThatThrownBy(this::open)
                    .isInstanceOf(TryLater.class)
                    .hasMessageContaining("in use by another process");
            await().until(() -> !keeper().isEmpty() && !keeper().equals(keeper));

            assertThatThrownBy(this::open)
                    .isInstanceOf(TryLater.class)
                    .hasMessageContaining("in use by another process");
            first.commit("two", tx -> Ledgers.add(tx, 2));
            assertThat(numbers(first)).containsExactly(1L, 2L);
        }
    }

    @Test
    void whoever_has_lost_the_lease_reads_and_writes_nothing_and_is_told() throws Exception {
        CountDownLatch lost = new CountDownLatch(1);
        try (Ledger first = open()) {
            first.onLost(lost::countDown);
            first.commit("one", tx -> Ledgers.add(tx, 1));
            asked("update ledger_lease set holder = 'antin-other' returning holder");

            await().until(() -> lost.getCount() == 0);
            assertThatThrownBy(() -> first.commit("two", tx -> Ledgers.add(tx, 2)))
                    .isInstanceOf(TryLater.class)
                    .hasMessageContaining("another process has taken over");
            assertThatThrownBy(() -> numbers(first)).isInstanceOf(TryLater.class);
        }
        try (Ledger second = open()) {
            assertThat(numbers(second)).containsExactly(1L);
        }
    }

    @Test
    void a_process_that_stood_still_in_a_transaction_does_not_finish_it_after_another_went_on() throws Exception {
        PostgresServer server = postgres.server(database);
        Process frozen = Children.start(Frozen.class, server.host(), "" + server.port(), database, server.user());
        try (BufferedReader said = frozen.inputReader(UTF_8)) {
            assertThat(said.readLine()).isEqualTo("in a transaction");
            signal(frozen, "STOP");
            try (Ledger second = open()) {
                second.commit("two", tx -> Ledgers.add(tx, 2));
                signal(frozen, "CONT");
                frozen.outputWriter(UTF_8).append('\n').flush();

                assertThat(said.lines().toList())
                        .containsExactly("not committed", "not committed", "lost", "not committed");
                assertThat(numbers(second)).containsExactly(2L);
            }
        } finally {
            frozen.destroyForcibly();
        }
    }

    @Test
    void a_lease_that_a_crash_or_somebody_left_without_its_row_is_made_anew() throws Exception {
        open().close();
        asked("delete from ledger_lease returning holder");

        try (Ledger again = open()) {
            again.commit("one", tx -> Ledgers.add(tx, 1));
            assertThatThrownBy(this::open)
                    .isInstanceOf(TryLater.class)
                    .hasMessageContaining("in use by another process");
        }
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    /** A process that is stopped between its first row and its commit. */
    static final class Frozen {

        private Frozen() {}

        public static void main(String[] args) throws InterruptedException {
            PostgresServer server = new PostgresServer(args[0], Integer.parseInt(args[1]), args[2], args[3], "", null);
            CountDownLatch lost = new CountDownLatch(1);
            Ledger ledger = Ledger.postgres(server, CrashPoints.NONE, Ledgers.TABLES);
            ledger.onLost(lost::countDown);
            commit(ledger, 1, true);
            commit(ledger, 3, false);
            if (lost.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                tell("lost");
            }
            commit(ledger, 4, false);
            Runtime.getRuntime().halt(0);
        }

        private static void commit(Ledger ledger, long number, boolean waits) {
            try {
                ledger.commit("add", tx -> {
                    int added = Ledgers.add(tx, number);
                    if (waits) {
                        tell("in a transaction");
                        goOn();
                    }
                    return added;
                });
                tell("committed " + number);
            } catch (TryLater e) {
                tell("not committed");
            }
        }

        private static void goOn() {
            try {
                System.in.read();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void tell(String line) {
            System.out.println(line);
            System.out.flush();
        }
    }
}
