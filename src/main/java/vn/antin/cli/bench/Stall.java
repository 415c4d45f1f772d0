package vn.antin.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** A way to make the hub's ledger stand still for a while, as a disk or a database server does. */
interface Stall extends AutoCloseable {

    /** Which way. */
    enum Kind {
        /** H2 on a file system of its own, which is frozen: needs root, mkfs.ext4, mount and fsfreeze. */
        FREEZE,
        /** PostgreSQL is stopped at once and started again after the time. */
        RESTART,
        /** PostgreSQL's processes are stopped and continued. */
        PAUSE,
        /** H2: the process of the hub is stopped and continued. */
        SUSPEND
    }

    /** Before the hub's first start. */
    void prepare(Path hubHome);

    void begin();

    void end();

    @Override
    void close();

    /** That kind, in a folder that goes with the measurement; the process of the hub is asked for when it is needed. */
    static Stall of(Kind kind, LongSupplier hub) {
        return switch (kind) {
            case FREEZE -> new FrozenDisk();
            case RESTART -> new Postgres(true);
            case PAUSE -> new Postgres(false);
            case SUSPEND -> new Suspended(hub);
        };
    }

    /** The folder of the hub's data as a file system of its own. */
    final class FrozenDisk implements Stall {

        private static final long BYTES = 4L << 30;
        private Path image = Path.of("");
        private String mounted = "";

        @Override
        public void prepare(Path hubHome) {
            image = hubHome.resolveSibling("hub-data.img");
            Path data = hubHome.resolve("data");
            try {
                Files.createDirectories(data);
                try (var file = Files.newByteChannel(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    file.position(BYTES - 1).write(java.nio.ByteBuffer.allocate(1));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(image.toString(), e);
            }
            Command.run("mkfs.ext4", "-q", "-F", image.toString());
            Command.run("mount", "-o", "loop", image.toString(), data.toString());
            mounted = data.toString();
        }

        @Override
        public void begin() {
            Command.run("fsfreeze", "-f", mounted);
        }

        @Override
        public void end() {
            Command.run("fsfreeze", "-u", mounted);
        }

        @Override
        public void close() {
            if (!mounted.isEmpty()) {
                Command.run("umount", "-l", mounted);
            }
        }
    }

    /** A PostgreSQL of its own, gone after the measurement. */
    final class Postgres implements Stall {

        private static final String USER = "antin";
        private final boolean restart;
        private final int port = Site.freePort();
        private Path folder = Path.of("");

        Postgres(boolean restart) {
            this.restart = restart;
        }

        @Override
        public void prepare(Path hubHome) {
            try {
                folder = Files.createTempDirectory("antin-postgres");
                if (Command.root()) {
                    Files.setOwner(
                            folder,
                            FileSystems.getDefault()
                                    .getUserPrincipalLookupService()
                                    .lookupPrincipalByName("postgres"));
                }
                tool("initdb", "-D", data(), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8");
                start();
                tool("createdb", "-h", "127.0.0.1", "-p", "" + port, "-U", USER, USER);
                Files.writeString(
                        hubHome.resolve("hub.yaml"),
                        "ledger: { host: \"127.0.0.1\", port: " + port + ", database: antin, user: antin }\n",
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(folder.toString(), e);
            }
        }

        private String data() {
            return folder.resolve("data").toString();
        }

        private void start() {
            String options = "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + folder;
            tool("pg_ctl", "-D", data(), "-w", "-l", folder.resolve("log").toString(), "-o", options, "start");
        }

        @Override
        public void begin() {
            if (restart) {
                stop();
            } else {
                signal("-STOP");
            }
        }

        @Override
        public void end() {
            if (restart) {
                start();
            } else {
                signal("-CONT");
            }
        }

        private void stop() {
            tool("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
        }

        private void signal(String signal) {
            try {
                long postmaster = Long.parseLong(Files.readAllLines(Path.of(data(), "postmaster.pid"))
                        .get(0)
                        .strip());
                ProcessHandle server = ProcessHandle.of(postmaster).orElseThrow();
                Stream.concat(Stream.of(server), server.descendants())
                        .forEach(each -> Command.run("kill", signal, Long.toString(each.pid())));
            } catch (IOException e) {
                throw new UncheckedIOException(data(), e);
            }
        }

        private void tool(String name, String... words) {
            List<String> command = new ArrayList<>(
                    Command.root() ? List.of("runuser", "-u", "postgres", "--", program(name)) : List.of(program(name)));
            command.addAll(List.of(words));
            Command.run(command.toArray(String[]::new));
        }

        private static String program(String name) {
            try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
                return versions.map(version -> version.resolve("bin").resolve(name))
                        .filter(Files::isExecutable)
                        .max(Comparator.naturalOrder())
                        .orElseThrow(() -> new IOException("no " + name))
                        .toString();
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL is not installed", e);
            }
        }

        @Override
        public void close() {
            if (Files.exists(Path.of(data(), "postmaster.pid"))) {
                stop();
            }
            vn.antin.cli.DemoFolder.delete(folder);
        }
    }

    /** The whole process stands still: what can be done without rights on the disk. */
    final class Suspended implements Stall {

        private final LongSupplier hub;

        Suspended(LongSupplier hub) {
            this.hub = hub;
        }

        @Override
        public void prepare(Path hubHome) {
            // nothing is needed
        }

        @Override
        public void begin() {
            Command.run("kill", "-STOP", Long.toString(hub.getAsLong()));
        }

        @Override
        public void end() {
            Command.run("kill", "-CONT", Long.toString(hub.getAsLong()));
        }

        @Override
        public void close() {
            // the process is ended by who started it
        }
    }

    /** A program of the system. */
    final class Command {

        private static final long SECONDS = 60;

        private Command() {}

        static void run(String... command) {
            try {
                Path said = Files.createTempFile("antin-bench", ".txt");
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    throw new IllegalStateException(String.join(" ", command) + ": " + Files.readString(said));
                }
                Files.delete(said);
            } catch (IOException e) {
                throw new UncheckedIOException(String.join(" ", command), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(String.join(" ", command), e);
            }
        }

        static boolean root() {
            return "root".equals(System.getProperty("user.name"));
        }
    }
}
