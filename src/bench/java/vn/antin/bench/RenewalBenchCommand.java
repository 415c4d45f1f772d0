package vn.antin.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.cli.Exit;
import vn.antin.cli.Terminal;
import vn.antin.envelope.Digest;
import vn.antin.json.Json;
import vn.antin.node.OperatorFiles;
import vn.antin.node.OperatorRenewal;
import vn.antin.node.config.ConfigFile;
import vn.antin.seal.pki.KeyAlgorithm;

/** Renews the keys of a hub and all its nodes, while documents go between them at a steady rate. */
@Command(name = "renewal", sortOptions = false)
public final class RenewalBenchCommand implements Callable<Integer>, Measurement {

    private static final Duration LATE = Duration.ofSeconds(5);
    private static final long MOST_SECONDS = 3_600;
    private static final int AFTER_SECONDS = 20;

    @Mixin
    private Terminal terminal;

    @Mixin
    private Output output;

    @Option(names = "--nodes", paramLabel = "N", defaultValue = "112", descriptionKey = "bench-agencies")
    private int nodes;

    @Option(names = "--per-second", paramLabel = "N", defaultValue = "2", descriptionKey = "bench-per-second")
    private double perSecond;

    @Option(names = "--overlap", paramLabel = "SECONDS", defaultValue = "60", descriptionKey = "bench-overlap")
    private int overlap;

    @Option(names = "--spread", paramLabel = "SECONDS", defaultValue = "300", descriptionKey = "bench-spread")
    private int spread;

    @Option(names = "--warm-up", paramLabel = "N", defaultValue = "30", descriptionKey = "bench-warm-up")
    private int warmUp;

    @Option(names = "--processes", paramLabel = "N", defaultValue = "2", descriptionKey = "bench-processes")
    private int processes;

    @Option(names = "--heap", paramLabel = "MB", defaultValue = "3072", descriptionKey = "bench-heap-province")
    private int heap;

    @Override
    public Integer call() throws Exception {
        output.alone("renewal", terminal, this);
        return Exit.DONE;
    }

    @Override
    public Map<String, SvgImage> measure(Report report) throws Exception {
        try (TestNetwork site = TestNetwork.make(KeyAlgorithm.EC_P256, heap, nodes, this::overlapping)) {
            terminal.say("bench.province.head", site.nodes().size(), processes);
            try (ProvinceBench town = ProvinceBench.start(site, processes)) {
                terminal.say("bench.province.ready");
                long begin = System.nanoTime();
                town.steady(perSecond, LATE, () -> System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(warmUp));
                for (int round = 0; round < output.repeat(); round++) {
                    renew(site, town, report);
                }
            }
        }
        return Map.of();
    }

    private void overlapping(Path hub) {
        try {
            Files.writeString(
                    hub.resolve("hub.yaml"), "times: { overlap: PT" + overlap + "S }\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(hub.toString(), e);
        }
    }

    private void renew(TestNetwork site, ProvinceBench town, Report report) throws Exception {
        List<Path> configs = new ArrayList<>(List.of(site.config(TestNetwork.HUB)));
        site.nodes().forEach(node -> configs.add(site.config(node)));
        Map<Path, Digest> old = new LinkedHashMap<>();
        for (Path config : configs) {
            old.put(config, keys(config));
        }
        long start = System.nanoTime();
        int[] asked = {0};
        double[] renewed = {0};
        ProvinceBench.SteadyResult result = town.steady(perSecond, LATE, () -> {
            double now = (System.nanoTime() - start) / 1e9;
            while (asked[0] < configs.size() && now * configs.size() >= (double) asked[0] * spread) {
                ask(configs.get(asked[0]++));
            }
            if (renewed[0] == 0) {
                old.entrySet().removeIf(each -> !keys(each.getKey()).equals(each.getValue()));
                renewed[0] = old.isEmpty() ? now : 0;
            }
            return now > MOST_SECONDS || (renewed[0] > 0 && now > renewed[0] + AFTER_SECONDS);
        });
        report.figure(Key.RENEWAL_MISSING, old.size());
        report.figure(Key.RENEWAL_DELAYED, result.delayed().size());
        report.figure(Key.RENEWAL_LOST, result.lost());
        report.figure(Key.RENEWAL_DOUBLED, result.doubled());
        report.row(Json.MAPPER
                .createObjectNode()
                .put("nodes", site.nodes().size())
                .put("seconds", renewed[0])
                .put("documents", result.documents())
                .put("slowest_s", result.slowest())
                .set("delayed", Json.MAPPER.valueToTree(result.delayed())));
        terminal.say(
                "bench.renewal.row",
                configs.size() - old.size(),
                configs.size(),
                Figures.number(renewed[0]),
                result.documents(),
                result.delayed().size(),
                LATE.toSeconds(),
                Figures.number(result.slowest()),
                result.lost(),
                result.doubled());
    }

    private static void ask(Path config) {
        try {
            new OperatorFiles.OperatorCommand(
                    ConfigFile.read(config).data(),
                    OperatorRenewal.TASK,
                    Json.MAPPER.createObjectNode().put("reason", "bench"));
        } catch (IOException e) {
            throw new UncheckedIOException(config.toString(), e);
        }
    }

    private static Digest keys(Path config) {
        try {
            return Digest.sha256(Files.readAllBytes(config.resolveSibling("keys.p12")));
        } catch (IOException e) {
            throw new UncheckedIOException(config.toString(), e);
        }
    }
}
