package vn.antin.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import vn.antin.cli.MultipartBody;
import vn.antin.cli.Rest;
import vn.antin.door.Language;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.db.Ledger;
import vn.antin.node.Node;
import vn.antin.node.join.HomeSetup;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.trial.Province;
import vn.antin.trial.demo.ArrivalWatch;
import vn.antin.trial.demo.Tour;

/**
 * Sends documents from one node to another through the hub, in one process and over real TLS: submitted over REST,
 * durable at each stop, complete when the sender has verified the receipt of consignment.
 */
final class Smoke implements AutoCloseable {

    static final int PAYLOAD_BYTES = 10_240;

    private static final String SENDER = "so-noi-vu";
    private static final String RECIPIENT = "so-y-te";
    private static final String METADATA = "{\"to\":[\"H06.16\"],\"subject\":\"V/v đo tốc độ liên thông\"}";
    private static final long PATIENCE_SECONDS = 60;

    private final Province province;
    private final Node sender;
    private final Node recipient;
    private final ArrivalWatch arrivals;
    private final Rest rest;
    private final SecureRandom random = new SecureRandom();

    /** Counters of a ledger. */
    record Counters(long commits, long syncs) {

        static Counters of(Ledger ledger) {
            return new Counters(ledger.commits(), ledger.syncs());
        }

        Counters since(Counters before) {
            return new Counters(commits - before.commits, syncs - before.syncs);
        }
    }

    /**
     * One measurement.
     *
     * @param millis duration of each document, sorted
     * @param compileMillis time of the JIT compilers, which a longer run does not pay
     */
    record Result(
            int underWay,
            double seconds,
            List<Double> millis,
            double cpuSeconds,
            long compileMillis,
            Counters sender,
            Counters hub,
            Counters recipient) {

        int documents() {
            return millis.size();
        }

        double perSecond() {
            return documents() / seconds;
        }

        double percentile(int percent) {
            return millis.isEmpty() ? 0 : millis.get(Math.min(documents() - 1, documents() * percent / 100));
        }

        double cpuMillis() {
            return documents() == 0 ? 0 : 1000 * cpuSeconds / documents();
        }

        double per(long sum) {
            return documents() == 0 ? 0 : (double) sum / documents();
        }
    }

    Smoke(Path folder) {
        this.province =
                new Province(folder, HomeSetup.exampleAgencies(folder), KeyAlgorithm.EC_P256, Clock.systemUTC());
        this.sender = province.start(SENDER);
        this.recipient = province.start(RECIPIENT);
        this.arrivals = new ArrivalWatch(sender.repositories());
        this.rest = Rest.of(province.home(SENDER).resolve("node.yaml"), Language.EN);
        Tour.await(() -> sender.greeted()
                && recipient.greeted()
                && sender.directory().get().serial()
                        == recipient.directory().get().serial());
    }

    /** Keeps that many documents in flight for that many seconds. */
    Result measure(int underWay, int seconds) throws InterruptedException {
        Counters[] before = counters();
        double cpu = cpuSeconds();
        long compiled = ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        List<Double> millis = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < underWay; i++) {
            threads.add(new Thread(() -> oneAfterTheOther(end, millis), "bench-" + i));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        double took = (System.nanoTime() - start) / 1e9;
        Counters[] after = counters();
        synchronized (millis) {
            return new Result(
                    underWay,
                    took,
                    millis.stream().sorted().toList(),
                    cpuSeconds() - cpu,
                    ManagementFactory.getCompilationMXBean().getTotalCompilationTime() - compiled,
                    after[0].since(before[0]),
                    after[1].since(before[1]),
                    after[2].since(before[2]));
        }
    }

    private void oneAfterTheOther(long end, List<Double> millis) {
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            EnvelopeId id = send();
            CompletableFuture<Void> arrived = arrivals.of(id);
            arrived.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
            double took = (System.nanoTime() - start) / 1e6;
            synchronized (millis) {
                millis.add(took);
            }
        }
    }

    private EnvelopeId send() {
        byte[] payload = new byte[PAYLOAD_BYTES];
        random.nextBytes(payload);
        MultipartBody body =
                new MultipartBody().metadata(METADATA).file("du-lieu.bin", "application/octet-stream", payload);
        Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
        return EnvelopeId.of(rest.post("/api/v1/documents", body.contentType(), body.bytes(), key)
                .path("id")
                .asText());
    }

    /** The ledgers of sender, hub and recipient. */
    Map<String, Ledger> ledgers() {
        Map<String, Ledger> all = new LinkedHashMap<>();
        all.put("sender", sender.repositories().ledger());
        all.put("hub", province.hub().repositories().ledger());
        all.put("recipient", recipient.repositories().ledger());
        return all;
    }

    private Counters[] counters() {
        return new Counters[] {
            Counters.of(sender.repositories().ledger()),
            Counters.of(province.hub().repositories().ledger()),
            Counters.of(recipient.repositories().ledger())
        };
    }

    private static double cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1e9
                : 0;
    }

    @Override
    public void close() {
        arrivals.close();
        province.close();
    }
}
