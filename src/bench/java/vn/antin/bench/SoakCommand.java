package vn.antin.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.cli.Exit;
import vn.antin.cli.Terminal;
import vn.antin.json.Json;

/**
 * Runs hours of traffic while processes are stopped, killed and starved, lines cut, the hub's disk frozen and its
 * database restarted, at random times that are the same for the same seed. Checks: nothing lost, nothing doubled, every
 * receipt back soon after each fault, and no alarm of forgery.
 */
@Command(name = "soak", sortOptions = false)
public final class SoakCommand implements Callable<Integer>, Measurement {

    /** SubmissionAcceptance, RelayAcceptance, ContentConsignment, ContentHandover. */
    private static final int RECEIPTS = 4;

    private static final int CALM_SHORTEST = 15;
    private static final int CALM_LONGEST = 45;
    private static final Duration RECOVERY = Duration.ofMinutes(5);
    private static final Duration LAST = Duration.ofMinutes(15);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration FIRST = Duration.ofMinutes(3);
    private static final int STANDSTILL_S = 30;
    /** Codes that are logged only where a seal, a proof or a chain does not verify. */
    private static final Pattern FORGERY = Pattern.compile("ANTIN-630\\d");

    @Mixin
    private Terminal terminal;

    @Mixin
    private Output output;

    @Option(names = "--minutes", paramLabel = "N", defaultValue = "120", descriptionKey = "bench-minutes")
    private int minutes;

    @Option(names = "--per-second", paramLabel = "N", defaultValue = "2", descriptionKey = "bench-per-second")
    private double perSecond;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", descriptionKey = "bench-seed")
    private long seed;

    @Option(names = "--postgres", descriptionKey = "bench-postgres")
    private boolean postgres;

    @Option(names = "--only", paramLabel = "WORDS", defaultValue = "", descriptionKey = "bench-only")
    private String only;

    @Option(names = "--heap", paramLabel = "MB", defaultValue = "256", descriptionKey = "bench-heap")
    private int heap;

    @Override
    public Integer call() throws Exception {
        output.alone("soak", terminal, this);
        return Exit.DONE;
    }

    @Override
    public Map<String, SvgImage> measure(Report report) throws Exception {
        report.condition("seed", Long.toString(seed));
        report.condition("hub_ledger", postgres ? "PostgreSQL" : "H2");
        try (SoakProvince province = new SoakProvince(heap, postgres)) {
            List<SoakFault> faults = province.faults().stream()
                    .filter(fault -> fault.name().contains(only))
                    .toList();
            terminal.say("bench.soak.head", minutes, faults.size(), seed);
            Map<String, NodeClient> recipients = new LinkedHashMap<>();
            SoakProvince.RECIPIENTS.forEach(node -> recipients.put(province.code(node), province.door(node)));
            NodeClient sender = province.door(TestNetwork.SENDER);
            sender.sendFirst(List.copyOf(recipients.keySet()), FIRST);
            try (SoakTraffic traffic = new SoakTraffic(sender, recipients, perSecond)) {
                disturb(province, faults, traffic, report);
                traffic.stopSending();
                boolean all = waitUntil(() -> traffic.underWay() == 0, LAST);
                if (!all) {
                    terminal.say("bench.soak.standing", traffic.underWay());
                }
                total(province, sender, traffic, report);
            }
        }
        return Map.of();
    }

