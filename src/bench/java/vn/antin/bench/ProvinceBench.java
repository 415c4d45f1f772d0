package vn.antin.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import vn.antin.cli.Answered;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.json.Json;

/** The hub and the nodes of all agencies in few processes, each node behind a line of its own that can be cut. */
final class ProvinceBench implements AutoCloseable {

    private static final int CLERKS = 16;
    private static final int MIX = 41;
    private static final int MEDIUM = 10;
    private static final int SMALL_BYTES = 400;
    private static final int MEDIUM_BYTES = 40_000;
    private static final int LARGE_BYTES = 400_000;
    private static final long SEED = 112;
    private static final Duration START = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    /** Polling takes CPU time from the nodes. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final ChildProcess hub;
    private final List<ChildProcess> processes;
    private final List<AgencyLine> lines;
    private final List<Agency> agencies;

    /** One agency: its code and the client of its node. */
    private record Agency(String code, NodeClient door) {}

    /** A document under way. */
    private record Sent(String id, Agency from, Agency to) {}

    /** The result; {@code refused} counts documents of a size that is not carried. */
    record Result(int documents, int refused, double minutes, int lost, int doubled, double cpuMillis) {}

    /**
     * The result of a steady load.
     *
     * @param delayed those that were late, in the order of their submission
     * @param slowest seconds from the submission to the receipt of arrival
     */
    record SteadyResult(int documents, List<DelayedDocument> delayed, double slowest, int lost, int doubled) {}

    /**
     * A document that was late.
     *
     * @param at when it was submitted, in seconds since the begin
     * @param seconds from the submission to the receipt of arrival
     * @param from the code of its sender
     * @param to the code of its recipient
     */
    record DelayedDocument(double at, double seconds, String from, String to) {}

    /** One document of a steady load: when it was submitted, in seconds since the begin, and how long it took. */
    private record TimedDocument(double at, Agency from, Agency to, Future<Double> seconds) {}

    private ProvinceBench(
            ChildProcess hub, List<ChildProcess> processes, List<AgencyLine> lines, List<Agency> agencies) {
        this.hub = hub;
        this.processes = processes;
        this.lines = lines;
        this.agencies = agencies;
    }

