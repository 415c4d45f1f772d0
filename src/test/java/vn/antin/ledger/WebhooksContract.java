package vn.antin.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.AgencyCode;
import vn.antin.ledger.Deliveries.Delivery;
import vn.antin.ledger.Deliveries.DeliveryAttempt;
import vn.antin.ledger.Webhooks.Webhook;
import vn.antin.ledger.Webhooks.WebhookState;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.LedgerSamples;

/** The contract of webhooks, for every database. */
abstract class WebhooksContract {

    private static final AgencyCode HOME = new AgencyCode("H06.11");
    private static final Instant NOON = Instant.parse("2026-11-24T05:00:00Z");

    private final Webhooks webhooks = new Webhooks();
    private final Deliveries deliveries = new Deliveries();
    private LedgerSamples offered;
    private Ledger ledger;

    abstract Ledger open();

    @BeforeEach
    void start() {
        ledger = open();
        offered = new LedgerSamples(Path.of("nowhere"), ledger);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private static Webhooks.Key key(int mark, @Nullable Instant until) {
        return new Webhooks.Key(new byte[] {(byte) mark}, new byte[] {2}, new byte[] {3}, until);
    }

    private Webhook made() {
        Webhook webhook = new Webhook(
                UUID.randomUUID(), HOME, "http://10.1.1.1/", "", "sent", WebhookState.ON, 0, 0, NOON, null, null);
        ledger.store("made", tx -> webhooks.add(tx, webhook, key(1, null)));
        return webhook;
    }

    private Webhook now(Webhook webhook) {
        return ledger.read(tx -> webhooks.find(tx, webhook.id())).orElseThrow();
    }

    /** Events 1 to n. */
    private List<Long> events(int count) {
        for (int i = 0; i < count; i++) {
            offered.sent(HOME.value(), "V/v", "H06.12");
        }
        return java.util.stream.LongStream.rangeClosed(1, count).boxed().toList();
    }

    private List<Long> due(Webhook webhook, Instant time) {
        return ledger.read(tx -> deliveries.due(tx, webhook.id(), time, 100)).stream()
                .map(Delivery::event)
                .toList();
    }

    @Test
    void a_webhook_is_found_changed_and_removed_with_all_that_was_its() {
        Webhook webhook = made();
        List<Long> events = events(2);
        ledger.store("add", tx -> {
            deliveries.add(tx, webhook.id(), events, NOON);
            webhooks.change(tx, webhook.id(), "https://10.1.1.2/", "mới", "");
            webhooks.recordFailure(tx, webhook.id(), NOON, NOON.plusSeconds(60));
            webhooks.recordFailure(tx, webhook.id(), NOON.plusSeconds(30), null);
        });

        assertThat(now(webhook).url()).isEqualTo("https://10.1.1.2/");
        assertThat(now(webhook).failing()).isEqualTo(NOON);
        assertThat(now(webhook).hold()).isEqualTo(NOON.plusSeconds(60));
        assertThat(ledger.<List<Webhook>>read(tx -> webhooks.of(tx, Set.of(HOME))))
                .hasSize(1);
        assertThat(ledger.<List<Webhook>>read(tx -> webhooks.of(tx, Set.of()))).isEmpty();
        ledger.store("works", tx -> webhooks.recordSuccess(tx, webhook.id()));
        assertThat(now(webhook).failing()).isNull();
        ledger.store("gone", tx -> webhooks.state(tx, webhook.id(), WebhookState.GONE));
        assertThat(ledger.<List<Webhook>>read(webhooks::on)).isEmpty();
        ledger.store("remove", tx -> webhooks.remove(tx, webhook.id()));
        assertThat(ledger.<List<Webhook>>read(webhooks::all)).isEmpty();
        assertThat(due(webhook, NOON)).isEmpty();
    }

    @Test
    void a_cursor_moves_only_from_where_it_is() {
        Webhook webhook = made();

        assertThat(ledger.<Boolean>commit("a", tx -> webhooks.advance(tx, webhook.id(), 0, 7)))
                .isTrue();
        assertThat(ledger.<Boolean>commit("b", tx -> webhooks.advance(tx, webhook.id(), 0, 9)))
                .isFalse();
        ledger.store("c", tx -> webhooks.rewind(tx, webhook.id(), 3));
        assertThat(now(webhook).taken()).isEqualTo(3);
        ledger.store("d", tx -> webhooks.state(tx, webhook.id(), WebhookState.OFF));
        assertThat(ledger.<Boolean>commit("e", tx -> webhooks.advance(tx, webhook.id(), 3, 9)))
                .isFalse();
    }

    @Test
    void an_earlier_key_is_good_until_its_time_is_over() {
        Webhook webhook = made();
        Instant until = NOON.plus(Duration.ofHours(24));
        ledger.store("rotate", tx -> webhooks.rotate(tx, webhook.id(), key(9, null), until));

        List<Webhooks.Key> both = ledger.read(tx -> webhooks.keys(tx, webhook.id(), until.minusMillis(1)));
        assertThat(both).extracting(key -> key.secret()[0]).containsExactly((byte) 9, (byte) 1);
        assertThat(both.get(0).until()).isNull();
        assertThat(both.get(1).until()).isEqualTo(until);
        assertThat(ledger.<List<Webhooks.Key>>read(tx -> webhooks.keys(tx, webhook.id(), until)))
                .hasSize(1);
        for (int i = 0; i < 10; i++) {
            ledger.store("rotate", tx -> webhooks.rotate(tx, webhook.id(), key(10, null), until));
        }
        assertThat(ledger.<List<Webhooks.Key>>read(tx -> webhooks.keys(tx, webhook.id(), NOON)))
                .hasSize(5);
    }

    @Test
    void what_was_taken_up_before_stays_as_it_is() {
        Webhook webhook = made();
        List<Long> events = events(3);
        ledger.store("add", tx -> deliveries.add(tx, webhook.id(), events.subList(0, 2), NOON));
        attempt(webhook, 1, Deliveries.DeliveryState.DELIVERED, NOON, 204, null);
        ledger.store("again", tx -> deliveries.add(tx, webhook.id(), events, NOON));

        assertThat(due(webhook, NOON)).containsExactly(2L, 3L);
        assertThat(ledger.<Long>read(tx -> deliveries.waiting(tx, webhook.id())))
                .isEqualTo(2);
    }

    private void attempt(
            Webhook webhook,
            long event,
            Deliveries.DeliveryState state,
            Instant due,
            @Nullable Integer status,
            @Nullable String setback) {
        ledger.store("attempt", tx -> {
            Delivery known = deliveries.find(tx, webhook.id(), event).orElseThrow();
            Delivery after =
                    new Delivery(webhook.id(), event, known.what(), state, known.tries() + 1, due, known.since());
            deliveries.attempted(tx, after, new DeliveryAttempt(event, 0, NOON, 12, status, setback));
        });
    }

    @Test
    void attempts_are_listed_with_their_deliveries_and_the_oldest_of_many_go() {
        Webhook webhook = made();
        List<Long> events = events(2);
        ledger.store("add", tx -> deliveries.add(tx, webhook.id(), events, NOON));
        attempt(webhook, 2, Deliveries.DeliveryState.WAITING, NOON.plusSeconds(5), null, "NO_CONNECTION");
        attempt(webhook, 2, Deliveries.DeliveryState.FAILED, NOON, 500, "STATUS");

        List<Delivery> page = ledger.read(tx -> deliveries.page(tx, webhook.id(), null, Long.MAX_VALUE, 10));
        assertThat(page).extracting(Delivery::event).containsExactly(2L, 1L);
        assertThat(page.get(0).what()).isEqualTo("ACCEPTED");
        assertThat(page.get(0).tries()).isEqualTo(2);
        assertThat(ledger.<List<Delivery>>read(
                        tx -> deliveries.page(tx, webhook.id(), Deliveries.DeliveryState.FAILED, Long.MAX_VALUE, 10)))
                .hasSize(1);
        assertThat(ledger.<List<Delivery>>read(tx -> deliveries.page(tx, webhook.id(), null, 2, 10)))
                .extracting(Delivery::event)
                .containsExactly(1L);
        assertThat(ledger.<List<DeliveryAttempt>>read(tx -> deliveries.attempts(tx, webhook.id(), List.of(1L, 2L))))
                .containsExactly(
                        new DeliveryAttempt(2, 1, NOON, 12, null, "NO_CONNECTION"),
                        new DeliveryAttempt(2, 2, NOON, 12, 500, "STATUS"));
        for (int i = 0; i < 30; i++) {
            attempt(webhook, 2, Deliveries.DeliveryState.FAILED, NOON, 500, "STATUS");
        }
        assertThat(ledger.<List<DeliveryAttempt>>read(tx -> deliveries.attempts(tx, webhook.id(), List.of(2L))))
                .hasSize(20)
                .last()
                .extracting(DeliveryAttempt::number)
                .isEqualTo(32);
    }

    @Test
    void what_was_given_up_comes_again_when_it_is_asked_for() {
        Webhook webhook = made();
        List<Long> events = events(3);
        ledger.store("add", tx -> deliveries.add(tx, webhook.id(), events, NOON));
        for (long event = 1; event <= 3; event++) {
            attempt(webhook, event, Deliveries.DeliveryState.FAILED, NOON, 500, "STATUS");
        }

        assertThat(ledger.<Integer>commit("recover", tx -> deliveries.recover(tx, webhook.id(), 2, NOON)))
                .isEqualTo(1);
        assertThat(due(webhook, NOON)).containsExactly(3L);
        assertThat(ledger.<Boolean>commit("again", tx -> deliveries.again(tx, webhook.id(), 1, NOON)))
                .isTrue();
        assertThat(ledger.<Boolean>commit("again", tx -> deliveries.again(tx, webhook.id(), 9, NOON)))
                .isFalse();
        assertThat(due(webhook, NOON)).containsExactly(1L, 3L);
    }

    @Test
    void what_is_old_or_too_much_is_let_go_and_the_webhook_knows_up_to_where() {
        Webhook webhook = made();
        List<Long> events = events(6);
        ledger.store("old", tx -> deliveries.add(tx, webhook.id(), events.subList(0, 2), NOON.minusSeconds(60)));
        ledger.store("new", tx -> deliveries.add(tx, webhook.id(), events.subList(2, 6), NOON));
        attempt(webhook, 1, Deliveries.DeliveryState.DELIVERED, NOON, 200, null);

        ledger.store("forget", tx -> deliveries.forget(tx, webhook.id(), NOON, 100));
        assertThat(due(webhook, NOON)).containsExactly(3L, 4L, 5L, 6L);
        assertThat(now(webhook).forgotten()).isEqualTo(2);
        assertThat(ledger.<List<DeliveryAttempt>>read(tx -> deliveries.attempts(tx, webhook.id(), events)))
                .isEmpty();
        ledger.store("forget", tx -> deliveries.forget(tx, webhook.id(), NOON, 3));
        assertThat(due(webhook, NOON)).containsExactly(4L, 5L, 6L);
        assertThat(now(webhook).forgotten()).isEqualTo(3);
    }

    @Test
    void the_feed_finds_the_number_of_a_time() {
        Feed feed = new Feed(offered.repositories());
        assertThat(feed.before(NOON)).isZero();
        events(5); // one second apart; the clock stands at the last one
        Instant last = offered.now().truncatedTo(ChronoUnit.MICROS);

        assertThat(feed.before(last)).isEqualTo(4);
        assertThat(feed.before(last.plusMillis(1))).isEqualTo(5);
        assertThat(feed.before(last.minusSeconds(2))).isEqualTo(2);
        assertThat(feed.before(last.minusSeconds(100))).isZero();
        assertThat(feed.entry(3).orElseThrow().sender()).isEqualTo(HOME);
        assertThat(feed.entry(6)).isEmpty();
    }
}
