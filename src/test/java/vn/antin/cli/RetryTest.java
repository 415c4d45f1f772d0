package vn.antin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

@Timeout(60)
class RetryTest {

    private final Retry retry = new Retry(Duration.ofDays(1), Duration.ZERO);
    private final AtomicInteger calls = new AtomicInteger();

    private Supplier<String> failing(int times, RuntimeException failure) {
        return () -> {
            if (calls.getAndIncrement() < times) {
                throw failure;
            }
            return "done";
        };
    }

    @Test
    void what_may_be_done_later_is_done_later() {
        assertThat(retry.of(failing(3, new Answered(409, "ANTIN-3011", "Gọi lại sau ít giây", true))))
                .isEqualTo("done");
        assertThat(retry.of(failing(9, new Refused(Fault.NODE_UNREACHABLE, "localhost"))))
                .isEqualTo("done");
        assertThat(calls).hasValue(10);
    }

    @Test
    void what_fails_for_good_and_what_lasts_too_long_is_told() {
        Answered forGood = new Answered(404, "ANTIN-3001", "không có", false);
        assertThatThrownBy(() -> retry.of(failing(1, forGood))).isSameAs(forGood);
        Answered later = new Answered(503, "ANTIN-4001", "bận", true);
        assertThatThrownBy(() -> new Retry(Duration.ZERO, Duration.ZERO).of(failing(9, later)))
                .isSameAs(later);
        Refused other = new Refused(Fault.FILE_MISSING, "x");
        assertThatThrownBy(() -> retry.of(failing(99, other))).isSameAs(other);
    }
}
