package vn.antin.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import org.junit.jupiter.api.Test;
import vn.antin.receipt.Outcome;
import vn.antin.receipt.Receipts;
import vn.antin.receipt.Verdict;
import vn.antin.seal.pki.KeyAlgorithm;

class MillTest {

    private final Mill mill = new Mill(KeyAlgorithm.EC_P256);

    @Test
    void its_receipts_hold_and_are_time_stamped() {
        mill.receipts(3);
        Verdict verdict = mill.verifier()
                .verify(Receipts.read(mill.receipts(5)), Clock.systemUTC().instant());

        assertThat(verdict.outcome()).isEqualTo(Outcome.HOLDS);
        assertThat(verdict.receipts()).hasSize(5);
        assertThat(verdict.witnessed().state()).isEqualTo(Verdict.Witnessed.State.TIME_STAMPED);
    }
}
