package vn.antin.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.cli.Exit;
import vn.antin.cli.Terminal;
import vn.antin.json.Json;
import vn.antin.seal.pki.KeyAlgorithm;

/** Measures what a commune's node costs, which is always young: its first documents after a start, and its rest. */
@Command(name = "cold", sortOptions = false)
public final class ColdCommand implements Callable<Integer>, Measurement {

    private static final int DOCUMENTS = 20;
    private static final int BYTES = 10 << 10;
    private static final List<String> TO = List.of(TestNetwork.RECIPIENT_CODE);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Start-up ends and directories arrive. */
    private static final Duration AFTER_START = Duration.ofSeconds(20);

    /** What a document still causes after its receipt. */
    private static final Duration SETTLE = Duration.ofSeconds(6);

    /** Rare, because a request costs a young node more than an old one. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private static final Duration HOUR = Duration.ofHours(1);

    @Mixin
    private Terminal terminal;

    @Mixin
    private Output output;

    @Option(names = "--rest", paramLabel = "N", defaultValue = "60", descriptionKey = "bench-rest")
    private int rest;

    @Option(names = "--heap", paramLabel = "MB", defaultValue = "128", descriptionKey = "bench-heap-memory")
    private int heap;

    @Override
    public Integer call() throws Exception {
        output.alone("cold", terminal, this);
        return Exit.DONE;
    }

    @Override
    public Map<String, SvgImage> measure(Report report) throws Exception {
        terminal.say("bench.cold.head", DOCUMENTS, heap, rest);
        for (int round = 0; round < output.repeat(); round++) {
            try (TestNetwork site =
                    TestNetwork.make(KeyAlgorithm.EC_P256, heap, List.of(TestNetwork.SENDER, TestNetwork.RECIPIENT))) {
                List<ChildProcess> running = site.runAll(List.of(TestNetwork.SENDER, TestNetwork.RECIPIENT));
                try {
                    first(running, new NodeClient(site.config(TestNetwork.SENDER)), report);
                    rest(running, report);
                } finally {
                    TestNetwork.stop(running);
                }
            }
        }
        return Map.of();
    }

    private void first(List<ChildProcess> running, NodeClient door, Report report) {
        stay(running, AFTER_START);
        Usage before = Usage.of(running);
        for (int i = 0; i < DOCUMENTS; i++) {
            String id = door.sendWhenKnown(Payload.of(BYTES), TO, PATIENCE);
            if (!door.await(id, NodeClient.State.ARRIVED, PATIENCE, BETWEEN_LOOKS)) {
                throw new IllegalStateException("not arrived: " + door.told(id));
            }
        }
        stay(running, SETTLE);
        Usage used = Usage.of(running).since(before);
        report.figure(Key.COLD_20_CPU_MS, millis(used.allCpuSeconds()) / DOCUMENTS);
        ObjectNode row = Json.MAPPER.createObjectNode().put("cold_documents", DOCUMENTS);
        StringBuilder parts = new StringBuilder();
        used.processes().forEach((name, one) -> {
            double each = millis(one.cpuSeconds()) / DOCUMENTS;
            double without = millis(one.cpuSecondsWithoutCompilers()) / DOCUMENTS;
            row.put(name + "_cpu_ms", each).put(name + "_cpu_without_compilers_ms", without);
            parts.append(parts.isEmpty() ? "" : ", ").append(name + " " + Figures.number(each) + " ms");
        });
        report.row(row);
        terminal.say("bench.cold.row", Figures.number(millis(used.allCpuSeconds()) / DOCUMENTS), parts);
    }

    private void rest(List<ChildProcess> running, Report report) {
        Usage before = Usage.of(running);
        stay(running, Duration.ofSeconds(rest));
        ObjectNode row = Json.MAPPER.createObjectNode().put("at_rest_s", rest);
        StringBuilder parts = new StringBuilder();
        Usage.of(running).since(before).processes().forEach((name, used) -> {
            double hourly = millis(used.cpuSeconds()) * HOUR.toSeconds() / rest;
            row.put(name + "_cpu_ms_per_hour", hourly);
            parts.append(parts.isEmpty() ? "" : ", ").append(name + " " + Figures.number(hourly) + " ms");
            if (name.equals(TestNetwork.SENDER)) {
                report.figure(Key.IDLE_CPU_MS_PER_HOUR, hourly);
            }
        });
        report.row(row);
        terminal.say("bench.cold.rest", parts);
    }

    private static void stay(List<ChildProcess> running, Duration time) {
        ChildProcess hub = running.get(0);
        if (!hub.stays(time)) {
            throw new IllegalStateException(hub.name() + " ended");
        }
    }

    private static double millis(double seconds) {
        return 1_000 * seconds;
    }
}
