package vn.antin.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.antin.seal.pki.KeyAlgorithm;

/**
 * A hub, a sender and two recipients, each a process of its own behind a line of its own, and the faults that can be
 * injected: stop, kill, starve, cut, freeze the hub's disk, restart its database.
 */
final class SoakProvince implements AutoCloseable {

    static final List<String> RECIPIENTS = List.of(TestNetwork.RECIPIENT, "so-tu-phap");
    private static final List<String> ALL =
            List.of(TestNetwork.HUB, TestNetwork.SENDER, RECIPIENTS.get(0), RECIPIENTS.get(1));
    private static final int MEGABITS = 10;
    /** Software that got no answer to its acknowledgement is offered the document again after this time. */
    private static final String TIMES = "times: { lease: PT30S }\n";

    private static final int SPINNING = 4;
    private static final String LOWEST = "19";
    private static final String USUAL = "0";

    private final TestNetwork site;
    private final @Nullable ScratchPostgres database;
    private final @Nullable FreezableDisk disk;
    private final Map<String, AgencyLine> lines = new LinkedHashMap<>();
    private final Map<String, ChildProcess> processes = new LinkedHashMap<>();
    private final List<Thread> spinning = new ArrayList<>();
    private volatile boolean starved;

    /**
     * Prepares the processes.
     *
     * @param postgres whether the hub's ledger is on a PostgreSQL server of its own
     */
    SoakProvince(int heapMegabytes, boolean postgres) {
        database = postgres ? ScratchPostgres.start() : null;
        List<FreezableDisk> mounted = new ArrayList<>();
        site = TestNetwork.make(KeyAlgorithm.EC_P256, heapMegabytes, nodes(), hub -> {
            if (FreezableDisk.available()) {
                mounted.add(FreezableDisk.at(hub.resolve("data")));
            }
            if (database != null) {
                append(hub.resolve("hub.yaml"), database.yaml());
            }
        });
        disk = mounted.isEmpty() ? null : mounted.get(0);
        for (String node : nodes()) {
            append(site.config(node), TIMES);
            AgencyLine line = AgencyLine.of(site, MEGABITS);
            line.carry(site, node);
            lines.put(node, line);
        }
        ALL.forEach(this::start);
    }

    private static List<String> nodes() {
        return ALL.subList(1, ALL.size());
    }

    private static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private void start(String name) {
        processes.put(name, site.run(name));
    }

    private ChildProcess process(String name) {
        return Objects.requireNonNull(processes.get(name), name);
    }

    List<String> names() {
        return ALL;
    }

    Path config(String name) {
        return site.config(name);
    }

    Path log(String name) {
        return site.log(name);
    }

    String code(String node) {
        return site.code(node);
    }

    NodeClient door(String node) {
        return new NodeClient(site.config(node));
    }

    /** Processes that have ended by themselves, which none should. */
    List<String> ended() {
        return processes.values().stream()
                .filter(process -> !process.alive())
                .map(ChildProcess::name)
                .toList();
    }

    /** All faults that this machine can inject. */
    List<SoakFault> faults() {
        List<SoakFault> faults = new ArrayList<>();
        for (String name : ALL) {
            faults.add(
                    new SoakFault("stopped " + name, () -> signal(name, "-STOP"), () -> signal(name, "-CONT"), 5, 50));
            faults.add(new SoakFault("killed " + name, () -> process(name).kill(), () -> start(name), 0, 20));
        }
        lines.forEach((node, line) -> {
            faults.add(new SoakFault("cut " + node, () -> line.interrupt(false), line::restore, 5, 60));
            faults.add(new SoakFault("black hole " + node, () -> line.interrupt(true), line::restore, 5, 60));
        });
        faults.add(new SoakFault("starved", this::starve, this::feed, 20, 60));
        FreezableDisk frozen = disk;
        if (frozen != null) {
            // Twice as likely, because it once stopped a province for good.
            faults.add(new SoakFault("disk frozen", frozen::freeze, frozen::thaw, 10, 65));
            faults.add(new SoakFault("disk frozen", frozen::freeze, frozen::thaw, 35, 45));
        }
        ScratchPostgres restarted = database;
        if (restarted != null) {
            faults.add(new SoakFault("database restarted", restarted::crash, restarted::begin, 0, 40));
            faults.add(new SoakFault("database restarted", restarted::crash, restarted::begin, 15, 25));
        }
        return faults;
    }

    private void signal(String name, String signal) {
        Tool.run("kill", signal, Long.toString(process(name).pid()));
    }

    /** Takes most of the CPU by a process of higher priority. */
    private void starve() {
        processes.values().forEach(process -> renice(process, LOWEST));
        starved = true;
        for (int i = 0; i < SPINNING; i++) {
            Thread thread = new Thread(
                    () -> {
                        while (starved) {
                            Thread.onSpinWait();
                        }
                    },
                    "soak-spin");
            thread.setDaemon(true);
            spinning.add(thread);
            thread.start();
        }
    }

    private void feed() {
        starved = false;
        spinning.clear();
        processes.values().forEach(process -> renice(process, USUAL));
    }

    private static void renice(ChildProcess process, String nice) {
        Tool.run("renice", "-n", nice, "-p", Long.toString(process.pid()));
    }

    /** Stops all processes in order, so that their ledgers are complete. */
    void stop() {
        TestNetwork.stop(List.copyOf(processes.values()));
    }

    /** Bytes of a process' ledger: its files, and for a hub on PostgreSQL those of the database. */
    long ledgerBytes(String name) {
        if (name.equals(TestNetwork.HUB) && database != null) {
            return database.bytes();
        }
        Path data = site.config(name).resolveSibling("data");
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> file.getFileName().toString().contains(".mv.db"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(data.toString(), e);
        }
    }

    @Override
    public void close() {
        starved = false;
        stop();
        lines.values().forEach(AgencyLine::close);
        if (disk != null) {
            disk.close();
        }
        if (database != null) {
            database.close();
        }
        site.close();
    }
}
