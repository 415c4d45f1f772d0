package vn.antin.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.cli.Antin;
import vn.antin.cli.Exit;
import vn.antin.cli.Terminal;
import vn.antin.json.Json;
import vn.antin.ledger.Documents;
import vn.antin.ledger.db.Ledger;
import vn.antin.trial.demo.DemoFolder;

/** Measures. Without a subcommand it is the short measurement in one process. */
@Command(
        name = "bench",
        sortOptions = false,
        subcommands = {
            ThroughputCommand.class,
            VerifyBenchCommand.class,
            LineBenchCommand.class,
            MemoryCommand.class,
            ColdCommand.class,
            GrowthCommand.class,
            ProvinceCommand.class,
            ArchiveBenchCommand.class,
            RenewalBenchCommand.class,
            SoakCommand.class,
            StallsCommand.class,
            AllCommand.class,
            PartCommand.class,
            HostCommand.class
        })
public final class BenchCommand implements Callable<Integer> {

    private static final int[] UNDER_WAY = {1, 4, 16};
    private static final int WARM_UP_DOCUMENTS = 500;
    private static final int WARM_UP_ROUNDS = 12;
    private static final int ROUND_SECONDS = 5;

    @Mixin
    private Terminal terminal;

    @Option(names = "--smoke", descriptionKey = "smoke")
    private boolean smoke;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "10", descriptionKey = "seconds")
    private int seconds;

    @Option(names = "--json", paramLabel = "FILE", descriptionKey = "json")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!smoke) {
            throw terminal.usage("usage.which");
        }
        ObjectNode all = Json.MAPPER.createObjectNode();
        all.put("machine", MachineInfo.words()).put("antin", Antin.Version.number());
        terminal.line(MachineInfo.words());
        terminal.say("bench.head", Smoke.PAYLOAD_BYTES, seconds);
        Path folder = Files.createTempDirectory("antin-bench");
        try (Smoke bench = new Smoke(folder)) {
            warmUp(bench);
            for (int underWay : UNDER_WAY) {
                Profile profile = Profile.start();
                Smoke.Result result = bench.measure(underWay, seconds);
                tell(result);
                ObjectNode one = all.putObject("under_way_" + underWay);
                figures(result, one);
                profile.stop(terminal, one);
            }
            bench.ledgers().forEach((name, ledger) -> ledger(name, ledger, all.withObject("/ledger")));
        } finally {
            DemoFolder.delete(folder);
        }
        if (json != null) {
            Files.writeString(json, Json.pretty(all) + "\n");
        }
        return Exit.DONE;
    }

    /** Bytes of the ledger for each document. */
    private void ledger(String name, Ledger ledger, ObjectNode json) {
        long documents = ledger.read(Documents::count);
        double each = (double) ledger.size() / Math.max(1, documents);
        double held = (double) ledger.held() / Math.max(1, documents);
        terminal.say("bench.ledger", name, documents, decimal(each / 1_000), decimal(held / 1_000));
        json.putObject(name)
                .put("documents", documents)
                .put("bytes_per_document", each)
                .put("held_bytes_per_document", held);
    }

    /** Runs until the JIT compiler is mostly done, at most a minute. */
    private void warmUp(Smoke bench) throws InterruptedException {
        int documents = 0;
        for (int round = 0; round < WARM_UP_ROUNDS && documents < WARM_UP_DOCUMENTS; round++) {
            documents += bench.measure(8, ROUND_SECONDS).documents();
        }
        terminal.say("bench.warm", documents);
    }

    private void tell(Smoke.Result result) {
        terminal.say(
                "bench.line",
                result.underWay(),
                decimal(result.perSecond()),
                decimal(result.percentile(50)),
                decimal(result.percentile(99)),
                decimal(result.cpuMillis()),
                decimal(result.per(result.sender().commits())),
                decimal(result.per(result.sender().syncs())),
                decimal(result.per(result.hub().commits())),
                decimal(result.per(result.hub().syncs())),
                decimal(result.per(result.recipient().commits())),
                decimal(result.per(result.recipient().syncs())),
                decimal(result.per(result.compileMillis())));
    }

    private static void figures(Smoke.Result result, ObjectNode json) {
        json.put("documents", result.documents())
                .put("documents_per_s", result.perSecond())
                .put("latency_p50_ms", result.percentile(50))
                .put("latency_p99_ms", result.percentile(99))
                .put("cpu_ms", result.cpuMillis())
                .put("compile_ms", result.per(result.compileMillis()));
        counters(json.putObject("sender"), result, result.sender());
        counters(json.putObject("hub"), result, result.hub());
        counters(json.putObject("recipient"), result, result.recipient());
    }

    private static void counters(ObjectNode json, Smoke.Result result, Smoke.Counters counters) {
        json.put("commits", result.per(counters.commits())).put("syncs", result.per(counters.syncs()));
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }
}
