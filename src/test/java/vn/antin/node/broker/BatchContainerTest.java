package vn.antin.node.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static vn.antin.node.broker.TestHub.NAMES;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.component.jms.JmsConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import vn.antin.SlowMachine;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;
import vn.antin.wire.BatchReceiver;
import vn.antin.wire.InboundMessage;

/** What waits is taken together, and whatever is wrong with one message, the others are taken once and at once. */
class BatchContainerTest {

    private static final String KIND = "LETTER";
    private static final String FIRST = "first";
    private static final String QUEUE = NAMES.up();

    @TempDir
    Path folder;

    private final List<List<String>> batches = new CopyOnWriteArrayList<>();

    /** What went through the route by itself, with the number of its delivery: {@code name/1}. */
    private final List<String> alone = new CopyOnWriteArrayList<>();

    /** What was settled, in this order. */
    private final List<String> order = new CopyOnWriteArrayList<>();

    private final List<String> counted = new CopyOnWriteArrayList<>();
    private final CountDownLatch go = new CountDownLatch(1);

    private RouteRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new RouteRig(folder);
        rig.camel().getRegistry().bind("counts", new BatchObserver() {
            @Override
            public void begun(String route, int messages) {
                counted.add(route + " +" + messages);
            }

            @Override
            public void ended(String route, int messages, int settled, long nanos) {
                counted.add(route + " -" + messages + " " + settled);
            }
        });
    }

    @AfterEach
    void stop() {
        go.countDown();
        rig.close();
    }

    /** The routes and the line say what failed, once; the library says it every second, under the name of our class. */
    @Test
    void a_lost_line_is_not_told_every_second() {
        assertThat(LoggerFactory.getLogger(BatchContainer.class).isErrorEnabled())
                .isFalse();
    }

    @Test
    void a_lone_message_goes_through_the_route() throws Exception {
        consume(message -> true, message -> {});
        go.countDown();
        send(FIRST);

        settled();
        assertThat(batches).isEmpty();
        assertThat(alone).containsExactly("first/1");
    }

    @Test
    void messages_that_wait_are_taken_in_order_fifty_at_a_time() throws Exception {
        consume(message -> true, message -> {});
        waiting(names(120));

        settled();
        assertThat(batches).extracting(List::size).containsExactly(50, 50, 20);
        assertThat(batches.stream().flatMap(List::stream)).containsExactlyElementsOf(names(120));
        assertThat(alone).containsExactly("first/1");
        assertThat(counted).containsExactly("r +50", "r -50 50", "r +50", "r -50 50", "r +20", "r -20 20");
    }

    @Test
    void a_batch_ends_with_the_message_that_makes_it_a_mebibyte() throws Exception {
        consume(message -> true, message -> {});
        waiting(names(6).stream().map(name -> name + "x".repeat(300 << 10)).toList());

        settled();
        // The broker sends a mebibyte ahead.
        assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(4));
        assertThat(batches.get(0)).hasSize(4);
    }

    @Test
    void of_a_batch_with_one_bad_message_only_that_one_comes_again_and_with_its_count() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        consume(name -> !name.equals("m3"), name -> {
            if (name.equals("m3") && tries.incrementAndGet() < 3) {
                throw new IllegalStateException("nobody foresaw this, on purpose");
            }
        });
        waiting(names(10));

        settled();
        assertThat(batches).containsExactly(names(10));
        assertThat(alone).containsExactly("first/1", "m3/1", "m3/2", "m3/3");
        assertThat(redeliveries()).isEqualTo(2);
    }

    @Test
    void what_is_behind_the_messages_that_are_tried_later_is_taken_at_once() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        consume(name -> !name.equals("m3") && !name.equals("m5"), name -> {
            if (name.equals("m3") && tries.incrementAndGet() < 2) {
                throw new TryLater(Fault.DISK_FULL, "on purpose");
            }
        });
        waiting(names(60));

        settled();
        assertThat(batches.get(0)).isEqualTo(names(60).subList(0, 50));
        assertThat(without("m3", "m5"))
                .isEqualTo(names(60).stream()
                        .filter(name -> !name.equals("m3") && !name.equals("m5"))
                        .toList());
        assertThat(alone).contains("m3/1", "m5/1", "m3/2");
        assertThat(redeliveries()).isOne();
    }

    @Test
    void while_the_ledger_is_away_the_batch_is_back_in_its_order_and_only_the_first_has_been_tried() throws Exception {
        List<String> away = new CopyOnWriteArrayList<>(List.of("once"));
        consume(name -> away.isEmpty(), name -> {
            if (!name.equals(FIRST) && away.remove("once")) {
                throw new TryLater(Fault.LEDGER_UNAVAILABLE, "on purpose");
            }
        });
        waiting(names(60));

        settled();
        assertThat(batches.get(0)).isEqualTo(names(60).subList(0, 50));
        assertThat(without("m1")).isEqualTo(names(60).subList(1, 60));
        assertThat(alone).contains("m1/1", "m1/2");
        assertThat(redeliveries()).isOne();
    }

    @Test
    void a_message_of_another_kind_goes_through_the_route() throws Exception {
        consume(message -> true, message -> {});
        waiting(names(4), name -> name.equals("m2") ? "OTHER" : KIND);

        settled();
        assertThat(batches).containsExactly(List.of("m1", "m3", "m4"));
        assertThat(alone).containsExactly("first/1", "m2/1");
    }

    @Test
    void a_route_that_is_stopped_in_a_batch_ends_it_and_gives_back_what_was_sent_ahead() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        consume(
                name -> {
                    taken.countDown();
                    wait(end);
                    return !name.equals("m3");
                },
                message -> {});
        waiting(names(70));
        taken.await();
        Thread stopping = new Thread(() -> {
            try {
                rig.camel().getRouteController().stopRoute("r");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        stopping.start();
        JmsConsumer consumer = (JmsConsumer) rig.camel().getRoute("r").getConsumer();
        await().until(() -> !consumer.getListenerContainer().isRunning());
        end.countDown();
        stopping.join();

        // m3, which was not begun, is back with the twenty that were only sent ahead.
        assertThat(rig.hub.waiting(QUEUE)).isEqualTo(21);
        assertThat(redeliveries()).isZero();
        rig.camel().getRouteController().startRoute("r");
        settled();
        assertThat(without()).containsExactlyInAnyOrderElementsOf(names(70));
        assertThat(redeliveries()).isZero();
    }

    @Test
    void a_route_that_waits_for_an_hour_stops_at_once_and_takes_the_next_message_when_it_runs_again() throws Exception {
        rig.consume("r", "hub:" + QUEUE + "?receiveTimeout=3600000", exchange -> alone.add(FIRST));
        await().until(BatchContainerTest::isWaiting);

        assertTimeoutPreemptively(SlowMachine.PATIENCE, () -> {
            rig.camel().getRouteController().stopRoute("r");
        });

        assertThat(isWaiting()).isFalse();
        send(FIRST);
        assertThat(rig.hub.waiting(QUEUE)).isEqualTo(1);
        rig.camel().getRouteController().startRoute("r");
        settled();
        assertThat(alone).containsExactly(FIRST);
    }

    /** Whether a thread is within the client's call that waits for a message. */
    private static boolean isWaiting() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Stream::of)
                .anyMatch(call -> call.getClassName().equals(QueueConsumer.class.getName())
                        && call.getMethodName().equals("receive"));
    }

    /** The connection ends after the stop has settled the batch and before the broker hears of it. */
    @Test
    void a_batch_that_was_not_acknowledged_comes_again() throws Exception {
        rig.camel().getRegistry().bind("stop", (BatchReceiver) messages -> {
            batches.add(messages.stream().map(BatchContainerTest::name).toList());
            rig.hub.broker().disconnect(TestHub.ALPHA);
            BitSet done = new BitSet();
            done.set(0, messages.size());
            return done;
        });
        String queue = NAMES.down(TestHub.ALPHA);
        rig.consume("r", "line:" + queue + "?batch=50&together=RAW(" + KIND + "=stop)", exchange -> {
            alone.add(new String(Objects.requireNonNull(exchange.getIn().getBody(byte[].class)), UTF_8));
            wait(go);
        });
        Jms.send(rig.hub.inside(), queue, FIRST.getBytes(UTF_8));
        await().until(() -> alone.contains(FIRST));
        for (String name : names(10)) {
            Jms.send(rig.hub.inside(), queue, name.getBytes(UTF_8), Map.of(BrokerHeaders.KIND, KIND));
        }
        await().until(() -> health(queue).delivering() == 11);
        go.countDown();

        await().until(() -> rig.hub.waiting(queue) == 0);
        assertThat(batches).containsExactly(names(10));
        assertThat(alone.subList(1, 11)).containsExactlyInAnyOrderElementsOf(names(10));
    }

    @Test
    void whoever_restarts_with_many_messages_waiting_takes_each_once() throws Exception {
        for (String name : names(300)) {
            send(name);
        }
        rig.close();
        rig = new RouteRig(folder);
        go.countDown();

        consume(message -> true, message -> {});

        settled();
        assertThat(order).containsExactlyElementsOf(names(300));
    }

    /** A route whose stop accepts what it likes of a batch, and whose steps are one. */
    private void consume(Predicate<String> accepts, Step step) throws Exception {
        rig.camel().getRegistry().bind("stop", (BatchReceiver) messages -> {
            batches.add(messages.stream().map(BatchContainerTest::name).toList());
            BitSet done = new BitSet();
            for (int i = 0; i < messages.size(); i++) {
                String name = name(messages.get(i));
                if (accepts.test(name)) {
                    done.set(i);
                    order.add(name);
                }
            }
            return done;
        });
        rig.consume("r", "hub:" + QUEUE + "?batch=50&together=RAW(" + KIND + "=stop)", exchange -> {
            String name = new String(Objects.requireNonNull(exchange.getIn().getBody(byte[].class)), UTF_8);
            alone.add(name + "/" + exchange.getIn().getHeader(BrokerHeaders.DELIVERIES));
            if (name.equals(FIRST)) {
                wait(go);
            }
            step.of(name);
            order.add(name);
        });
    }

    private interface Step {
        void of(String name);
    }

    /** Sends these while the route is busy with a first message, so that it finds them all when that is done. */
    private void waiting(List<String> names) {
        waiting(names, name -> KIND);
    }

    private void waiting(List<String> names, UnaryOperator<String> kind) {
        send(FIRST);
        await().until(() -> alone.contains("first/1"));
        names.forEach(
                name -> rig.send("line:" + QUEUE, name.getBytes(UTF_8), Map.of(BrokerHeaders.KIND, kind.apply(name))));
        long ahead = names.stream().mapToLong(String::length).sum() < 1 << 20 ? names.size() + 1 : 4;
        await().until(() -> delivering() >= ahead);
        go.countDown();
    }

    private void send(String name) {
        rig.send("line:" + QUEUE, name.getBytes(UTF_8), Map.of(BrokerHeaders.KIND, KIND));
    }

    private void settled() {
        await().until(() -> rig.hub.waiting(QUEUE) == 0);
    }

    /** What was settled, in its order, but for the first message and these. */
    private List<String> without(String... names) {
        return order.stream()
                .filter(name -> !name.equals(FIRST) && !List.of(names).contains(name))
                .toList();
    }

    private long delivering() {
        return health(QUEUE).delivering();
    }

    private long redeliveries() {
        return health(QUEUE).again();
    }

    private BrokerHealth.QueueHealth health(String name) {
        return rig.hub.broker().health().queues().stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String name(InboundMessage message) {
        return new String(message.body(), UTF_8);
    }

    private static List<String> names(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(n -> "m" + n).toList();
    }

    private static void wait(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
