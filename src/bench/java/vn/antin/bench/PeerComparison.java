package vn.antin.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import vn.antin.cli.Answered;
import vn.antin.cli.Terminal;

/** Runs every peer with the same load, one after the other, and reports the comparison. */
final class PeerComparison {

    private static final int KB_10 = 10 << 10;
    private static final int MB_1 = 1 << 20;
    private static final int WARM_UP_FLIGHT = 8;
    private static final int WARM_UP_ROUND = 5;
    private static final String ARTEMIS = "artemis";

    private final Terminal terminal;
    private final Report report;
    private final Load load;
    private final SvgChart chart;
    private final SvgChart growth;

    /** One measurement and the resources it used. */
    private record Outcome(LoadResult measured, double cpuMillis) {

        double perSecond() {
            return measured.perSecond();
        }

        double p50Millis() {
            return measured.p50Millis();
        }
    }

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
    Map<String, SvgImage> charts() {
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
        Optional<Outcome> ours = best(small, AntinPeer.NAME);
        Optional<Outcome> bare = best(small, Phase4Peer.BARE);
        Optional<Outcome> sameWork = best(small, Phase4Peer.SAME_WORK);
        figure(Key.CPU_10K_MS, ours, Outcome::cpuMillis);
        figure(Key.CPU_10K_MS_PHASE4, bare, Outcome::cpuMillis);
        figure(Key.CPU_10K_MS_SAME_WORK, sameWork, Outcome::cpuMillis);
        figure(Key.CPU_10K_MS_ARTEMIS, best(small, ARTEMIS), Outcome::cpuMillis);
        versus(Key.CPU_10K_VS_PHASE4, ours, bare, Outcome::cpuMillis);
        versus(Key.CPU_10K_VS_SAME_WORK, ours, sameWork, Outcome::cpuMillis);
        versus(Key.THROUGHPUT_10K_VS_PHASE4, ours, bare, Outcome::perSecond);
        versus(Key.THROUGHPUT_10K_VS_SAME_WORK, ours, sameWork, Outcome::perSecond);
        bestFlight(small, AntinPeer.NAME)
                .ifPresent(flight -> versus(
                        Key.THROUGHPUT_10K_VS_ARTEMIS,
                        at(small, AntinPeer.NAME, flight),
                        at(small, ARTEMIS, flight),
                        Outcome::perSecond));
        Optional<Outcome> oursLarge = best(large, AntinPeer.NAME);
        figure(Key.CPU_1M_MS, oursLarge, Outcome::cpuMillis);
        versus(Key.THROUGHPUT_1M_VS_PHASE4, oursLarge, best(large, Phase4Peer.BARE), Outcome::perSecond);
        versus(Key.THROUGHPUT_1M_VS_SAME_WORK, oursLarge, best(large, Phase4Peer.SAME_WORK), Outcome::perSecond);
        figure(Key.LATENCY_10K_P50_MS, at(small, AntinPeer.NAME, 1), Outcome::p50Millis);
        figure(Key.LATENCY_10K_P50_MS_PHASE4, at(small, Phase4Peer.BARE, 1), Outcome::p50Millis);
        figure(Key.LATENCY_10K_P50_MS_SAME_WORK, at(small, Phase4Peer.SAME_WORK, 1), Outcome::p50Millis);
        figure(Key.LATENCY_10K_P50_MS_ARTEMIS, at(small, ARTEMIS, 1), Outcome::p50Millis);
        versus(
                Key.LATENCY_10K_VS_SAME_WORK,
                at(small, AntinPeer.NAME, 1),
                at(small, Phase4Peer.SAME_WORK, 1),
                Outcome::p50Millis);
    }

    private void figure(Key key, Optional<Outcome> measured, ToDoubleFunction<Outcome> part) {
        measured.ifPresent(one -> report.figure(key, part.applyAsDouble(one)));
    }

    /** Our part divided by theirs, when both were measured. */
    private void versus(Key key, Optional<Outcome> ours, Optional<Outcome> theirs, ToDoubleFunction<Outcome> part) {
        if (ours.isPresent() && theirs.isPresent()) {
            report.figure(key, part.applyAsDouble(ours.get()) / part.applyAsDouble(theirs.get()));
        } else {
            report.missing(key, terminal.words().say("bench.not-both"));
        }
    }

    private static Map<Integer, Outcome> of(Map<String, Map<Integer, Outcome>> all, String peer) {
        return all.getOrDefault(peer, Map.of());
    }

    private static Optional<Outcome> at(Map<String, Map<Integer, Outcome>> all, String peer, int flight) {
        return Optional.ofNullable(of(all, peer).get(flight));
    }

    private static Optional<Outcome> best(Map<String, Map<Integer, Outcome>> all, String peer) {
        return bestFlight(all, peer).flatMap(flight -> at(all, peer, flight));
    }

    private static Optional<Integer> bestFlight(Map<String, Map<Integer, Outcome>> all, String peer) {
        return of(all, peer).entrySet().stream()
                .max(Comparator.comparingDouble(entry -> entry.getValue().perSecond()))
                .map(Map.Entry::getKey);
    }
}
