package vn.antin.ledger.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;
import vn.antin.thread.DaemonThreads;

/**
 * The lease on a database of PostgreSQL. One process has it at a time, and renews it every second. Whoever takes it over ends the
 * connections of the one before and waits for their end; a new connection of that one is refused by {@link #guard}. So what a
 * process was about to write when it stood still is never written after another has gone on, whatever their clocks say.
 */
final class DatabaseLease implements AutoCloseable {

    /** A lease that was not renewed for so long is taken over: its process, its machine or its network stands still. */
    static final Duration LASTS = Duration.ofSeconds(6);

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int RENEWAL_MILLIS = 2_000;
    private static final Duration LOOK = Duration.ofMillis(250);

    /** How long connections of the process before may take to end: a commit that waits for the disk does. */
    private static final Duration ENDING = Duration.ofSeconds(30);

    /** Key of the advisory lock of the process with the lease, which tells at once that it has ended: "Antin" in ASCII. */
    private static final long LOCK = 0x416E_7469_6EL;

    private static final String PREFIX = "antin-";

    /** Connections of other processes; those of versions without a lease have the bare name. */
    private static final String OTHERS =
            "from pg_stat_activity where datname = current_database() and usename = current_user"
                    + " and application_name ~ '^antin(-[0-9a-f]{8})?$' and application_name <> ?";

    private static final Logger log = LoggerFactory.getLogger(DatabaseLease.class);

    private final PGSimpleDataSource source;
    private final PostgresServer server;

    /** Of this process at the server, where administrators see it. */
    private final String holder = PREFIX + UUID.randomUUID().toString().substring(0, 8);

    private final ScheduledExecutorService thread = DaemonThreads.scheduler("ledger-lease");
    private @Nullable Connection keeper;
    private boolean locked;
    private boolean renewing;
    private boolean closed;
    private volatile boolean lost;
    private @Nullable Runnable onLost;

    /** The lease as it stands in the database. */
    private record SeenLease(String holder, String renewed) {}

    private DatabaseLease(PGSimpleDataSource source, PostgresServer server) {
        this.source = source;
        this.server = server;
        source.setApplicationName(holder);
    }

    /**
     * Takes the lease, over at most {@link #LASTS} and the end of the connections of the process before.
     *
     * @param source of connections, which gets the name of the holder
     * @throws TryLater while another process renews it
     */
    static DatabaseLease take(PGSimpleDataSource source, PostgresServer server) {
        DatabaseLease lease = new DatabaseLease(source, server);
        try {
            SqlErrors.translating("open " + server, () -> {
                lease.take();
                return lease;
            });
        } catch (SqlErrors.Contended e) {
            lease.close();
            throw lease.inUse();
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
        return lease;
    }

    private synchronized void take() throws SQLException {
        Connection connection = connected();
        SeenLease before = seen(connection);
        awaitEnd(connection, before);
        if (before == null) {
            endOthers(connection);
        } else {
            takeFrom(before, connection);
            begin(connection);
        }
    }

    /** Makes the lease of a new database, whose ledger has its tables now: no earlier, as those begin in an empty one. */
    synchronized void migrated() {
        if (renewing) {
            return;
        }
        SqlErrors.translating("lease " + server, () -> {
            Connection connection = Objects.requireNonNull(keeper, "taken");
            try (Statement statement = connection.createStatement()) {
                statement.execute("create table if not exists ledger_lease (one boolean primary key check (one), holder"
                        + " varchar(40) not null, renewed timestamp with time zone not null)");
                statement.execute("insert into ledger_lease values (true, '" + holder
                        + "', clock_timestamp()) on conflict do nothing");
            }
            begin(connection);
            return connection;
        });
    }

    private void begin(Connection connection) throws SQLException {
        relax(connection);
        renewing = true;
        var unused = thread.scheduleWithFixedDelay(this::renew, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** SQL that fails on a connection of a process that has lost the lease. */
    String guard() {
        return String.format(
                Locale.ROOT,
                "do $$ begin if to_regclass('ledger_lease') is not null then if exists (select from ledger_lease where"
                        + " holder <> '%s') then raise exception 'another process has the lease of this ledger'; end if;"
                        + " end if; end $$",
                holder);
    }

    /**
     * Checks that this process still has the lease, as far as it knows.
     *
     * @throws TryLater for good, when another has it
     */
    void check() {
        if (lost) {
            throw new TryLater(Fault.LEDGER_UNAVAILABLE, "another process has taken over " + server);
        }
    }

    /** Sets what runs once when another process has taken the lease. */
    synchronized void onLost(Runnable listener) {
        onLost = listener;
        if (lost) {
            listener.run();
        }
    }

    private Connection connected() throws SQLException {
        Connection connection = source.getConnection();
        keeper = connection;
        locked = lock(connection);
        return connection;
    }

    /** A renewal that fails, or that a crash of the server takes back, is followed by the next: it waits for nothing. */
    private static void relax(Connection connection) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, RENEWAL_MILLIS);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set synchronous_commit to off");
        }
    }

