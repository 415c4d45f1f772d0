package vn.antin.trial.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rate, the delay and the turns of a line, on a clock that the test sets: exact on any machine. */
class LineDirectionTest {

    private static final int TURN = 2 << 10;
    private static final long RATE = SimulatedLine.megabits(4);
    private static final Duration DELAY = Duration.ofMillis(20);

    private long now = 5_000_000_000L;

    @Test
    void four_megabits_are_half_a_million_bytes_a_second() {
        LineDirection direction = direction(RATE, DELAY);
        Source source = new Source(10_000_000);
        direction.queue(source);

        pass(direction, Duration.ofSeconds(3));

        assertThat(source.sent).isBetween(3 * RATE, 3 * RATE + TURN);
        assertThat(source.arrived).isBetween(source.sent - RATE / 50 - 2 * TURN, source.sent - RATE / 50);
    }

    @Test
    void a_pause_of_the_machine_loses_nothing_of_the_rate() {
        LineDirection direction = direction(RATE, DELAY);
        Source source = new Source(10_000_000);
        direction.queue(source);

        now += Duration.ofSeconds(1).toNanos();
        direction.work(now);

        assertThat(source.sent).isBetween(RATE, RATE + TURN);
    }

    @Test
    void an_idle_line_saves_nothing_up() {
        LineDirection direction = direction(RATE, Duration.ZERO);
        pass(direction, Duration.ofSeconds(10));
        Source source = new Source(50_000);
        direction.queue(source);
        pass(direction, Duration.ofMillis(50));

        assertThat(source.sent).isBetween(25_000L, 25_000L + TURN);
    }

    @Test
    void senders_take_turns() {
        LineDirection direction = direction(RATE, DELAY);
        List<Source> sources = List.of(new Source(1_000_000), new Source(1_000_000), new Source(1_000_000));
        sources.forEach(direction::queue);

        pass(direction, Duration.ofSeconds(1));

        assertThat(sources).allSatisfy(source -> assertThat(source.sent).isBetween(RATE / 3 - TURN, RATE / 3 + TURN));
    }

    @Test
    void a_small_message_waits_for_a_turn_of_the_large_transfer_before_each_of_its_own() {
        LineDirection direction = direction(RATE, DELAY);
        direction.queue(new Source(10_000_000));
        pass(direction, Duration.ofMillis(500));
        Source small = new Source(4_000);
        direction.queue(small);
        long asked = now;

        while (small.arrived < 4_000) {
            pass(direction, Duration.ofMillis(1));
        }

        // What is in flight, then twice: the transfer's turn and its own.
        long turns = Duration.ofSeconds(1).toNanos() * 5 * TURN / RATE;
        assertThat(now - asked)
                .isBetween(
                        DELAY.toNanos(),
                        DELAY.toNanos() + turns + Duration.ofMillis(1).toNanos());
    }

    @Test
    void without_a_limit_only_the_delay_counts() {
        LineDirection direction = direction(0, DELAY);
        Source source = new Source(10);
        direction.queue(source);
        direction.work(now);
        assertThat(source.arrived).isZero();

        now += DELAY.toNanos() - 1;
        direction.work(now);
        assertThat(source.arrived).isZero();

        now += 1;
        direction.work(now);
        assertThat(source.arrived).isEqualTo(10);
    }

    private LineDirection direction(long rate, Duration delay) {
        return new LineDirection(rate, delay, () -> now);
    }

    /** Advances the time in steps of a millisecond, as if the line's thread woke in each. */
    private void pass(LineDirection direction, Duration time) {
        for (long end = now + time.toNanos(); now < end; ) {
            now += 1_000_000;
            direction.work(now);
        }
    }

    /** A sender of that many bytes, as fast as they are accepted. */
    private static final class Source implements LineDirection.LineSender {

        private final List<Integer> lengths = new ArrayList<>();
        private long left;
        private long sent;
        private long arrived;

        Source(long bytes) {
            left = bytes;
        }

        @Override
        public int read(ByteBuffer bytes) {
            int length = (int) Math.min(left, bytes.remaining());
            bytes.position(bytes.position() + length);
            left -= length;
            sent += length;
            lengths.add(length);
            return length;
        }

        @Override
        public boolean passes(int length) {
            return true;
        }

        @Override
        public boolean hasRoom() {
            return left > 0;
        }

        @Override
        public void leave() {
            assertThat(left).isZero();
        }

        @Override
        public void arrive(ByteBuffer bytes) {
            assertThat(lengths).contains(bytes.remaining());
            arrived += bytes.remaining();
        }
    }
}
