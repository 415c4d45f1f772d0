package vn.antin.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.cli.Exit;
import vn.antin.cli.Terminal;
import vn.antin.json.Json;
import vn.antin.seal.pki.KeyAlgorithm;

/** Stalls the hub's ledger under load and measures how long after that receipts return and the queues are empty. */
@Command(name = "stalls", sortOptions = false)
public final class StallsCommand implements Callable<Integer>, Measurement {

    private static final List<String> TO = List.of(TestNetwork.RECIPIENT_CODE);
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final double NANOS = 1e9;

    @Mixin
    private Terminal terminal;

    @Mixin
    private Output output;

    @Option(names = "--kind", paramLabel = "KIND", defaultValue = "SUSPEND", descriptionKey = "bench-stall")
    private LedgerStall.Kind kind;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "40", descriptionKey = "bench-stall-seconds")
    private int seconds;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "3", descriptionKey = "bench-stall-rate")
    private int rate;

    @Option(names = "--heap", paramLabel = "MB", defaultValue = "512", descriptionKey = "bench-heap")
    private int heap;

    private volatile boolean loaded;
    private volatile long hubProcess;

    /** The documents sent by one sender. */
    private record Sent(List<String> before, List<String> during) {}

    /** The state of the hub. */
    private record Look(long waiting, int gaps, int alarms, long deadLetters, String consumers) {}

    @Override
    public Integer call() throws Exception {
        output.alone("stalls", terminal, this);
        return Exit.DONE;
    }

    @Override
    public Map<String, SvgImage> measure(Report report) throws Exception {
        report.condition("stall", kind.name());
        report.condition("stall_s", Integer.toString(seconds));
        report.condition("documents_per_s", Integer.toString(rate));
        try (LedgerStall stall = new LedgerStall(kind, () -> hubProcess);
                TestNetwork site = TestNetwork.make(
                        KeyAlgorithm.EC_P256,
                        heap,
                        List.of(TestNetwork.SENDER, TestNetwork.RECIPIENT),
                        stall::prepare)) {
            terminal.say("bench.stalls.head", kind.name(), seconds, rate);
            List<ChildProcess> running = new ArrayList<>();
            try {
                ChildProcess hub = site.host(TestNetwork.HUB);
                running.add(hub);
                hubProcess = hub.pid();
                running.add(site.run(TestNetwork.SENDER));
                running.add(site.run(TestNetwork.RECIPIENT));
                NodeClient sender = new NodeClient(site.config(TestNetwork.SENDER));
                NodeClient recipient = new NodeClient(site.config(TestNetwork.RECIPIENT));
                if (!sender.await(sender.sendFirst(TO, START), NodeClient.State.ARRIVED, START)) {
                    throw new IllegalStateException("the first document did not arrive");
                }
                recipient.takeAll(0);
                for (int round = 0; round < output.repeat(); round++) {
                    round(round + 1, hub, sender, recipient, stall, report);
                }
            } finally {
                TestNetwork.stop(running);
                stall.undo();
            }
        }
        return Map.of();
    }

    private void round(
            int number, ChildProcess hub, NodeClient sender, NodeClient recipient, LedgerStall stall, Report report)
            throws Exception {
        ExecutorService clerk = Executors.newSingleThreadExecutor();
        Sent sent;
        try {
            loaded = true;
            Future<List<String>> before = clerk.submit(() -> load(sender));
            LockSupport.parkNanos(WARM_UP.toNanos());
            loaded = false;
            List<String> early = before.get();
            stall.begin();
            try {
                loaded = true;
                Future<List<String>> during = clerk.submit(() -> load(sender));
                LockSupport.parkNanos(Duration.ofSeconds(seconds).toNanos());
                loaded = false;
                sent = new Sent(early, during.get());
            } finally {
                stall.end();
            }
        } finally {
            clerk.shutdownNow();
        }
        recovered(number, hub, sender, recipient, sent, report);
    }

    private List<String> load(NodeClient sender) {
        List<String> ids = new ArrayList<>();
        long next = System.nanoTime();
        while (loaded) {
            ids.add(sender.send(Payload.of(10_000), false, TO));
            next += (long) (NANOS / rate);
            LockSupport.parkNanos(next - System.nanoTime());
        }
        return ids;
    }

    private void recovered(
            int number, ChildProcess hub, NodeClient sender, NodeClient recipient, Sent sent, Report report)
            throws Exception {
        long end = System.nanoTime();
        Set<String> open = new HashSet<>(sent.before());
        open.addAll(sent.during());
        int all = open.size();
        double first = -1;
        double empty = -1;
        int alarms = 0;
        Look look = null;
        while (System.nanoTime() - end < PATIENCE.toNanos() && empty < 0) {
            look = look(hub);
            alarms = Math.max(alarms, look.alarms());
            int before = open.size();
            open.removeIf(id -> sender.state(id) == NodeClient.State.ARRIVED);
            double now = (System.nanoTime() - end) / NANOS;
            if (first < 0 && open.size() < before) {
                first = now;
            }
            if (open.isEmpty() && look.waiting() == 0 && look.gaps() == 0) {
                empty = now;
            } else {
                LockSupport.parkNanos(LOOK.toNanos());
            }
        }
        List<String> taken = new ArrayList<>();
        for (List<String> some = recipient.takeAll(0); !some.isEmpty(); some = recipient.takeAll(0)) {
            taken.addAll(some);
        }
        Set<String> once = new HashSet<>(taken);
        Set<String> lost = new HashSet<>(sent.before());
        lost.addAll(sent.during());
        lost.removeAll(once);
        int doubled = taken.size() - once.size();
        String consumers = look == null ? "" : look.consumers();
        long dead = look == null ? 0 : look.deadLetters();
        report.row(Json.MAPPER
                .createObjectNode()
                .put("round", number)
                .put("documents", all)
                .put("during_the_stall", sent.during().size())
                .put("first_receipt_s", first)
                .put("all_receipts_and_empty_s", empty)
                .put("without_receipt", open.size())
                .put("lost", lost.size())
                .put("doubled", doubled)
                .put("false_alarms", alarms)
                .put("dead_letters", dead)
                .put("consumers", consumers));
        terminal.say(
                "bench.stalls.row",
                number,
                all,
                Figures.number(first),
                Figures.number(empty),
                open.size(),
                lost.size(),
                doubled,
                alarms,
                consumers);
        if (empty >= 0) {
            report.figure(Key.STALL_FIRST_RECEIPT_S, first);
            report.figure(Key.STALL_EMPTY_S, empty);
        } else {
            report.figure(Key.STALL_EMPTY_S, (double) PATIENCE.toSeconds());
        }
        report.figure(Key.STALL_FALSE_ALARMS, alarms);
        report.figure(Key.STALL_LOST, lost.size() + open.size());
        report.figure(Key.STALL_DOUBLED, doubled);
    }

    /** Repeats while the hub's ledger is not open yet. */
    private static Look look(ChildProcess hub) throws Exception {
        JsonNode said = Json.MAPPER.readTree(hub.ask("depth", PATIENCE));
        return new Look(
                said.path("away").asBoolean() ? 1 : said.path("waiting").asLong(),
                said.path("gaps").asInt(),
                said.path("alarms").asInt(),
                said.path("dead_letters").asLong(),
                said.path("consumers").asText());
    }
}
