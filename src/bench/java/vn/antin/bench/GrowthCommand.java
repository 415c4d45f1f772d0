package vn.antin.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.cli.Exit;
import vn.antin.cli.Terminal;
import vn.antin.seal.pki.KeyAlgorithm;

/** Measures how the cost of a document grows: with those in the ledger, its recipients, its parts, the agencies. */
@Command(name = "growth", sortOptions = false)
public final class GrowthCommand implements Callable<Integer>, Measurement {

    private static final int BYTES = 10 << 10;
    private static final int FLIGHT = 16;

    /** Documents measured at each number. */
    private static final int MEASURED = 160;

    /** Copies or parts measured at each number, of few large documents. */
    private static final int MEASURED_COPIES = 2_000;

    private static final int LEAST = 4;
    private static final int WARM_UP = 480;
    private static final int MOST_RECIPIENTS = 1_000;

    /** What grows. */
    enum Dimension {
        DOCUMENTS,
        RECIPIENTS,
        PARTS,
        AGENCIES
    }

    @Mixin
    private Terminal terminal;

    @Mixin
    private Output output;

    @Option(
            names = "--by",
            split = ",",
            paramLabel = "WHAT",
            defaultValue = "DOCUMENTS,RECIPIENTS,PARTS,AGENCIES",
            descriptionKey = "bench-by")
    private List<Dimension> dimensions;

    @Option(
            names = "--documents",
            split = ",",
            paramLabel = "N",
            defaultValue = "1000,3000,10000",
            descriptionKey = "bench-growth-documents")
    private List<Integer> documents;

    @Option(
            names = "--recipients",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,10,100,1000",
            descriptionKey = "bench-recipients")
    private List<Integer> recipients;

    @Option(
            names = "--parts",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,4,16,64",
            descriptionKey = "bench-growth-parts")
    private List<Integer> parts;

    @Option(
            names = "--agencies",
            split = ",",
            paramLabel = "N",
            defaultValue = "10,100,1000,10000",
            descriptionKey = "bench-growth-agencies")
    private List<Integer> agencies;

    @Option(names = "--heap", paramLabel = "MB", defaultValue = "512", descriptionKey = "bench-heap")
    private int heap;

    @Override
    public Integer call() throws Exception {
        output.alone("growth", terminal, this);
        return Exit.DONE;
    }

    @Override
    public Map<String, SvgImage> measure(Report report) throws Exception {
        terminal.say("bench.growth.head", heap);
        Map<String, SvgImage> charts = new LinkedHashMap<>();
        for (Dimension dimension : dimensions) {
            String name = dimension.name().toLowerCase(Locale.ROOT);
            SvgChart chart = SvgChart.doubling(
                    terminal.words().say("bench.growth." + name),
                    terminal.words().say("bench.growth.x." + name),
                    terminal.words().say("bench.growth.y"));
            charts.put("growth-" + name, chart);
            for (int round = 0; round < output.repeat(); round++) {
                measure(dimension, report, chart);
            }
        }
        return charts;
    }

    private void measure(Dimension dimension, Report report, SvgChart chart) throws Exception {
        switch (dimension) {
            case DOCUMENTS -> inOne(2, peer -> byDocuments(peer, report, chart));
            case RECIPIENTS -> {
                int most = recipients.stream().mapToInt(Integer::intValue).max().orElse(1);
                inOne(most + 1, peer -> {
                    for (int number : recipients) {
                        int each = Math.max(LEAST, Math.min(MEASURED, MEASURED_COPIES / number));
                        point(peer, dimension, number, new Batch(1, number, each), report, chart);
                    }
                });
            }
            case PARTS ->
                inOne(2, peer -> {
                    for (int number : parts) {
                        int each = Math.max(LEAST, Math.min(MEASURED, MEASURED_COPIES / number));
                        point(peer, dimension, number, new Batch(number, 1, each), report, chart);
                    }
                });
            case AGENCIES -> {
                for (int number : agencies) {
                    inOne(number, peer -> point(peer, dimension, number, new Batch(1, 1, MEASURED), report, chart));
                }
            }
        }
    }

    /** A province for one or several measurements. */
    private interface Measuring {
        void in(AntinPeer peer) throws Exception;
    }

    /** Equal documents, of which each is submitted when an earlier one has arrived. */
    private record Batch(int parts, int recipients, int documents) {

        /** As many copies or parts under way as there are small documents otherwise. */
        LoadResult send(AntinPeer peer) throws Exception {
            int flight = Math.max(1, Math.min(documents, FLIGHT / (parts * recipients)));
            return peer.send(BYTES, parts, TestNetwork.manyCodes(1, 1 + recipients), flight, documents);
        }
    }

    private void inOne(int agencies, Measuring measuring) throws Exception {
        try (TestNetwork site = TestNetwork.shared(KeyAlgorithm.EC_P256, heap, Math.max(2, agencies), MOST_RECIPIENTS);
                AntinPeer peer = new AntinPeer(site, TestNetwork.manyCodes(1, 2).get(0))) {
            new Batch(1, 1, WARM_UP).send(peer);
            measuring.in(peer);
        }
    }

    private void byDocuments(AntinPeer peer, Report report, SvgChart chart) throws Exception {
        int sent = WARM_UP;
        for (int number : documents) {
            int missing = number - sent - MEASURED;
            if (missing > 0) {
                new Batch(1, 1, missing).send(peer);
                sent += missing;
            }
            point(peer, Dimension.DOCUMENTS, number, new Batch(1, 1, MEASURED), report, chart);
            sent += MEASURED;
        }
    }

    private void point(AntinPeer peer, Dimension dimension, int number, Batch batch, Report report, SvgChart chart)
            throws Exception {
        Usage before = Usage.of(peer.processes());
        LoadResult load = batch.send(peer);
        Usage used = Usage.of(peer.processes()).since(before);
        double millis = 1_000 * load.per(used.allCpuSeconds());
        ObjectNode row = load.json()
                .put("growth", dimension.name().toLowerCase(Locale.ROOT))
                .put("number", number)
                .put("documents_per_s", load.perSecond())
                .put("cpu_ms", millis)
                .put("written_bytes", load.per(used.sum(ProcessUsage::writtenBytes)));
        StringBuilder each = new StringBuilder();
        used.processes().forEach((name, one) -> {
            double own = 1_000 * load.per(one.cpuSeconds());
            row.put(name + "_cpu_ms", own);
            chart.point(name, number, own);
            each.append(each.isEmpty() ? "" : ", ").append(name + " " + Figures.number(own) + " ms");
        });
        chart.point(terminal.words().say("bench.growth.all"), number, millis);
        report.row(row);
        terminal.say(
                "bench.growth.row",
                terminal.words().say("bench.growth.x." + dimension.name().toLowerCase(Locale.ROOT)),
                number,
                Figures.number(millis),
                each,
                Figures.number(load.p50Millis()));
    }
}
