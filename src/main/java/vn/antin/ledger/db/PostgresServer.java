package vn.antin.ledger.db;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a ledger on PostgreSQL is.
 *
 * @param password empty when the server asks for none
 * @param authorities PEM file of the authorities that may vouch for the server; without it the connection is plain
 */
public record PostgresServer(
        String host,
        int port,
        String database,
        String user,
        String password,
        @Nullable Path authorities) {

    /** Without the password. */
    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + database;
    }
}
