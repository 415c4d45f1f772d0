package vn.antin.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import vn.antin.cli.Answered;
import vn.antin.cli.Terminal;

/** Runs every peer with the same load, one after the other, and reports the comparison. */
final class PeerComparison {

    private static final int KB_10 = 10 << 10;
    private static final int MB_1 = 1 << 20;
    private static final int WARM_UP_FLIGHT = 8;
    private static final int WARM_UP_ROUND = 5;
    private static final String ANTIN = "antin";
    private static final String ARTEMIS = "artemis";
    private static final String PHASE4 = "phase4";

    private final Terminal terminal;
    private final Report report;
    private final Load load;
    private final SvgChart chart;
    private final SvgChart growth;

    /** One measurement and the resources it used. */
    private record Outcome(LoadResult measured, double cpuMillis) {}

    PeerComparison(Terminal terminal, Report report, Load load) {
        this.terminal = terminal;
        this.report = report;
        this.load = load;
        this.chart = SvgChart.doubling(
                terminal.words().say("bench.throughput.title"),
                terminal.words().say("bench.throughput.x"),
                terminal.words().say("bench.throughput.y"));
        this.growth = SvgChart.doubling(
                terminal.words().say("bench.throughput.growth"),
                terminal.words().say("bench.throughput.bytes"),
                terminal.words().say("bench.growth.y"));
    }

    /** Throughput by concurrency, and CPU cost of a document by size. */
    Map<String, SvgChart> charts() {
        return Map.of("throughput", chart, "throughput-growth", growth);
    }

    /** Warms up for the requested time, and longer until the CPU cost of a document has settled. */
    void warmUp(List<Peer> peers) throws Exception {
        for (Peer peer : peers) {
            SteadyState state = new SteadyState();
            int documents = 0;
            for (int seconds = 0; seconds < load.warmUpSeconds() || goesOn(state, seconds); seconds += WARM_UP_ROUND) {
                Usage used = Usage.of(peer.processes());
                LoadResult measured = peer.run(KB_10, WARM_UP_FLIGHT, WARM_UP_ROUND);
                documents += measured.documents();
                state.add(
                        millis(measured, Usage.of(peer.processes()).since(used).allCpuSeconds()));
            }
            report.row(state.json().put("peer", peer.name()).put("warm_up_documents", documents));
            terminal.say(
                    state.reached() ? "bench.warm-peer" : "bench.warm-peer.unsteady",
                    peer.name(),
                    documents,
                    state.lastWindows());
        }
    }

    private boolean goesOn(SteadyState state, int seconds) {
        return !state.reached() && seconds < load.longestWarmUpSeconds();
    }

    private static double millis(LoadResult measured, double seconds) {
        return 1_000 * measured.per(seconds);
    }

    /** Measures every size, concurrency and peer, and reports the results. */
    void round(List<Peer> peers) throws Exception {
        Map<String, Map<Integer, Outcome>> small = new HashMap<>();
        Map<String, Map<Integer, Outcome>> large = new HashMap<>();
        for (int bytes : load.sizes()) {
            for (int flight : load.flights()) {
                for (Peer peer : peers) {
                    Optional<Outcome> outcome = measure(peer, bytes, flight);
                    Map<String, Map<Integer, Outcome>> kept = bytes == KB_10 ? small : large;
                    if (outcome.isPresent() && (bytes == KB_10 || bytes == MB_1)) {
                        kept.computeIfAbsent(peer.name(), any -> new TreeMap<>())
                                .put(flight, outcome.get());
                    }
                }
            }
        }
        compare(small, large);
    }

    private Optional<Outcome> measure(Peer peer, int bytes, int flight) throws Exception {
        Usage before = Usage.of(peer.processes());
        ObjectNode row;
        try {
            LoadResult measured = peer.run(bytes, flight, load.seconds());
            Usage used = Usage.of(peer.processes()).since(before);
            row = row(peer, bytes, flight, measured, used);
            report.row(row);
            chart.point(peer.name() + " " + Figures.size(bytes), flight, measured.perSecond());
            double cpuMillis = millis(measured, used.allCpuSeconds());
            growth.point(peer.name() + " × " + flight, bytes / 1_000.0, cpuMillis);
            return Optional.of(new Outcome(measured, cpuMillis));
        } catch (Answered refused) {
            if (!NodeClient.tooLarge(refused)) {
                throw refused;
            }
            terminal.say("bench.row.none", peer.name(), Figures.size(bytes), flight, refused.code());
            return Optional.empty();
        }
    }

