package vn.antin.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.cli.Exit;
import vn.antin.cli.Terminal;
import vn.antin.seal.pki.KeyAlgorithm;

/**
 * Measures documents per second from node through hub to node, beside a bare relay and phase4, each in its own
 * processes.
 */
@Command(name = "throughput", sortOptions = false)
public final class ThroughputCommand implements Callable<Integer>, Measurement {

    private static final List<String> NODES = List.of(TestNetwork.SENDER, TestNetwork.RECIPIENT);
    private static final int COUNTED_BYTES = 10 << 10;
    private static final int COUNTED_FLIGHT = 64;
    private static final int COUNTED = 10 * COUNTED_FLIGHT;
    private static final int COUNTED_QUICKLY = 5 * COUNTED_FLIGHT;
    private static final int COUNTED_ALONE = 30;
    private static final int QUICK_WARM_UP = 20;
    private static final int COUNT_WARM_UP = 5;
    private static final int LONGEST = 5;

    @Mixin
    private Terminal terminal;

    @Mixin
    private Output output;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "10", descriptionKey = "bench-seconds")
    private int seconds;

    @Option(names = "--warm-up", paramLabel = "N", defaultValue = "60", descriptionKey = "bench-warm-up")
    private int warmUp;

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "SIZE",
            defaultValue = "2K,10K,100K,1M",
            descriptionKey = "bench-sizes")
    private List<String> sizes;

    @Option(
            names = "--flight",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,4,16,64",
            descriptionKey = "bench-flight")
    private List<Integer> flights;

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "antin,artemis,phase4,same-work",
            descriptionKey = "bench-peers")
    private List<String> peers;

    @Option(names = "--rsa", descriptionKey = "bench-rsa")
    private boolean rsa;

    @Option(names = "--heap", paramLabel = "MB", defaultValue = "512", descriptionKey = "bench-heap")
    private int heap;

    @Option(names = "--quick", descriptionKey = "bench-quick")
    private boolean quick;

    @Option(names = "--count", descriptionKey = "bench-count")
    private boolean countOnly;

    @Option(names = "--earlier", paramLabel = "DIR", descriptionKey = "bench-earlier")
    private @Nullable Path earlier;

    @Option(names = "--profile", descriptionKey = "bench-profile")
    private boolean profile;

    @Override
    public Integer call() throws Exception {
        output.alone("throughput", terminal, this);
        return Exit.DONE;
    }

    @Override
    public Map<String, SvgImage> measure(Report report) throws Exception {
        report.condition("throughput_keys", keys().name());
        report.condition("throughput_seconds", Integer.toString(seconds));
        report.condition("throughput_heap_mb", Integer.toString(heap));
        report.condition("throughput_quick", Boolean.toString(quick));
        terminal.say("bench.throughput.head", keys(), heap, seconds);
        PeerComparison contest = new PeerComparison(terminal, report, load());
        SvgBars spent = new SvgBars(
                terminal.words().say("bench.spent.title"), terminal.words().say("bench.growth.y"));
        try (TestNetwork site = TestNetwork.make(keys(), heap, NODES);
                TestNetwork other = earlier == null ? null : TestNetwork.of(earlier, keys(), heap, NODES)) {
            List<Peer> running = new ArrayList<>();
            try {
                if (other != null) {
                    running.add(AntinPeer.earlier(other));
                }
                start(site, running);
                contest.warmUp(running);
                for (int round = 0; round < output.repeat() && !countOnly; round++) {
                    contest.round(running);
                }
                if (profile) {
                    spent(running, site, report, spent);
                }
                count(running, site, report);
            } finally {
                running.forEach(Peer::close);
            }
        }
        Map<String, SvgImage> charts = new LinkedHashMap<>(contest.charts());
        charts.put("throughput-spent", spent);
        return charts;
    }

    private void spent(List<Peer> running, TestNetwork site, Report report, SvgBars chart) throws Exception {
        for (Peer peer : running) {
            if (peer instanceof AntinPeer antin) {
                ProfilePass.Spent spent =
                        new ProfilePass(antin, site.folder(), terminal).measure(COUNTED_BYTES, COUNTED_FLIGHT, seconds);
                report.row(spent.row());
                chart.bar(peer.name(), spent.millis());
            }
        }
    }

    private void start(TestNetwork site, List<Peer> running) throws IOException {
        for (String peer : quick ? List.of(AntinPeer.NAME) : peers) {
            switch (peer) {
                case AntinPeer.NAME -> running.add(new AntinPeer(site));
                case "artemis" -> running.add(ArtemisPeer.start(site));
                case Phase4Peer.BARE, Phase4Peer.SAME_WORK -> {
                    if (Phase4Peer.built()) {
                        running.add(peer.equals(Phase4Peer.BARE) ? Phase4Peer.bare(site) : Phase4Peer.sameWork(site));
                    } else {
                        terminal.say("bench.phase4", Phase4Peer.BUILD);
                    }
                }
                default -> throw terminal.usage("usage.unknown", peer);
            }
        }
    }

    /** Counts after all times are taken. */
    private void count(List<Peer> running, TestNetwork site, Report report) throws Exception {
        for (Peer peer : running) {
            if (peer instanceof AntinPeer antin && peer.name().equals(AntinPeer.NAME)) {
                CountPass pass = new CountPass(antin, site.folder(), terminal);
                report.row(pass.atRest());
                for (int round = 0; round < output.repeat(); round++) {
                    report.row(pass.measure(COUNTED_BYTES, 1, COUNTED_ALONE));
                    ObjectNode row = pass.measure(COUNTED_BYTES, COUNTED_FLIGHT, quick ? COUNTED_QUICKLY : COUNTED);
                    report.row(row);
                    CountPass.figures(row, report, terminal.words().say("bench.uncounted"));
                }
            }
        }
    }

    private Load load() {
        int least = countOnly ? COUNT_WARM_UP : QUICK_WARM_UP;
        return quick
                ? new Load(List.of(COUNTED_BYTES), List.of(COUNTED_FLIGHT), seconds, least, least)
                : new Load(bytes(), flights, seconds, warmUp, LONGEST * warmUp);
    }

    private KeyAlgorithm keys() {
        return rsa ? KeyAlgorithm.RSA_2048 : KeyAlgorithm.EC_P256;
    }

    private List<Integer> bytes() {
        return sizes.stream().map(size -> Math.toIntExact(Figures.bytes(size))).toList();
    }
}
