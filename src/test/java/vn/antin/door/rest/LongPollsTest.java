package vn.antin.door.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.antin.SlowMachine.PATIENCE;

import jakarta.ws.rs.container.AsyncResponse;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.antin.deliver.Offer;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/** Callers that wait for a document, woken by the notifier alone. */
class LongPollsTest {

    private final Queue<Offer> arrived = new ConcurrentLinkedQueue<>();
    private final InboxNotifier notifier = new InboxNotifier();
    private final LongPolls waiters =
            new LongPolls((agencies, atMost) -> one(agencies), offers -> offers, notifier, 2, Duration.ofDays(1));

    private List<Offer> one(Set<AgencyCode> agencies) {
        Optional<Offer> offer = arrived.stream()
                .filter(one -> agencies.contains(one.recipient()))
                .findFirst();
        offer.ifPresent(arrived::remove);
        return offer.stream().toList();
    }

    @AfterEach
    void close() {
        waiters.close();
    }

    /** A caller, and the answers it got. */
    private static AsyncResponse caller(BlockingQueue<Object> answers) {
        return (AsyncResponse) Proxy.newProxyInstance(
                LongPollsTest.class.getClassLoader(),
                new Class<?>[] {AsyncResponse.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "resume" -> answers.add(arguments[0]);
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static @Nullable Object soon(BlockingQueue<Object> answers) throws InterruptedException {
        return answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void everyone_who_waits_is_served_and_nobody_twice() throws Exception {
        BlockingQueue<Object> first = new LinkedBlockingQueue<>();
        BlockingQueue<Object> second = new LinkedBlockingQueue<>();
        waiters.join(Set.of(RestNode.HEALTH), 1, Duration.ofMinutes(1), caller(first));
        waiters.join(Set.of(RestNode.HEALTH), 1, Duration.ofMinutes(1), caller(second));
        Offer one = RestNode.offer();
        Offer other = RestNode.offer();
        arrived.add(one);
        arrived.add(other);

        notifier.ring(RestNode.HEALTH);

        // The notification and the sweep of each second may both lease: which caller gets which document is open.
        assertThat(Arrays.asList(soon(first), soon(second))).containsExactlyInAnyOrder(List.of(one), List.of(other));
        notifier.ring(RestNode.HEALTH);
        waiters.close();
        assertThat(first).isEmpty();
        assertThat(second).isEmpty();
    }

    @Test
    void a_bell_for_another_agency_wakes_nobody() throws Exception {
        BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
        BlockingQueue<Object> others = new LinkedBlockingQueue<>();
        waiters.join(Set.of(RestNode.FINANCE), 1, Duration.ofMinutes(1), caller(others));
        waiters.join(Set.of(RestNode.HEALTH), 1, Duration.ofMinutes(1), caller(answers));
        Offer offer = RestNode.offer();
        arrived.add(offer);

        notifier.ring(RestNode.HEALTH);

        assertThat(soon(answers)).isEqualTo(List.of(offer));
        assertThat(others).isEmpty();
    }

    @Test
    void who_waited_in_vain_gets_an_empty_list_and_leaves_the_place_free() throws Exception {
        for (int i = 0; i < 5; i++) {
            BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
            waiters.join(Set.of(RestNode.HEALTH), 1, Duration.ofMillis(1), caller(answers));
            assertThat(soon(answers)).isEqualTo(List.of());
        }
        assertThat(waiters.waiting()).isZero();
    }

    @Test
    void there_are_only_so_many_places() {
        BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
        waiters.join(Set.of(RestNode.HEALTH), 1, Duration.ofMinutes(1), caller(answers));
        waiters.join(Set.of(RestNode.HEALTH), 1, Duration.ofMinutes(1), caller(answers));

        assertThatThrownBy(() -> waiters.join(Set.of(RestNode.HEALTH), 1, Duration.ofMinutes(1), caller(answers)))
                .isInstanceOf(Refused.class);
    }

    @Test
    void nobody_waits_at_a_closed_door() throws Exception {
        BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
        waiters.join(Set.of(RestNode.HEALTH), 1, Duration.ofMinutes(1), caller(answers));

        waiters.close();

        assertThat(soon(answers)).isInstanceOf(TryLater.class);
        assertThatThrownBy(() -> waiters.join(Set.of(RestNode.HEALTH), 1, Duration.ofMinutes(1), caller(answers)))
                .isInstanceOf(TryLater.class);
        assertThat(waiters.waiting()).isZero();
    }
}
