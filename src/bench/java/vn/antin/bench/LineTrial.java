package vn.antin.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import vn.antin.cli.Answered;
import vn.antin.cli.Terminal;
import vn.antin.json.Json;

/** A hub and two nodes, one or both behind a simulated line, with the measurements of that line. */
final class LineTrial implements AutoCloseable {

    private static final List<String> TO = List.of(TestNetwork.RECIPIENT_CODE);
    private static final Duration FIRST = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final int KB_10 = 10 << 10;
    private static final int KB_5 = 5 << 10;
    private static final int MB_1 = 1 << 20;
    private static final int MB_10 = 10 << 20;
    private static final long MB_100 = 100L << 20;
    private static final int DOCUMENTS = 20;
    private static final int BACKLOG = 500;
    private static final long BETWEEN_URGENT = TimeUnit.MILLISECONDS.toNanos(250);

    private final Terminal terminal;
    private final Report report;
    private final TestNetwork site;
    private final List<AgencyLine> lines;
    private final List<ChildProcess> processes;
    private final NodeClient door;

    private LineTrial(
            TestNetwork site, List<AgencyLine> lines, List<ChildProcess> processes, Terminal terminal, Report report) {
        this.terminal = terminal;
        this.report = report;
        this.site = site;
        this.lines = lines;
        this.processes = processes;
        this.door = new NodeClient(site.config(TestNetwork.SENDER));
    }

    /**
     * Starts the processes.
     *
     * @param both whether the recipient is behind a line as well
     */
    static LineTrial start(TestNetwork site, boolean both, Terminal terminal, Report report) {
        List<AgencyLine> lines = new ArrayList<>();
        site.lead(TestNetwork.RECIPIENT, site.brokerPort(), site.httpsPort());
        for (String node : both ? List.of(TestNetwork.SENDER, TestNetwork.RECIPIENT) : List.of(TestNetwork.SENDER)) {
            AgencyLine line = AgencyLine.slow(site);
            line.carry(site, node);
            lines.add(line);
        }
        List<ChildProcess> processes = site.runAll(List.of(TestNetwork.SENDER, TestNetwork.RECIPIENT));
        LineTrial trial = new LineTrial(site, lines, processes, terminal, report);
        try {
            if (!trial.door.await(trial.door.sendFirst(TO, FIRST), NodeClient.State.ARRIVED, FIRST)) {
                throw new IllegalStateException("the first document did not arrive");
            }
            return trial;
        } catch (RuntimeException e) {
            trial.close();
            throw e;
        }
    }

    private AgencyLine line() {
        return lines.get(0);
    }

    /** Sends a document and waits for the receipt; seconds from the node's answer to the receipt. */
    private double carried(Path file) throws IOException {
        String id = door.send(file, TO);
        long start = System.nanoTime();
        arrived(id);
        return (System.nanoTime() - start) / 1e9;
    }

    private void arrived(String id) {
        if (!door.await(id, NodeClient.State.ARRIVED, PATIENCE)) {
            throw new IllegalStateException("did not arrive: " + door.told(id));
        }
    }

    /** Small documents one after the other: bytes on the line beside their content, in each direction. */
    void overhead() {
        long up = line().bytesUp();
        long down = line().bytesDown();
        for (int i = 0; i < DOCUMENTS; i++) {
            arrived(door.send(Payload.of(KB_10), false, TO));
        }
        found(Key.ENVELOPE_OVERHEAD_BYTES, (line().bytesUp() - up) / (double) DOCUMENTS - KB_10);
        found(Key.RECEIPT_BYTES, (line().bytesDown() - down) / (double) DOCUMENTS);
    }

