package vn.antin.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import org.junit.jupiter.api.Test;
import vn.antin.receipt.Outcome;
import vn.antin.receipt.Receipts;
import vn.antin.receipt.Verdict;
import vn.antin.seal.pki.KeyAlgorithm;

class MillTest {

    private final ReceiptGenerator generator = new ReceiptGenerator(KeyAlgorithm.EC_P256);

    @Test
    void its_receipts_hold_and_are_time_stamped() {
        generator.receipts(3);
        Verdict verdict = generator
                .verifier()
                .verify(Receipts.read(generator.receipts(5)), Clock.systemUTC().instant());

        assertThat(verdict.outcome()).isEqualTo(Outcome.HOLDS);
        assertThat(verdict.receipts()).hasSize(5);
        assertThat(verdict.witnessed().state()).isEqualTo(Verdict.Witnessed.VerdictState.TIME_STAMPED);
    }
}
