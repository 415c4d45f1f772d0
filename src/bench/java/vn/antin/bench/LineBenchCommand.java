package vn.antin.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.cli.Exit;
import vn.antin.cli.Terminal;
import vn.antin.seal.pki.KeyAlgorithm;

/** Measures a commune's line: the share of payload, and the delay of an urgent document. */
@Command(name = "line", sortOptions = false)
public final class LineBenchCommand implements Callable<Integer>, Measurement {

    private static final int RECIPIENTS = 110;

    @Mixin
    private Terminal terminal;

    @Mixin
    private Output output;

    @Option(names = "--parts", split = ",", paramLabel = "NAME", descriptionKey = "bench-parts")
    private List<Part> parts = List.of(Part.values());

    @Option(names = "--size", paramLabel = "SIZE", defaultValue = "100M", descriptionKey = "bench-large")
    private String size;

    @Option(names = "--heap", paramLabel = "MB", defaultValue = "512", descriptionKey = "bench-heap")
    private int heap;

    /** The parts that can be measured alone. */
    enum Part {
        OVERHEAD,
        BACKLOG,
        SMALL,
        LARGE,
        CUTS,
        KILLS,
        FANOUT,
        CUT_THROUGH
    }

    @Override
    public Integer call() throws Exception {
        output.alone("line", terminal, this);
        return Exit.DONE;
    }

    @Override
    public Map<String, SvgImage> measure(Report report) throws Exception {
        long bytes = Figures.bytes(size);
        terminal.say("bench.line.head", Figures.size(bytes));
        boolean many = parts.contains(Part.FANOUT);
        try (TestNetwork site = many
                ? TestNetwork.make(KeyAlgorithm.EC_P256, heap, Integer.MAX_VALUE)
                : TestNetwork.make(KeyAlgorithm.EC_P256, heap, List.of(TestNetwork.SENDER, TestNetwork.RECIPIENT))) {
            for (int round = 0; round < output.repeat(); round++) {
                oneLine(site, bytes, report);
                if (parts.contains(Part.CUT_THROUGH)) {
                    try (LineTrial trial = LineTrial.start(site, true, terminal, report)) {
                        trial.cutThrough(bytes);
                    }
                }
            }
        }
        return Map.of();
    }

    private void oneLine(TestNetwork site, long bytes, Report report) throws Exception {
        try (LineTrial trial = LineTrial.start(site, false, terminal, report)) {
            for (Part part : parts) {
                switch (part) {
                    case OVERHEAD -> trial.overhead();
                    case BACKLOG -> trial.urgentBeforeBacklog();
                    case SMALL -> trial.wireRatio();
                    case LARGE -> trial.large(bytes, Key.LINE_EFFICIENCY, 0);
                    case CUTS -> trial.large(bytes, Key.LINE_EFFICIENCY_CUTS, 10);
                    case KILLS -> trial.killed(bytes, 10);
                    case FANOUT ->
                        trial.fanOut(site.nodes().stream()
                                .filter(node -> !node.equals(TestNetwork.SENDER))
                                .limit(RECIPIENTS)
                                .map(site::code)
                                .toList());
                    case CUT_THROUGH -> {
                        // Measured by itself, because it needs a second line.
                    }
                }
            }
        }
    }
}
