package vn.antin.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
            defaultValue = "antin,artemis,phase4",
            descriptionKey = "bench-peers")
    private List<String> peers;

    @Option(names = "--rsa", descriptionKey = "bench-rsa")
    private boolean rsa;

    @Option(names = "--heap", paramLabel = "MB", defaultValue = "512", descriptionKey = "bench-heap")
    private int heap;

    @Override
    public Integer call() throws Exception {
        output.alone("throughput", terminal, this);
        return Exit.DONE;
    }

    @Override
    public Map<String, SvgChart> measure(Report report) throws Exception {
        report.condition("throughput_keys", keys().name());
        report.condition("throughput_seconds", Integer.toString(seconds));
        report.condition("throughput_heap_mb", Integer.toString(heap));
        terminal.say("bench.throughput.head", keys(), heap, seconds);
        PeerComparison contest = new PeerComparison(terminal, report, new Load(bytes(), flights, seconds, warmUp));
        try (TestNetwork site = TestNetwork.make(keys(), heap, List.of(TestNetwork.SENDER, TestNetwork.RECIPIENT))) {
            List<Peer> running = new ArrayList<>();
            try {
                start(site, running);
                contest.warmUp(running);
                for (int round = 0; round < output.repeat(); round++) {
                    contest.round(running);
                }
            } finally {
                running.forEach(Peer::close);
            }
        }
        return contest.charts();
    }

    private void start(TestNetwork site, List<Peer> running) throws IOException {
        for (String peer : peers) {
            switch (peer) {
                case "antin" -> running.add(new AntinPeer(site));
                case "artemis" -> running.add(ArtemisPeer.start(site));
                case "phase4" -> {
                    if (Phase4Peer.built()) {
                        running.add(Phase4Peer.start(site));
                    } else {
                        terminal.say("bench.phase4", Phase4Peer.BUILD);
                    }
                }
                default -> throw terminal.usage("usage.unknown", peer);
            }
        }
    }

    private KeyAlgorithm keys() {
        return rsa ? KeyAlgorithm.RSA_2048 : KeyAlgorithm.EC_P256;
    }

    private List<Integer> bytes() {
        return sizes.stream().map(size -> Math.toIntExact(Figures.bytes(size))).toList();
    }
}
