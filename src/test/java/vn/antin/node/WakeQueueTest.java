package vn.antin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.antin.SlowMachine;

class WakeQueueTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final WakeQueue queue = new WakeQueue(new DefaultExchange(camel));

    @Test
    void who_waits_gets_the_wake() throws Exception {
        CompletableFuture<Polled> waiting = poll();
        Exchange wake = new DefaultExchange(camel);

        assertThat(queue.offer(wake)).isTrue();

        assertThat(result(waiting).wake).isSameAs(wake);
    }

    @Test
    void one_wake_is_enough() {
        assertThat(queue.offer(new DefaultExchange(camel))).isTrue();
        assertThat(queue.offer(new DefaultExchange(camel))).isFalse();
    }

    @Test
    void at_the_end_nobody_waits() throws Exception {
        CompletableFuture<Polled> waiting = poll();
        await().until(() -> Thread.getAllStackTraces().values().stream()
                .flatMap(Stream::of)
                .anyMatch(call -> call.getClassName().equals(WakeQueue.class.getName())));

        queue.end();

        assertThat(result(waiting).wake).isNull();
        assertThat(result(poll()).wake).isNull();
        assertThat(queue).isEmpty();
    }

    @Test
    void a_wake_from_before_the_end_is_handed_out() throws Exception {
        Exchange wake = new DefaultExchange(camel);
        queue.offer(wake);

        queue.end();

        assertThat(result(poll()).wake).isSameAs(wake);
        assertThat(result(poll()).wake).isNull();
    }

    private record Polled(@Nullable Exchange wake) {}

    private CompletableFuture<Polled> poll() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return new Polled(queue.poll(1, TimeUnit.HOURS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }

    private static Polled result(CompletableFuture<Polled> poll) throws Exception {
        return poll.get(SlowMachine.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