    private void disturb(SoakProvince province, List<SoakFault> faults, SoakTraffic traffic, Report report) {
        Random random = new Random(seed);
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
        double longest = 0;
        for (int number = 1; System.nanoTime() < end; number++) {
            pause(CALM_SHORTEST + random.nextInt(CALM_LONGEST - CALM_SHORTEST));
            SoakFault fault = faults.get(random.nextInt(faults.size()));
            int seconds = fault.shortest() + random.nextInt(1 + fault.longest() - fault.shortest());
            fault.begin().run();
            pause(seconds);
            fault.end().run();
            long over = System.nanoTime();
            boolean settled = waitUntil(() -> traffic.allSettledBefore(over), RECOVERY);
            double recovery = secondsSince(over);
            double first =
                    traffic.firstSettledSince(over).map(at -> (at - over) / 1e9).orElse(recovery);
            List<String> ended = province.ended();
            if (!ended.isEmpty()) {
                throw new IllegalStateException("ended by themselves: " + ended);
            }
            terminal.say(
                    "bench.soak.row",
                    number,
                    fault.name(),
                    seconds,
                    Figures.number(first),
                    settled ? Figures.number(recovery) : "> " + Figures.number(recovery),
                    traffic.sent().size(),
                    traffic.doubled());
            longest = Math.max(longest, recovery);
            report.row(Json.MAPPER
                    .createObjectNode()
                    .put("fault", fault.name())
                    .put("seconds", seconds)
                    .put("first_receipt_s", first)
                    .put("all_receipts_s", recovery)
                    .put("settled", settled)
                    .put("within_bar", settled && recovery <= STANDSTILL_S));
        }
        report.figure(Key.SOAK_STANDSTILL_S, longest);
    }

    private void total(SoakProvince province, NodeClient sender, SoakTraffic traffic, Report report)
            throws IOException {
        List<String> sent = traffic.sent();
        int copies = sent.size() * SoakProvince.RECIPIENTS.size();
        int receipts = 0;
        int unwitnessed = 0;
        for (String id : sent) {
            for (JsonNode receipt : sender.receipts(id)) {
                receipts++;
                unwitnessed += receipt.path("witnessed").asBoolean() ? 0 : 1;
            }
        }
        Map<String, Integer> alarms = new TreeMap<>();
        for (String name : province.names()) {
            count(province, name, alarms);
        }
        int delivered = traffic.delivered();
        int doubled = traffic.doubled();
        traffic.close();
        province.stop();
        ObjectNode row = Json.MAPPER
                .createObjectNode()
                .put("documents", sent.size())
                .put("copies", copies)
                .put("delivered", delivered)
                .put("doubled", doubled)
                .put("lost", copies - delivered)
                .put("receipts", receipts)
                .put("receipts_expected", copies * RECEIPTS)
                .put("receipts_not_witnessed", unwitnessed)
                .put("calls_without_answer", traffic.silences());
        traffic.failed().forEach(row.withArray("failed")::add);
        alarms.forEach(row.putObject("forgery_alarms")::put);
        StringBuilder bytes = new StringBuilder();
        for (String name : province.names()) {
            long each = province.ledgerBytes(name) / Math.max(1, sent.size());
            row.put(name + "_ledger_bytes_per_document", each);
            bytes.append(bytes.isEmpty() ? "" : ", ").append(name).append(' ').append(each);
        }
        report.row(row);
        report.figure(Key.SOAK_LOST, copies - delivered);
        report.figure(Key.SOAK_DOUBLED, doubled);
        report.figure(Key.SOAK_RECEIPTS_MISSING, (double) copies * RECEIPTS - receipts);
        report.figure(
                Key.SOAK_FALSE_ALARMS,
                alarms.values().stream().mapToInt(Integer::intValue).sum());
        terminal.say(
                "bench.soak.total",
                sent.size(),
                copies,
                delivered,
                doubled,
                receipts,
                copies * RECEIPTS,
                traffic.failed().size(),
                alarms.isEmpty() ? "0" : alarms.toString(),
                bytes);
    }

    private static void count(SoakProvince province, String name, Map<String, Integer> alarms) throws IOException {
        try (Stream<String> lines = Files.lines(province.log(name), StandardCharsets.UTF_8)) {
            lines.forEach(line -> {
                Matcher found = FORGERY.matcher(line);
                if (found.find()) {
                    alarms.merge(name + " " + found.group(), 1, Integer::sum);
                }
            });
        }
    }

    private static double secondsSince(long time) {
        return (System.nanoTime() - time) / 1e9;
    }

    private static boolean waitUntil(BooleanSupplier condition, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return true;
    }

    private static void pause(int seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
