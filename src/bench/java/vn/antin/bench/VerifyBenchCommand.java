package vn.antin.bench;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.cli.Exit;
import vn.antin.cli.Terminal;
import vn.antin.json.Json;
import vn.antin.receipt.Outcome;
import vn.antin.receipt.ReceiptVerifier;
import vn.antin.receipt.Receipts;
import vn.antin.receipt.Verdict;
import vn.antin.seal.pki.KeyAlgorithm;

/** Measures how many receipts one thread verifies offline in a second, from the bytes of the file to the verdict. */
@Command(name = "verify", sortOptions = false)
public final class VerifyBenchCommand implements Callable<Integer>, Measurement {

    private static final int MANY = 64;
    private static final int CHECKPOINTS = 128;

    @Mixin
    private Terminal terminal;

    @Mixin
    private Output output;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "10", descriptionKey = "bench-seconds")
    private int seconds;

    @Option(names = "--warm-up", paramLabel = "N", defaultValue = "20", descriptionKey = "bench-warm-up")
    private int warmUp;

    @Option(names = "--rsa", descriptionKey = "bench-rsa")
    private boolean rsa;

    @Override
    public Integer call() throws Exception {
        output.alone("verify", terminal, this);
        return Exit.DONE;
    }

    @Override
    public Map<String, SvgImage> measure(Report report) {
        KeyAlgorithm keys = rsa ? KeyAlgorithm.RSA_2048 : KeyAlgorithm.EC_P256;
        report.condition("verify_keys", keys.name());
        terminal.say("bench.verify.head", keys, CHECKPOINTS);
        ReceiptGenerator generator = new ReceiptGenerator(keys);
        List<byte[]> together = new ArrayList<>();
        List<byte[]> alone = new ArrayList<>();
        for (int i = 0; i < CHECKPOINTS; i++) {
            together.add(generator.receipts(MANY));
            alone.add(generator.receipts(1));
        }
        perSecond(generator, together, warmUp);
        perSecond(generator, alone, Math.max(1, warmUp / 4));
        for (int round = 0; round < output.repeat(); round++) {
            measure(report, Key.VERIFY_PER_CORE_S, MANY, generator, together);
            measure(report, Key.VERIFY_PER_CORE_S_ALONE, 1, generator, alone);
        }
        return Map.of();
    }

    private void measure(Report report, Key key, int perCheckpoint, ReceiptGenerator generator, List<byte[]> files) {
        double rate = perSecond(generator, files, seconds);
        int bytes = files.get(0).length / perCheckpoint;
        report.figure(key, rate);
        report.row(Json.MAPPER
                .createObjectNode()
                .put("per_checkpoint", perCheckpoint)
                .put("receipts_per_s", rate)
                .put("bytes_per_receipt", bytes));
        terminal.say("bench.verify.row", perCheckpoint, Figures.number(rate), bytes);
    }

    /** Each pass uses a verifier with an empty cache, so that every checkpoint is verified. */
    private static double perSecond(ReceiptGenerator generator, List<byte[]> files, int seconds) {
        Instant now = Clock.systemUTC().instant();
        long receipts = 0;
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            ReceiptVerifier verifier = generator.verifier();
            for (byte[] file : files) {
                Verdict verdict = verifier.verify(Receipts.read(file), now);
                if (verdict.outcome() != Outcome.HOLDS) {
                    throw new IllegalStateException("a good receipt does not hold: " + verdict.faults());
                }
                receipts += verdict.receipts().size();
            }
        }
        return receipts / ((System.nanoTime() - start) / 1e9);
    }
}