    static ProvinceBench start(TestNetwork site, int number) throws Exception {
        List<AgencyLine> lines = new ArrayList<>();
        List<List<Path>> shares = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            shares.add(new ArrayList<>());
        }
        List<Agency> agencies = new ArrayList<>();
        Map<String, Integer> megabits = site.megabits();
        for (String node : site.nodes()) {
            String code = site.code(node);
            AgencyLine line = AgencyLine.of(site, megabits.getOrDefault(code, 1));
            line.carry(site, node);
            lines.add(line);
            shares.get(agencies.size() % number).add(site.config(node));
            agencies.add(new Agency(code, new NodeClient(site.config(node))));
        }
        List<ChildProcess> processes = new ArrayList<>();
        try {
            ChildProcess hub = host(site, TestNetwork.HUB, List.of(site.config(TestNetwork.HUB)));
            processes.add(hub);
            List<Callable<ChildProcess>> starts = new ArrayList<>();
            for (List<Path> share : shares) {
                String name = "nodes-" + starts.size();
                starts.add(() -> host(site, name, share));
            }
            processes.addAll(all(number, starts));
            return new ProvinceBench(hub, processes, lines, agencies);
        } catch (Exception e) {
            TestNetwork.stop(processes);
            throw e;
        }
    }

    private static ChildProcess host(TestNetwork site, String name, List<Path> configs) {
        List<String> words = new ArrayList<>(List.of("bench", HostCommand.NAME));
        configs.forEach(config -> words.add(config.toString()));
        List<String> command = Jvm.antin(site.heapMegabytes(), words);
        return ChildProcess.start(
                name, site.log(name), name.equals(TestNetwork.HUB) ? command : behind(command), START);
    }

    /** Lowers the priority of the agencies' processes, because the hub of a real province has a machine to itself. */
    private static List<String> behind(List<String> command) {
        List<String> nice = new ArrayList<>(List.of("nice", "-n", "10"));
        nice.addAll(command);
        return nice;
    }

    List<AgencyLine> lines() {
        return lines;
    }

    /** Sends that many documents between random agencies and waits for them; the chart gets the depth of the queues. */
    Result carry(int number, SvgChart chart) throws Exception {
        Usage before = Usage.of(processes);
        long start = System.nanoTime();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger late = new AtomicInteger();
        List<Sent> sent = new ArrayList<>();
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
        try {
            String line = Integer.toString(number);
            var unused = watch.scheduleAtFixedRate(() -> sample(chart, line, start), 0, 1, TimeUnit.SECONDS);
            all(CLERKS, letters(number, sent, refused));
            List<Callable<Boolean>> waits = new ArrayList<>();
            for (Sent each : sent) {
                waits.add(() -> {
                    boolean arrived =
                            each.from().door().await(each.id(), NodeClient.State.ARRIVED, PATIENCE, BETWEEN_LOOKS);
                    late.addAndGet(arrived ? 0 : 1);
                    return arrived;
                });
            }
            all(CLERKS, waits);
        } finally {
            watch.shutdownNow();
        }
        double minutes = (System.nanoTime() - start) / 60e9;
        double cpu = Usage.of(processes).since(before).allCpuSeconds();
        int[] wrong = inBaskets(sent);
        return new Result(
                sent.size(),
                refused.get(),
                minutes,
                Math.max(late.get(), wrong[0]),
                wrong[1],
                sent.isEmpty() ? 0 : 1_000 * cpu / sent.size());
    }

    /** Sends so many small documents a second between random agencies until {@code end}, and waits for all of them. */
    SteadyResult steady(double perSecond, Duration late, BooleanSupplier end) throws Exception {
        Random random = new Random(SEED);
        List<Sent> sent = new ArrayList<>();
        List<TimedDocument> times = new ArrayList<>();
        long begin = System.nanoTime();
        ExecutorService pool = Executors.newCachedThreadPool();
        try {
            while (!end.getAsBoolean()) {
                Agency from = agencies.get(random.nextInt(agencies.size()));
                Agency to = agencies.get(
                        (agencies.indexOf(from) + 1 + random.nextInt(agencies.size() - 1)) % agencies.size());
                times.add(new TimedDocument(
                        (System.nanoTime() - begin) / 1e9, from, to, pool.submit(() -> seconds(from, to, sent))));
                LockSupport.parkNanos((long) (TimeUnit.SECONDS.toNanos(1) / perSecond));
            }
            List<DelayedDocument> delayed = new ArrayList<>();
            double slowest = 0;
            for (TimedDocument time : times) {
                double took = time.seconds().get();
                if (took > late.toSeconds()) {
                    delayed.add(new DelayedDocument(
                            time.at(), took, time.from().code(), time.to().code()));
                }
                slowest = Math.max(slowest, took);
            }
            int[] wrong = inBaskets(sent);
            return new SteadyResult(times.size(), delayed, slowest, wrong[0] + times.size() - sent.size(), wrong[1]);
        } finally {
            pool.shutdownNow();
        }
    }

    private static double seconds(Agency from, Agency to, List<Sent> sent) {
        long start = System.nanoTime();
        byte[] payload = Payload.of(SMALL_BYTES);
        String key = UUID.randomUUID().toString();
        String id = answered(() -> from.door().send(payload, false, List.of(to.code()), key));
        synchronized (sent) {
            sent.add(new Sent(id, from, to));
        }
        boolean arrived = answered(() -> from.door().await(id, NodeClient.State.ARRIVED, PATIENCE, BETWEEN_LOOKS));
        return arrived ? (System.nanoTime() - start) / 1e9 : PATIENCE.toSeconds();
    }

    /** Repeats what is not answered or refused for now; the time counts as the document's. */
    private static <T> T answered(Supplier<T> call) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return call.get();
            } catch (Answered | Refused | TryLater e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
        }
    }

    private List<Callable<Boolean>> letters(int number, List<Sent> sent, AtomicInteger refused) {
        Random random = new Random(SEED);
        List<Callable<Boolean>> letters = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            int from = random.nextInt(agencies.size());
            int to = (from + 1 + random.nextInt(agencies.size() - 1)) % agencies.size();
            int kind = i % MIX;
            int bytes = kind == 0 ? LARGE_BYTES : kind <= MEDIUM ? MEDIUM_BYTES : SMALL_BYTES;
            letters.add(() -> send(agencies.get(from), agencies.get(to), bytes, sent, refused));
        }
        return letters;
    }

    private static boolean send(Agency from, Agency to, int bytes, List<Sent> sent, AtomicInteger refused) {
        try {
            String id = from.door().sendWhenKnown(Payload.of(bytes), List.of(to.code()), START);
            synchronized (sent) {
                sent.add(new Sent(id, from, to));
            }
            return true;
        } catch (Answered answered) {
            if (!NodeClient.tooLarge(answered)) {
                throw answered;
            }
            refused.incrementAndGet();
            return false;
        }
    }

    private void sample(SvgChart chart, String line, long start) {
        try {
            String answer = hub.ask("depth", START);
            double waiting = Json.MAPPER.readTree(answer).path("waiting").asDouble();
            chart.point(line, (System.nanoTime() - start) / 1e9, waiting);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the hub's own words", e);
        }
    }

    /** Empties the inboxes: how many of the sent documents are missing, and how many arrived twice. */
    private int[] inBaskets(List<Sent> sent) throws Exception {
        Map<String, Integer> found = new LinkedHashMap<>();
        List<Callable<Boolean>> takes = new ArrayList<>();
        for (Agency agency : agencies) {
            takes.add(() -> {
                for (List<String> ids = agency.door().takeAll(0);
                        !ids.isEmpty();
                        ids = agency.door().takeAll(0)) {
                    synchronized (found) {
                        ids.forEach(id -> found.merge(agency.code() + " " + id, 1, Integer::sum));
                    }
                }
                return true;
            });
        }
        all(CLERKS, takes);
        int lost = 0;
        int doubled = 0;
        for (Sent each : sent) {
            int times = found.getOrDefault(each.to().code() + " " + each.id(), 0);
            lost += times == 0 ? 1 : 0;
            doubled += Math.max(0, times - 1);
        }
        return new int[] {lost, doubled};
    }

    private static <T> List<T> all(int threads, List<Callable<T>> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<T> done = new ArrayList<>();
            for (Future<T> each : pool.invokeAll(work)) {
                done.add(each.get());
            }
            return done;
        } finally {
            pool.shutdownNow();
        }
    }

    @Override
    public void close() {
        TestNetwork.stop(processes);
        lines.forEach(AgencyLine::close);
    }
}
