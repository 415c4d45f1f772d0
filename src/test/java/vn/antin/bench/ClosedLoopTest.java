package vn.antin.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {

    @Test
    void as_many_are_under_way_as_were_asked_for() throws Exception {
        CyclicBarrier together = new CyclicBarrier(4);

        LoadResult measured = ClosedLoop.run(4, 0, together::await);

        assertThat(measured.documents()).isEqualTo(4);
    }

    @Test
    void every_one_that_came_back_is_counted() throws Exception {
        AtomicInteger sent = new AtomicInteger();

        LoadResult measured = ClosedLoop.run(2, 0.1, sent::incrementAndGet);

        assertThat(measured.documents()).isEqualTo(sent.get());
        assertThat(measured.seconds()).isGreaterThanOrEqualTo(0.1);
        assertThat(LoadResult.of(measured.json())).isEqualTo(measured);
    }

    @Test
    void as_many_are_sent_as_were_asked_for() throws Exception {
        AtomicInteger sent = new AtomicInteger();

        LoadResult measured = ClosedLoop.number(4, 10, sent::incrementAndGet);

        assertThat(measured.documents()).isEqualTo(10);
        assertThat(sent).hasValue(10);
    }

    @Test
    void one_that_fails_ends_the_measurement_with_its_own_reason() {
        assertThatThrownBy(() -> ClosedLoop.run(2, 1, () -> {
                    throw new IOException("the line is down");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("the line is down");
    }
}
