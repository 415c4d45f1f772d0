package vn.antin.ledger.db;

import static vn.antin.SlowMachine.PATIENCE;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** A real PostgreSQL on a free port of this machine, shared by all test classes and removed after the last. */
public final class PostgresExtension implements BeforeAllCallback {

    private static final String USER = "antin";

    private static final AtomicInteger databases = new AtomicInteger();

    private static final AtomicInteger port = new AtomicInteger();

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(Namespace.create(PostgresExtension.class))
                .computeIfAbsent(Server.class, key -> Server.started(), Server.class);
    }

    /** A ledger with the real tables in a database of its own. */
    public Ledger empty(CrashPoints watch) {
        return ledger(freshDatabase(), watch, Ledger.TABLES);
    }

    /** The ledger in an existing database. */
    Ledger ledger(String database, CrashPoints watch, String tables) {
        return Ledger.postgres(server(database), watch, tables);
    }

    public PostgresServer server(String database) {
        return new PostgresServer("127.0.0.1", port.get(), database, USER, "", null);
    }

    /** Creates an empty database and returns its name. */
    public String freshDatabase() {
        String name = "t" + databases.incrementAndGet();
        Server.run(Path.of("/"), Server.tool("createdb"), "-h", "127.0.0.1", "-p", "" + port.get(), "-U", USER, name);
        return name;
    }

    /** The running server and its folder. */
    private record Server(Path folder) implements AutoCloseable {

        static Server started() {
            try {
                Path folder = Files.createTempDirectory("antin-postgres");
                if (root()) {
                    Files.setOwner(
                            folder,
                            FileSystems.getDefault()
                                    .getUserPrincipalLookupService()
                                    .lookupPrincipalByName("postgres"));
                }
                run(
                        folder,
                        tool("initdb"),
                        "-D",
                        data(folder),
                        "-U",
                        USER,
                        "-A",
                        "trust",
                        "-E",
                        "UTF8",
                        "--locale=C.UTF-8",
                        "-N");
                port.set(freePort());
                String options = "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + folder;
                control(folder, "start", "-l", folder.resolve("log").toString(), "-o", options);
                return new Server(folder);
            } catch (IOException e) {
                throw new IllegalStateException("no PostgreSQL for the tests", e);
            }
        }

        @Override
        public void close() throws IOException {
            control(folder, "stop", "-m", "immediate");
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }

        /** Starts or stops the server and waits for it. */
        private static void control(Path folder, String act, String... options) {
            List<String> command = new ArrayList<>(
                    List.of(tool("pg_ctl"), act, "-w", "-t", "" + PATIENCE.toSeconds(), "-D", data(folder)));
            command.addAll(List.of(options));
            run(folder, command.toArray(String[]::new));
        }

        private static String data(Path folder) {
            return folder.resolve("data").toString();
        }

        static String tool(String name) {
            try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
                return versions.map(version -> version.resolve("bin").resolve(name))
                        .filter(Files::isExecutable)
                        .max(Comparator.naturalOrder())
                        .orElseThrow(() -> new IOException("no " + name))
                        .toString();
            } catch (IOException e) {
                throw new IllegalStateException(
                        "These tests need PostgreSQL and it is not installed (Debian: apt-get install postgresql).", e);
            }
        }

        /** Runs a command of PostgreSQL, which refuses to run as root. */
        static void run(Path folder, String... command) {
            List<String> whole = new ArrayList<>(root() ? List.of("runuser", "-u", "postgres", "--") : List.of());
            whole.addAll(List.of(command));
            try {
                Path said = Files.createTempFile("antin-postgres", ".txt");
                Process process = new ProcessBuilder(whole)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
                boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                if (!ended || process.exitValue() != 0) {
                    throw new IllegalStateException(String.join(" ", whole) + ": " + Files.readString(said));
                }
                Files.delete(said);
            } catch (IOException e) {
                throw new IllegalStateException(String.join(" ", whole), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while PostgreSQL was starting or stopping", e);
            }
        }

        private static boolean root() {
            return "root".equals(System.getProperty("user.name"));
        }

        private static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }
    }
}
