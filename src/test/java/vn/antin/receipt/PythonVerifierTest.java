package vn.antin.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An independent program in another language comes to the same verdict on the proof. */
class PythonVerifierTest {

    @TempDir
    Path folder;

    private final ReceiptProvince province = new ReceiptProvince();

    private record Run(int exit, String said) {}

    @Test
    void says_ok_to_every_receipt_of_a_log_and_failed_to_a_damaged_one() throws Exception {
        TestLog log = province.log(ReceiptProvince.HOME);
        for (int i = 0; i < 11; i++) {
            log.add(province.written(Event.SUBMISSION_ACCEPTANCE, ReceiptProvince.HOME, province.copy(), null)
                    .bytes());
        }
        SealedCheckpoint sealed = log.checkpoint();
        List<Receipts.Receipt> all = LongStream.range(0, 11)
                .mapToObj(index -> log.receipt(index, sealed.checkpoint()))
                .toList();
        Run good = run(new Receipts(sealed.bytes(), null, all, null));
        assertThat(good.said().lines()).hasSize(11).allMatch(line -> line.startsWith("OK so-noi-vu/1 "));
        assertThat(good.exit()).isZero();

        Receipts.Receipt receipt = all.get(4);
        byte[] evidence = receipt.evidence().clone();
        evidence[evidence.length / 2] ^= 1;
        Run damaged = run(
                new Receipts(sealed.bytes(), null, List.of(new Receipts.Receipt(evidence, 4, receipt.proof())), null));
        assertThat(damaged).isEqualTo(new Run(1, "FAILED so-noi-vu/1 4\n"));
    }

    private Run run(Receipts receipts) throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("receipts.xml"), receipts.write());
        Process python = new ProcessBuilder("python3", "src/test/python/verify_proof.py", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(python.waitFor(), said);
    }
}