    private ObjectNode row(Peer peer, int bytes, int flight, LoadResult measured, Usage used) {
        StringBuilder parts = new StringBuilder();
        ObjectNode row =
                measured.json().put("peer", peer.name()).put("bytes", bytes).put("flight", flight);
        row.put("documents_per_s", measured.perSecond())
                .put("cpu_ms", millis(measured, used.allCpuSeconds()))
                .put("cpu_without_compilers_ms", millis(measured, used.sum(ProcessUsage::cpuSecondsWithoutCompilers)))
                .put("written_bytes", measured.per(used.sum(ProcessUsage::writtenBytes)))
                .put("switches", measured.per(used.sum(ProcessUsage::switches)));
        ObjectNode processes = row.putObject("processes");
        used.processes().forEach((name, one) -> {
            double millis = millis(measured, one.cpuSeconds());
            long megabytes = one.peakBytes() >> 20;
            processes
                    .putObject(name)
                    .put("cpu_ms", millis)
                    .put("cpu_without_compilers_ms", millis(measured, one.cpuSecondsWithoutCompilers()))
                    .put("written_bytes", measured.per((double) one.writtenBytes()))
                    .put("switches", measured.per((double) one.switches()))
                    .put("peak_rss_mb", megabytes);
            parts.append(parts.isEmpty() ? "" : ", ")
                    .append(name + " " + Figures.number(millis) + " ms/" + megabytes + " MB");
        });
        terminal.say(
                "bench.row",
                peer.name(),
                Figures.size(bytes),
                flight,
                Figures.number(measured.perSecond()),
                Figures.number(measured.p50Millis()),
                Figures.number(measured.p99Millis()),
                Figures.number(millis(measured, used.allCpuSeconds())),
                parts,
                Figures.number(millis(measured, used.sum(ProcessUsage::cpuSecondsWithoutCompilers))));
        return row;
    }

    private void compare(Map<String, Map<Integer, Outcome>> small, Map<String, Map<Integer, Outcome>> large) {
        best(small, ANTIN).ifPresent(ours -> {
            report.figure(Key.CPU_10K_MS, ours.getValue().cpuMillis());
            versus(
                    Key.THROUGHPUT_10K_VS_PHASE4,
                    ours.getValue(),
                    best(small, PHASE4).map(Map.Entry::getValue));
            versus(
                    Key.THROUGHPUT_10K_VS_ARTEMIS,
                    ours.getValue(),
                    Optional.ofNullable(of(small, ARTEMIS).get(ours.getKey())));
        });
        best(small, PHASE4)
                .ifPresent(peer ->
                        report.figure(Key.CPU_10K_MS_PHASE4, peer.getValue().cpuMillis()));
        best(small, ARTEMIS)
                .ifPresent(peer ->
                        report.figure(Key.CPU_10K_MS_ARTEMIS, peer.getValue().cpuMillis()));
        best(large, ANTIN)
                .ifPresentOrElse(
                        ours -> versus(
                                Key.THROUGHPUT_1M_VS_PHASE4,
                                ours.getValue(),
                                best(large, PHASE4).map(Map.Entry::getValue)),
                        () -> report.missing(
                                Key.THROUGHPUT_1M_VS_PHASE4,
                                terminal.words().say(load.sizes().contains(MB_1) ? "bench.none" : "bench.no-size")));
        alone(Key.LATENCY_10K_P50_MS, of(small, ANTIN));
        alone(Key.LATENCY_10K_P50_MS_PHASE4, of(small, PHASE4));
        alone(Key.LATENCY_10K_P50_MS_ARTEMIS, of(small, ARTEMIS));
    }

    private void versus(Key key, Outcome ours, Optional<Outcome> theirs) {
        theirs.ifPresentOrElse(
                peer -> report.figure(
                        key, ours.measured().perSecond() / peer.measured().perSecond()),
                () -> report.missing(key, terminal.words().say("bench.no-peer")));
    }

    private void alone(Key key, Map<Integer, Outcome> byFlight) {
        Outcome one = byFlight.get(1);
        if (one != null) {
            report.figure(key, one.measured().p50Millis());
        }
    }

    private static Map<Integer, Outcome> of(Map<String, Map<Integer, Outcome>> all, String peer) {
        return all.getOrDefault(peer, Map.of());
    }

    private static Optional<Map.Entry<Integer, Outcome>> best(Map<String, Map<Integer, Outcome>> all, String peer) {
        return of(all, peer).entrySet().stream()
                .max(java.util.Comparator.comparingDouble(
                        entry -> entry.getValue().measured().perSecond()));
    }
}
