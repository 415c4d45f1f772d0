package vn.antin.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.cli.Answered;
import vn.antin.cli.Exit;
import vn.antin.cli.Terminal;
import vn.antin.json.Json;
import vn.antin.seal.pki.KeyAlgorithm;

/** Measures the smallest sufficient memory: idle, and for documents of growing size with fixed heaps. */
@Command(name = "memory", sortOptions = false)
public final class MemoryCommand implements Callable<Integer>, Measurement {

    private static final List<String> TO = List.of(TestNetwork.RECIPIENT_CODE);
    private static final Duration FIRST = Duration.ofMinutes(2);
    private static final Duration REST = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final int MB = 1 << 20;
    private static final long GB_1 = 1L << 30;

    @Mixin
    private Terminal terminal;

    @Mixin
    private Output output;

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "SIZE",
            defaultValue = "10M,100M,1G",
            descriptionKey = "bench-sizes")
    private List<String> sizes;

    @Option(names = "--heap", paramLabel = "MB", defaultValue = "128", descriptionKey = "bench-heap-memory")
    private int heap;

    @Override
    public Integer call() throws Exception {
        output.alone("memory", terminal, this);
        return Exit.DONE;
    }

    @Override
    public Map<String, SvgImage> measure(Report report) throws Exception {
        terminal.say("bench.memory.head", heap);
        SvgChart chart = SvgChart.doubling(
                terminal.words().say("bench.memory.title", heap),
                terminal.words().say("bench.memory.x"),
                terminal.words().say("bench.memory.y"));
        try (TestNetwork site =
                TestNetwork.make(KeyAlgorithm.EC_P256, heap, List.of(TestNetwork.SENDER, TestNetwork.RECIPIENT))) {
            for (int round = 0; round < output.repeat(); round++) {
                round(site, report, chart);
            }
        }
        return Map.of("memory", chart);
    }

    private void round(TestNetwork site, Report report, SvgChart chart) throws IOException {
        List<ChildProcess> running = site.runAll(List.of(TestNetwork.SENDER, TestNetwork.RECIPIENT));
        try {
            ChildProcess node = running.get(1);
            report.figure(Key.START_S, node.startSeconds());
            atRest(running, node, report);
            report.figure(Key.IDLE_RSS_MB, Usage.megabytes(Usage.status(node.pid(), "VmRSS")));
            NodeClient door = new NodeClient(site.config(TestNetwork.SENDER));
            door.await(door.sendFirst(TO, FIRST), NodeClient.State.ARRIVED, FIRST);
            for (String size : sizes) {
                carry(site, running, door, Figures.bytes(size), report, chart);
            }
        } finally {
            TestNetwork.stop(running);
        }
    }

    /** CPU time of each process while idle, after a moment to settle. */
    private void atRest(List<ChildProcess> running, ChildProcess node, Report report) {
        if (!node.stays(REST)) {
            throw new IllegalStateException(node.name() + " ended");
        }
        Usage before = Usage.of(running);
        node.stays(REST);
        var row = Json.MAPPER.createObjectNode().put("at_rest_s", REST.toSeconds());
        StringBuilder parts = new StringBuilder();
        Usage.of(running).since(before).processes().forEach((name, used) -> {
            double millis = 1_000 * used.cpuSeconds() / REST.toSeconds();
            row.put(name + "_cpu_ms_per_s", millis);
            parts.append(parts.isEmpty() ? "" : ", ").append(name + " " + Figures.number(millis) + " ms");
        });
        report.row(row);
        terminal.say("bench.memory.rest", parts);
    }

    private void carry(
            TestNetwork site, List<ChildProcess> running, NodeClient door, long bytes, Report report, SvgChart chart)
            throws IOException {
        Path file = Payload.file(site.folder().resolve("payload"), bytes);
        long start = System.nanoTime();
        try {
            boolean arrived = door.await(door.send(file, TO), NodeClient.State.ARRIVED, PATIENCE);
            if (!arrived || running.stream().anyMatch(each -> !each.alive())) {
                terminal.say("bench.memory.lost", Figures.size(bytes), heap);
                return;
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            var row = Json.MAPPER
                    .createObjectNode()
                    .put("bytes", bytes)
                    .put("heap_mb", heap)
                    .put("seconds", seconds);
            StringBuilder parts = new StringBuilder();
            Usage.of(running).processes().forEach((name, used) -> {
                long peak = used.peakBytes();
                row.put(name + "_peak_rss_mb", peak >> 20);
                chart.point(name, bytes / (double) MB, (double) (peak >> 20));
                parts.append(parts.isEmpty() ? "" : ", ").append(name + " " + (peak >> 20) + " MB");
            });
            report.row(row);
            terminal.say("bench.memory.row", Figures.size(bytes), Figures.number(seconds), parts);
            if (bytes == GB_1) {
                report.figure(Key.HEAP_1G_MB, heap);
            }
        } catch (Answered refused) {
            if (!NodeClient.tooLarge(refused)) {
                throw refused;
            }
            terminal.say("bench.line.none", Figures.size(bytes), refused.code());
            report.missing(Key.HEAP_1G_MB, terminal.words().say("bench.none"));
        } finally {
            Files.delete(file);
        }
    }
}
