package vn.antin.ledger.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Waiting for the transactions of other threads. */
class UnderWayTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final UnderWay underWay = new UnderWay();

    @Test
    void waits_for_all_that_had_begun() throws Exception {
        CountDownLatch first = underWay.begin();
        CountDownLatch second = underWay.begin();
        underWay.end(second);

        assertThat(underWay.awaitBegun(SHORT)).isFalse();
        underWay.end(first);
        assertThat(underWay.awaitBegun(SHORT)).isTrue();
    }

    @Test
    void takes_one_in_doubt_to_be_over_after_a_while() throws Exception {
        underWay.endLater(underWay.begin(), Duration.ofMillis(200));

        assertThat(underWay.awaitBegun(SHORT)).isFalse();
        assertThat(underWay.awaitBegun(LONG)).isTrue();
    }
}
