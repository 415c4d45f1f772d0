package vn.antin.door.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Deliveries;
import vn.antin.ledger.Deliveries.DeliveryAttempt;
import vn.antin.ledger.Webhooks.WebhookState;

/** Deliveries to real web servers on this machine. */
class DeliveringTest {

    @TempDir
    Path folder;

    private WebhookFixture rig;
    private final List<Receiver> receivers = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        rig = new WebhookFixture(folder);
    }

    @AfterEach
    void close() {
        receivers.forEach(Receiver::close);
        rig.close();
    }

    private Receiver receiver() throws Exception {
        Receiver receiver = new Receiver();
        receivers.add(receiver);
        return receiver;
    }

    private static void until(Callable<Boolean> there) {
        await().pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(Refused.class)
                .until(there);
    }

    private Deliveries.DeliveryState state(UUID id, long event) {
        return rig.service()
                .deliveries()
                .find(id, WebhookFixture.OURS, event)
                .delivery()
                .state();
    }

    private List<DeliveryAttempt> attempts(UUID id, long event) {
        return rig.service().deliveries().find(id, WebhookFixture.OURS, event).attempts();
    }

    @Test
    void a_message_is_signed_with_both_keys_and_the_time_of_its_attempt() throws Exception {
        Receiver receiver = receiver();
        UUID id = rig.webhook(receiver.url());
        long event = rig.happens();
        until(() -> state(id, event) == Deliveries.DeliveryState.DELIVERED);

        Receiver.Message message = receiver.messages().get(0);
        SigningKey key =
                rig.service().keyed(id, WebhookFixture.OURS).keys().get(0).key();
        long at = Long.parseLong(message.header("webhook-timestamp"));
        assertThat(new String(message.body(), UTF_8)).isEqualTo("{\"id\":" + event + "}");
        assertThat(message.header("webhook-signature")).isEqualTo(key.sign(message.id(), at, message.body()));
        assertThat(message.id()).matches("evt_" + event + "_[0-9a-f]{16}");
        assertThat(Instant.ofEpochSecond(at)).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(message.header("antin-mode")).isEqualTo("TEST");
        assertThat(message.header("content-type")).isEqualTo("application/cloudevents+json");
        assertThat(attempts(id, event))
                .hasSize(1)
                .first()
                .extracting(DeliveryAttempt::status)
                .isEqualTo(204);
    }

    @Test
    void only_what_is_wanted_and_only_what_happens_from_now_on() throws Exception {
        Receiver receiver = receiver();
        rig.happens();
        UUID id = rig.webhook(receiver.url(), List.of("SENT"));
        UUID all = rig.webhook(receiver.url());
        long event = rig.happens();

        until(() -> state(all, event) == Deliveries.DeliveryState.DELIVERED);
        assertThat(rig.deliveries(id)).isEmpty();
        assertThat(rig.deliveries(all)).hasSize(1);
    }

    @Test
    void for_a_day_after_the_key_was_changed_a_message_carries_the_signatures_of_both() throws Exception {
        Receiver receiver = receiver();
        UUID id = rig.webhook(receiver.url());
        SigningKey old =
                rig.service().keyed(id, WebhookFixture.OURS).keys().get(0).key();
        SigningKey young =
                rig.service().rotate(id, WebhookFixture.OURS).keys().get(0).key();
        long first = rig.happens();
        until(() -> state(id, first) == Deliveries.DeliveryState.DELIVERED);
        rig.clock.forward(WebhookService.OVERLAP);
        long second = rig.happens();
        until(() -> state(id, second) == Deliveries.DeliveryState.DELIVERED);

        Receiver.Message both = receiver.messages().get(0);
        long at = Long.parseLong(both.header("webhook-timestamp"));
        assertThat(both.header("webhook-signature"))
                .isEqualTo(young.sign(both.id(), at, both.body()) + " " + old.sign(both.id(), at, both.body()));
        assertThat(receiver.messages().get(1).header("webhook-signature").split(" "))
                .hasSize(2);
    }

    @Test
    void what_fails_is_tried_again_under_the_same_name_when_its_time_comes_and_given_up_after_ten() throws Exception {
        Receiver receiver = receiver().answers(500);
        UUID id = rig.webhook(receiver.url());
        long event = rig.happens();
        until(() -> attempts(id, event).size() == 1);
        for (int tries = 1; tries < 10; tries++) {
            int so_far = tries;
            rig.clock.forward(RetrySchedule.WAITS.get(tries - 1).minusSeconds(3));
            rig.service().happened();
            assertThat(receiver.messages()).hasSize(so_far);
            rig.clock.forward(RetrySchedule.WAITS.get(tries - 1).dividedBy(10).plusSeconds(6));
            rig.service().happened();
            until(() -> attempts(id, event).size() == so_far + 1);
        }

        until(() -> state(id, event) == Deliveries.DeliveryState.FAILED);
        rig.clock.forward(Duration.ofDays(1));
        assertThat(attempts(id, event)).hasSize(10).allSatisfy(attempt -> {
            assertThat(attempt.status()).isEqualTo(500);
            assertThat(attempt.setback()).isEqualTo("STATUS");
        });
        assertThat(receiver.messages())
                .extracting(Receiver.Message::id)
                .containsOnly(receiver.messages().get(0).id());

        receiver.answers(200);
        assertThat(rig.service().deliveries().recover(id, WebhookFixture.OURS, rig.clock.instant()))
                .isZero();
        assertThat(rig.service().deliveries().recover(id, WebhookFixture.OURS, Instant.EPOCH))
                .isEqualTo(1);
        until(() -> state(id, event) == Deliveries.DeliveryState.DELIVERED);
        rig.service().deliveries().again(id, WebhookFixture.OURS, event);
        until(() -> attempts(id, event).size() == 12);
        assertThat(rig.standing(id).failing()).isNull();
    }

    @Test
    void one_that_says_it_is_gone_is_told_nothing_more_until_it_is_switched_on_again() throws Exception {
        Receiver receiver = receiver().answers(410);
        UUID id = rig.webhook(receiver.url());
        long first = rig.happens();
        until(() -> rig.standing(id).state() == WebhookState.GONE);
        assertThat(state(id, first)).isEqualTo(Deliveries.DeliveryState.FAILED);
        assertThat(rig.alarms()).containsExactly(Fault.WEBHOOK_GONE.code());
        receiver.answers(204);
        long second = rig.happens();

        rig.service().change(id, WebhookFixture.OURS, new WebhookService.WebhookChange(null, null, null, true, null));
        until(() -> rig.deliveries(id).size() == 2 && state(id, second) == Deliveries.DeliveryState.DELIVERED);
        assertThat(receiver.messages()).hasSize(2);
        assertThat(rig.alarms()).isEmpty();
    }

    @Test
    void one_that_is_busy_is_left_alone_as_long_as_it_asks() throws Exception {
        Receiver receiver = receiver().answers(503, "Retry-After", "1000");
        UUID id = rig.webhook(receiver.url());
        long event = rig.happens();
        until(() -> attempts(id, event).size() == 1);
        rig.clock.forward(Duration.ofMinutes(15));
        long other = rig.happens();
        until(() -> rig.deliveries(id).size() == 2);
        assertThat(receiver.messages()).hasSize(1);
        receiver.answers(200);
        rig.clock.forward(Duration.ofSeconds(101));
        rig.service().happened();

        until(() -> state(id, event) == Deliveries.DeliveryState.DELIVERED
                && state(id, other) == Deliveries.DeliveryState.DELIVERED);
    }

    @Test
    void no_redirect_is_followed() throws Exception {
        Receiver elsewhere = receiver();
        Receiver receiver = receiver().answers(307, "Location", elsewhere.url());
        UUID id = rig.webhook(receiver.url());
        long event = rig.happens();
        until(() -> attempts(id, event).size() == 1);

        assertThat(attempts(id, event).get(0).setback()).isEqualTo("REDIRECT");
        assertThat(elsewhere.messages()).isEmpty();
    }

    @Test
    void a_silent_one_holds_up_nobody_else_and_is_given_up_in_time() throws Exception {
        Receiver silent = receiver().isSilent();
        Receiver other = receiver();
        UUID slow = rig.webhook(silent.url());
        UUID quick = rig.webhook(other.url());
        long last = 0;
        for (int i = 0; i < 20; i++) {
            last = rig.happens();
        }
        long end = last;

        until(() -> rig.deliveries(quick).size() == 20 && state(quick, end) == Deliveries.DeliveryState.DELIVERED);
        until(() ->
                rig.deliveries(slow).stream().anyMatch(one -> !one.attempts().isEmpty()));
        assertThat(silent.messages().size()).isLessThanOrEqualTo(WebhookDispatcher.AT_ONCE + 1);
        assertThat(rig.deliveries(slow))
                .flatExtracting(DeliveryService.AttemptedDelivery::attempts)
                .extracting(DeliveryAttempt::setback)
                .containsOnly("TIMED_OUT");
    }

    @Test
    void an_answer_too_long_to_read_is_an_answer_all_the_same() throws Exception {
        UUID id = rig.webhook(receiver().answersLong(3 << 20).url());
        long event = rig.happens();

        until(() -> state(id, event) == Deliveries.DeliveryState.DELIVERED);
    }

    @Test
    void after_120_hours_of_failing_it_is_switched_off_with_an_alarm() throws Exception {
        Receiver receiver = receiver().answers(500);
        UUID id = rig.webhook(receiver.url());
        long first = rig.happens();
        until(() -> attempts(id, first).size() == 1);
        rig.clock.forward(AttemptRecorder.GIVE_UP_AFTER.minusMinutes(1));
        rig.service().happened();
        until(() -> attempts(id, first).size() == 2);
        assertThat(rig.standing(id).state()).isEqualTo(WebhookState.ON);
        rig.clock.forward(Duration.ofMinutes(10));
        rig.service().happened();

        until(() -> rig.standing(id).state() == WebhookState.FAILING);
        assertThat(rig.alarms()).containsExactly(Fault.WEBHOOK_FAILING.code());
    }

    @Test
    void what_was_sent_and_not_noted_is_sent_again_under_the_same_name() throws Exception {
        rig.patience = Duration.ofSeconds(60);
        Receiver silent = receiver().isSilent();
        UUID id = rig.webhook(silent.url());
        long event = rig.happens();
        until(() -> silent.messages().size() == 1);

        rig.restart();

        until(() -> silent.messages().size() == 2);
        assertThat(silent.messages().get(1).id())
                .isEqualTo(silent.messages().get(0).id());
        assertThat(attempts(id, event)).isEmpty();
        assertThat(rig.deliveries(id)).hasSize(1);
    }

    @Test
    void what_happened_while_it_was_off_or_unwanted_is_replayed_once() throws Exception {
        Receiver receiver = receiver();
        UUID id = rig.webhook(receiver.url(), List.of("SENT"));
        long missed = rig.happens();
        until(() -> rig.standing(id).taken() == missed);
        rig.service()
                .change(id, WebhookFixture.OURS, new WebhookService.WebhookChange(null, null, List.of(), null, null));
        long told = rig.happens();
        until(() -> state(id, told) == Deliveries.DeliveryState.DELIVERED);
        assertThat(rig.deliveries(id)).hasSize(1);
        assertThat(rig.service().deliveries().replayMissing(id, WebhookFixture.OURS, Instant.EPOCH))
                .isZero();

        until(() -> rig.deliveries(id).size() == 2 && state(id, missed) == Deliveries.DeliveryState.DELIVERED);
        assertThat(receiver.messages()).hasSize(2);
    }

    @Test
    void a_name_is_judged_by_what_it_means_when_it_is_called() throws Exception {
        Receiver receiver = receiver();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        InetAddress metadata = InetAddress.getByName("169.254.169.254");
        InetAddress world = InetAddress.getByName("203.0.113.7");
        rig.names.put("vanban.example", new InetAddress[] {loopback});
        rig.names.put("cloud.example", new InetAddress[] {metadata, world});
        rig.names.put("mixed.example", new InetAddress[] {metadata, loopback});
        assertThatThrownBy(() -> rig.service().target(receiver.url("cloud.example")))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.fault()).isEqualTo(Fault.WEBHOOK_TARGET));
        assertThat(rig.service().target(receiver.url("vanban.example"))).isEqualTo(receiver.url("vanban.example"));

        UUID mixed = rig.webhook(receiver.url("mixed.example"));
        UUID turned = rig.webhook(receiver.url("vanban.example"));
        UUID literal = rig.webhook("http://169.254.169.254/latest/meta-data/");
        rig.names.put("vanban.example", new InetAddress[] {metadata});
        long event = rig.happens();

        until(() -> state(mixed, event) == Deliveries.DeliveryState.DELIVERED);
        until(() ->
                attempts(turned, event).size() == 1 && attempts(literal, event).size() == 1);
        assertThat(attempts(turned, event).get(0).setback()).isEqualTo("NOT_ALLOWED");
        assertThat(attempts(literal, event).get(0).setback()).isEqualTo("NOT_ALLOWED");
        assertThat(receiver.messages()).hasSize(1);
        assertThat(receiver.messages().get(0).header("host")).startsWith("mixed.example:");
    }

    @Test
    void https_is_for_the_name_and_the_certificate_must_be_known() throws Exception {
        Receiver known = new Receiver(rig.tls);
        Receiver stranger = new Receiver(vn.antin.door.rest.Loopback.tls());
        receivers.addAll(List.of(known, stranger));
        rig.names.put("vanban.example", new InetAddress[] {InetAddress.getLoopbackAddress()});
        UUID good = rig.webhook(known.url());
        UUID other = rig.webhook(stranger.url());
        UUID name = rig.webhook(known.url("vanban.example"));
        long event = rig.happens();

        until(() -> state(good, event) == Deliveries.DeliveryState.DELIVERED);
        until(() -> attempts(other, event).size() == 1 && attempts(name, event).size() == 1);
        assertThat(attempts(other, event).get(0).setback()).isEqualTo("TLS");
        assertThat(attempts(name, event).get(0).setback()).isEqualTo("TLS");
        assertThat(stranger.messages()).isEmpty();
    }

    @Test
    void a_test_tells_what_came_of_it_and_there_are_only_so_many_webhooks() throws Exception {
        Receiver receiver = receiver();
        UUID id = rig.webhook(receiver.url());
        WebhookService.Tried tried = rig.service().test(id, WebhookFixture.OURS).join();
        assertThat(tried.status()).isEqualTo(204);
        assertThat(receiver.messages().get(0).id()).isEqualTo(tried.id());
        Receiver closed = receiver();
        closed.close();
        UUID other = rig.webhook(closed.url());
        assertThat(rig.service().test(other, WebhookFixture.OURS).join().setback())
                .isEqualTo(FailureReason.NO_CONNECTION);
        rig.webhook(receiver.url());

        assertThatThrownBy(() -> rig.webhook(receiver.url()))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.fault()).isEqualTo(Fault.WEBHOOKS_FULL));
        rig.service().remove(id, WebhookFixture.OURS);
        assertThat(rig.webhook(receiver.url())).isNotNull();
    }
}