    private static boolean lock(Connection connection) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement("select pg_try_advisory_lock(?)")) {
            ask.setLong(1, LOCK);
            try (ResultSet answer = ask.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    /** Null before the first lease of this database. */
    private static @Nullable SeenLease seen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet there = statement.executeQuery("select to_regclass('ledger_lease') is not null")) {
                if (!there.next() || !there.getBoolean(1)) {
                    return null;
                }
            }
            try (ResultSet row = statement.executeQuery("select holder, renewed::text from ledger_lease")) {
                return row.next() ? new SeenLease(row.getString(1), row.getString(2)) : null;
            }
        }
    }

    /** Waits until the process before has ended, or has not renewed its lease for as long as that lasts. */
    private void awaitEnd(Connection connection, @Nullable SeenLease before) throws SQLException {
        long end = System.nanoTime() + LASTS.toNanos();
        while (System.nanoTime() < end && !(locked && isAlone(connection))) {
            checkNotStopping();
            if ((before == null && !locked) || !Objects.equals(before, seen(connection))) {
                throw inUse();
            }
            LockSupport.parkNanos(LOOK.toNanos());
            locked = locked || lock(connection);
        }
    }

    private void checkNotStopping() {
        if (Thread.currentThread().isInterrupted()) {
            throw new TryLater(Fault.STOPPING, "open " + server);
        }
    }

    /** Whether no other process is connected. A server that has just started was left by processes that come again. */
    private boolean isAlone(Connection connection) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement("select not exists (select " + OTHERS
                + ") and pg_postmaster_start_time() < clock_timestamp() - make_interval(secs => ?)")) {
            ask.setString(1, holder);
            ask.setDouble(2, (double) LASTS.toSeconds());
            try (ResultSet answer = ask.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    private TryLater inUse() {
        return new TryLater(
                Fault.LEDGER_UNAVAILABLE,
                "the ledger in " + server + " is in use by another process; it belongs to one at a time");
    }

    private void takeFrom(SeenLease before, Connection connection) throws SQLException {
        try (PreparedStatement take = connection.prepareStatement(
                "update ledger_lease set holder = ?, renewed = clock_timestamp() where holder = ? and renewed::text = ?")) {
            take.setString(1, holder);
            take.setString(2, before.holder());
            take.setString(3, before.renewed());
            if (take.executeUpdate() != 1) {
                throw inUse();
            }
        }
        int ended = endOthers(connection);
        if (!locked) {
            locked = lock(connection);
            log.warn("{} had the lease of this ledger and stood still; it was taken over", before.holder());
        } else if (ended > 0) {
            log.warn("{} had the lease of this ledger; {} of its connections were ended", before.holder(), ended);
        }
    }

    /** Ends what other processes have open here, and waits for that: what they have committed is seen from here on. */
    private int endOthers(Connection connection) throws SQLException {
        long end = System.nanoTime() + ENDING.toNanos();
        int most = 0;
        while (true) {
            checkNotStopping();
            int open = 0;
            try (PreparedStatement others = connection.prepareStatement("select pg_terminate_backend(pid) " + OTHERS)) {
                others.setString(1, holder);
                try (ResultSet rows = others.executeQuery()) {
                    while (rows.next()) {
                        open++;
                    }
                }
            }
            if (open == 0) {
                return most;
            }
            most = Math.max(most, open);
            if (System.nanoTime() > end) {
                throw new TryLater(
                        Fault.LEDGER_UNAVAILABLE,
                        open + " connections of the process before to " + server + " do not end");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private synchronized void renew() {
        if (closed || lost) {
            return;
        }
        try {
            Connection connection = keeper;
            if (connection == null) {
                connection = connected();
                relax(connection);
            }
            try (PreparedStatement renewal = connection.prepareStatement(
                    "update ledger_lease set renewed = clock_timestamp() where holder = ?")) {
                renewal.setString(1, holder);
                if (renewal.executeUpdate() == 0) {
                    lose();
                    return;
                }
            }
            locked = locked || lock(connection);
        } catch (SQLException | RuntimeException e) {
            log.warn("the lease of the ledger is renewed later: {}", e.getMessage());
            if (!(e instanceof SQLException sql && SqlErrors.isContended(sql))) {
                forgetKeeper();
            }
        }
    }

    private void lose() {
        lost = true;
        forgetKeeper();
        log.error("another process has taken over the ledger in {}: this one writes nothing any more", server);
        Runnable listener = onLost;
        if (listener != null) {
            listener.run();
        }
    }

    private void forgetKeeper() {
        Connection connection = keeper;
        keeper = null;
        locked = false;
        if (connection != null) {
            SqlErrors.quietly(connection::close);
        }
    }

    /** Gives the lease back. */
    @Override
    public void close() {
        thread.shutdownNow();
        synchronized (this) {
            closed = true;
            forgetKeeper();
        }
    }
}
