package vn.antin.bench;

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

/**
 * Measures a whole province on this machine: every agency with its own ledger, lines that are cut, nothing lost or
 * doubled.
 */
@Command(name = "province", sortOptions = false)
public final class ProvinceCommand implements Callable<Integer>, Measurement {

    private static final int CUT_SECONDS = 2;
    /** Number of documents for which the figure in minutes is defined. */
    private static final int WHOLE = 20_000;

    private static final int ALL = 112;

    @Mixin
    private Terminal terminal;

    @Mixin
    private Output output;

    @Option(
            names = "--documents",
            split = ",",
            paramLabel = "N",
            defaultValue = "2000",
            descriptionKey = "bench-documents")
    private List<Integer> documents;

    @Option(names = "--agencies", paramLabel = "N", defaultValue = "112", descriptionKey = "bench-agencies")
    private int agencies;

    @Option(names = "--processes", paramLabel = "N", defaultValue = "2", descriptionKey = "bench-processes")
    private int processes;

    @Option(names = "--heap", paramLabel = "MB", defaultValue = "3072", descriptionKey = "bench-heap-province")
    private int heap;

    @Override
    public Integer call() throws Exception {
        output.alone("province", terminal, this);
        return Exit.DONE;
    }

    @Override
    public Map<String, SvgImage> measure(Report report) throws Exception {
        SvgChart chart = SvgChart.even(
                terminal.words().say("bench.province.title"),
                terminal.words().say("bench.province.x"),
                terminal.words().say("bench.province.y"));
        SvgChart growth = SvgChart.doubling(
                terminal.words().say("bench.province.growth"),
                terminal.words().say("bench.province.documents"),
                terminal.words().say("bench.growth.y"));
        try (TestNetwork site = TestNetwork.make(KeyAlgorithm.EC_P256, heap, agencies)) {
            terminal.say("bench.province.head", site.nodes().size(), processes);
            try (ProvinceBench town = ProvinceBench.start(site, processes)) {
                terminal.say("bench.province.ready");
                for (int round = 0; round < output.repeat(); round++) {
                    for (int number : documents) {
                        double cpu = one(town, number, report, chart);
                        growth.point("antin", number, cpu);
                    }
                }
            }
        }
        return Map.of("province", chart, "province-growth", growth);
    }

    private double one(ProvinceBench town, int number, Report report, SvgChart chart) throws Exception {
        ProvinceBench.Result result;
        try (Cuts cuts = new Cuts(town.lines(), CUT_SECONDS)) {
            result = town.carry(number, chart);
            terminal.say("bench.line.cuts", cuts.made());
        }
        report.row(Json.MAPPER
                .createObjectNode()
                .put("documents", result.documents())
                .put("refused", result.refused())
                .put("minutes", result.minutes())
                .put("lost", result.lost())
                .put("doubled", result.doubled())
                .put("cpu_ms", result.cpuMillis()));
        terminal.say(
                "bench.province.row",
                result.documents(),
                Figures.number(result.minutes()),
                result.lost(),
                result.doubled(),
                Figures.number(result.cpuMillis()),
                result.refused());
        if (number == documents.get(documents.size() - 1)) {
            if (number >= WHOLE && agencies >= ALL) {
                report.figure(Key.PROVINCE_MINUTES, result.minutes());
            } else {
                report.missing(Key.PROVINCE_MINUTES, terminal.words().say("bench.other-number", number, agencies));
            }
            report.figure(Key.PROVINCE_LOST, result.lost());
            report.figure(Key.PROVINCE_DOUBLED, result.doubled());
        }
        return result.cpuMillis();
    }
}
