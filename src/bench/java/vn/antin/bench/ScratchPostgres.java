package vn.antin.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import vn.antin.trial.demo.DemoFolder;

/** A temporary PostgreSQL server on loopback that can be stopped and started under load. */
final class ScratchPostgres implements AutoCloseable {

    private static final String USER = "antin";
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

    private final Path folder;
    private final int port;

    private ScratchPostgres(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    static boolean available() {
        return Files.isDirectory(INSTALLED);
    }

    /** Starts it with an empty database {@code antin}, synchronous as in production. */
    static ScratchPostgres start() {
        try {
            Path folder = Files.createTempDirectory("antin-bench-postgres");
            if (Tool.root()) {
                Files.setOwner(
                        folder,
                        FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
            }
            ScratchPostgres server = new ScratchPostgres(folder, TestNetwork.freePort());
            server.run("initdb", "-D", server.data(), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8");
            server.begin();
            server.run("createdb", "-h", "127.0.0.1", "-p", Integer.toString(server.port), "-U", USER, USER);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("no PostgreSQL to measure with", e);
        }
    }

    /** The configuration of a ledger on it. */
    String yaml() {
        return "ledger: { host: 127.0.0.1, port: " + port + ", database: " + USER + ", user: " + USER + " }\n";
    }

    /** Stops at once without telling its clients; recovery follows at the next start. */
    void crash() {
        run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
    }

    void begin() {
        run(
                "pg_ctl",
                "-D",
                data(),
                "-w",
                "-l",
                folder.resolve("log").toString(),
                "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + folder,
                "start");
    }

    /** Suspends all its processes without telling its clients. */
    void pause() {
        signal("-STOP");
    }

    void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        Path pid = folder.resolve("data").resolve("postmaster.pid");
        try {
            long postmaster = Long.parseLong(Files.readAllLines(pid).get(0).strip());
            ProcessHandle server = ProcessHandle.of(postmaster).orElseThrow();
            Stream.concat(Stream.of(server), server.descendants())
                    .forEach(each -> Tool.run("kill", signal, Long.toString(each.pid())));
        } catch (IOException e) {
            throw new UncheckedIOException(pid.toString(), e);
        }
    }

    /** Bytes of its data folder without the write-ahead log. */
    long bytes() {
        try (Stream<Path> files = Files.walk(folder.resolve("data").resolve("base"))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private void run(String tool, String... words) {
        // PostgreSQL does not run as root.
        List<String> command = new ArrayList<>(Tool.root() ? List.of("runuser", "-u", "postgres", "--") : List.of());
        command.add(installed(tool));
        command.addAll(List.of(words));
        Tool.run(command.toArray(String[]::new));
    }

    private static String installed(String tool) {
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin").resolve(tool))
                    .filter(Files::isExecutable)
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new IOException("no " + tool))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(INSTALLED.toString(), e);
        }
    }

    @Override
    public void close() {
        if (Files.exists(folder.resolve("data").resolve("postmaster.pid"))) {
            crash();
        }
        DemoFolder.delete(folder);
    }
}
