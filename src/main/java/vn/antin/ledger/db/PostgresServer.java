package vn.antin.ledger.db;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The address of a ledger on PostgreSQL.
 *
 * @param password empty when the server asks for none
 * @param authorities PEM file of the certificate authorities of the server; null for a connection without TLS
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
