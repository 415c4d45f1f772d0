package vn.antin.node.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code ledger} as it is written: a PostgreSQL server instead of a file below {@code data}. */
record RawLedger(
        @Nullable String host,
        @Nullable Integer port,
        @Nullable String database,
        @Nullable String user,
        @Nullable String password,
        @Nullable String authorities) {

    /** What a ledger holds crosses no network in the clear. */
    Config.Database checked(Path file, Path folder) {
        String at = ConfigFile.or(host, "127.0.0.1");
        if (authorities == null && !here(at)) {
            throw ConfigFile.wrong(
                    file, null, "ledger: authorities: who vouches for " + at + " must be said, it is another machine");
        }
        return new Config.Database(
                at,
                (int) ConfigFile.within(port, 5432, 1, 65_535, "ledger: port", file),
                ConfigFile.needed(database, "ledger: database", file),
                ConfigFile.or(user, "antin"),
                password == null ? null : folder.resolve(password),
                authorities == null ? null : folder.resolve(authorities));
    }

    /** Whether that is this machine. */
    static boolean here(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // not this machine then, whatever it is
        }
    }
}
