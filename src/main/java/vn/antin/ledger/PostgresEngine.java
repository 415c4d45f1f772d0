package vn.antin.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;

/** A PostgreSQL server: its commits are durable when they return. */
final class PostgresEngine implements Engine {

    private final HikariDataSource pool;

    private PostgresEngine(HikariDataSource pool) {
        this.pool = pool;
    }

    static PostgresEngine open(String host, int port, String database, String user, char[] password, int connections) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {host});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(user);
        source.setPassword(new String(password));
        source.setConnectTimeout(5);
        source.setSocketTimeout(60);
        source.setTcpKeepAlive(true);
        source.setApplicationName("antin");
        source.setLogServerErrorDetail(false); // it quotes rows
        // Whatever the server's default is: a commit that returned is on disk, and nobody waits for a lock for ever.
        // Longer than the server's deadlock_timeout of 1 s: of two that wait for each other only one has to begin
        // again.
        source.setOptions("-c synchronous_commit=on -c lock_timeout=1500");
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setPoolName("ledger");
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(-1);
        return new PostgresEngine(new HikariDataSource(config));
    }

    @Override
    public DataSource connections() {
        return pool;
    }

    @Override
    public void settle() {
        // what is committed is in another process
    }

    @Override
    public void force() {
        // done by each commit
    }

    @Override
    public void relax(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local synchronous_commit to off");
        }
    }

    @Override
    public boolean forcesRelaxed() {
        return true; // by its own background writer
    }

    @Override
    public long freeBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public long size() {
        return 0;
    }

    /** A server's data are not ours to copy: its own tools do, and know what a moment is. */
    @Override
    public void copyTo(Path zip) {
        throw new Refused(Fault.BACKUP_ELSEWHERE);
    }

    @Override
    public void stop(boolean idle) {
        pool.close();
    }
}