    /** Urgent documents while ordinary ones wait for the line. */
    void urgentBeforeBacklog() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < BACKLOG; i++) {
            ids.add(door.send(Payload.of(KB_10), false, TO));
        }
        String last = ids.get(BACKLOG - 1);
        Series seconds = urgentWhile(() -> door.state(last) != NodeClient.State.ARRIVED);
        ids.forEach(this::arrived);
        urgent("backlog", seconds);
    }

    private void urgent(String during, Series seconds) {
        report.row(Json.MAPPER
                .createObjectNode()
                .put("urgent_during", during)
                .put("documents", seconds.sorted().size())
                .put("p50_s", seconds.percentile(50))
                .put("p99_s", seconds.percentile(99)));
        terminal.say(
                "bench.line.urgent",
                terminal.words().word("bench.during", during),
                seconds.sorted().size(),
                Figures.number(seconds.percentile(50)),
                Figures.number(seconds.percentile(99)));
        report.figure(Key.URGENT_P99_S, seconds.percentile(99));
    }

    private Series urgentWhile(BooleanSupplier going) {
        List<Double> seconds = new ArrayList<>();
        do {
            long start = System.nanoTime();
            arrived(door.send(Payload.of(KB_5), true, TO));
            seconds.add((System.nanoTime() - start) / 1e9);
            LockSupport.parkNanos(BETWEEN_URGENT);
        } while (going.getAsBoolean());
        return new Series(seconds);
    }

    /** Bytes up the line for each byte of a document of 1 MB. */
    void wireRatio() throws IOException {
        ifCarried(List.of(Key.WIRE_RATIO_1M), MB_1, file -> {
            long up = line().bytesUp();
            carried(file);
            found(Key.WIRE_RATIO_1M, (line().bytesUp() - up) / (double) MB_1);
        });
    }

    /**
     * A large document: its share of the line's capacity.
     *
     * @param cutSeconds interval at which the line is cut; 0 for never, and then urgent documents are sent beside it
     *     afterwards
     */
    void large(long bytes, Key efficiency, int cutSeconds) throws IOException {
        boolean cuts = cutSeconds > 0;
        List<Key> keys = cuts ? List.of(efficiency) : List.of(efficiency, Key.WIRE_RATIO_100M, Key.URGENT_P99_S);
        ifCarried(keys, bytes, file -> {
            long up = line().bytesUp();
            double took;
            if (cuts) {
                try (Cuts made = new Cuts(List.of(line()), cutSeconds)) {
                    took = carried(file);
                    terminal.say("bench.line.cuts", made.made());
                }
            } else {
                took = carried(file);
                found(Key.WIRE_RATIO_100M, bytes, (line().bytesUp() - up) / (double) bytes);
            }
            found(efficiency, bytes, bytes / (double) AgencyLine.BYTES_PER_SECOND / took);
            if (!cuts) {
                String id = door.send(file, TO);
                urgent("large", urgentWhile(() -> door.state(id) != NodeClient.State.ARRIVED));
            }
        });
    }

    /**
     * A large document while the line is cut and each process is killed once: the sender's after the first quarter,
     * then the hub, then the recipient's. It must arrive once and whole.
     */
    void killed(long bytes, int cutSeconds) throws IOException {
        ifCarried(List.of(), bytes, file -> {
            long before = line().bytesUp();
            long start = System.nanoTime();
            try (Cuts cuts = new Cuts(List.of(line()), cutSeconds)) {
                String id = door.send(file, TO);
                List<String> names = List.of(TestNetwork.SENDER, TestNetwork.HUB, TestNetwork.RECIPIENT);
                for (int i = 0; i < names.size(); i++) {
                    awaitUp(before + bytes * (i + 1) / (names.size() + 1));
                    killAndStart(names.get(i));
                }
                arrived(id);
                double seconds = (System.nanoTime() - start) / 1e9;
                int times = new NodeClient(site.config(TestNetwork.RECIPIENT)).takeAllOf(id, file);
                double ratio = (line().bytesUp() - before) / (double) bytes;
                report.row(Json.MAPPER
                        .createObjectNode()
                        .put("killed", names.size())
                        .put("bytes", bytes)
                        .put("cuts", cuts.made())
                        .put("delivered", times)
                        .put("wire_ratio", ratio)
                        .put("seconds", seconds));
                terminal.say(
                        "bench.line.killed",
                        Figures.size(bytes),
                        cuts.made(),
                        times,
                        Figures.number(ratio),
                        Figures.number(seconds));
            }
        });
    }

    private void awaitUp(long bytes) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (line().bytesUp() < bytes) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("nothing goes up the line");
            }
            LockSupport.parkNanos(BETWEEN_URGENT);
        }
    }

    private void killAndStart(String name) {
        terminal.say("bench.line.kill", name);
        for (int i = 0; i < processes.size(); i++) {
            if (processes.get(i).name().equals(name)) {
                processes.get(i).kill();
                processes.set(i, site.run(name));
            }
        }
    }

    /** One document to all of these: bytes up the line for each of its bytes. */
    void fanOut(List<String> codes) throws IOException {
        ifCarried(List.of(Key.FANOUT_110_UPLOAD_RATIO), MB_10, file -> {
            long up = line().bytesUp();
            if (!door.await(door.send(file, codes), NodeClient.State.AT_HUB, PATIENCE)) {
                throw new IllegalStateException("the circular did not reach the hub");
            }
            found(Key.FANOUT_110_UPLOAD_RATIO, (line().bytesUp() - up) / (double) MB_10);
        });
    }

    /** From one line to another: time relative to one of them alone. */
    void cutThrough(long bytes) throws IOException {
        ifCarried(List.of(Key.CUT_THROUGH_RATIO), bytes, file -> {
            double alone = bytes / (double) AgencyLine.BYTES_PER_SECOND;
            found(Key.CUT_THROUGH_RATIO, bytes, carried(file) / alone);
        });
    }

    /** What is measured with a file of that size. */
    private interface Carrying {
        void file(Path file) throws IOException;
    }

    private void ifCarried(List<Key> keys, long bytes, Carrying carrying) throws IOException {
        Path file = Payload.file(site.folder().resolve("payload"), bytes);
        try {
            carrying.file(file);
        } catch (Answered refused) {
            if (!NodeClient.tooLarge(refused)) {
                throw refused;
            }
            keys.forEach(key -> report.missing(key, terminal.words().say("bench.none")));
            terminal.say("bench.line.none", Figures.size(bytes), refused.code());
        } finally {
            Files.delete(file);
        }
    }

    private void found(Key key, double value) {
        report.figure(key, value);
        terminal.say("bench.found", key.key(), Figures.number(value));
    }

    /** The key is defined for 100 MB: a result for another size is a row only. */
    private void found(Key key, long bytes, double value) {
        report.row(Json.MAPPER
                .createObjectNode()
                .put("figure", key.key())
                .put("bytes", bytes)
                .put("value", value));
        if (bytes == MB_100) {
            found(key, value);
        } else {
            terminal.say("bench.found", key.key() + ", " + Figures.size(bytes), Figures.number(value));
            report.missing(key, terminal.words().say("bench.other-size", Figures.size(bytes)));
        }
    }

    @Override
    public void close() {
        TestNetwork.stop(processes);
        lines.forEach(AgencyLine::close);
    }
}
