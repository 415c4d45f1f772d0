package vn.antin.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.people.Accounts;
import vn.antin.ledger.people.SavedViews;
import vn.antin.ledger.query.NodeOverview;
import vn.antin.ledger.query.Unsent;
import vn.antin.ledger.query.WaitingWork;
import vn.antin.receipt.TestClock;
import vn.antin.wire.Heartbeat;

/** The contract of heartbeats and of what operators hold back, for every database. */
abstract class HeartbeatsContract {

    private static final NodeId NODE = new NodeId("nut-a");
    private static final Instant MORNING = Instant.parse("2026-11-24T01:00:00Z");

    private final Heartbeats heartbeats = new Heartbeats();
    private final TestClock clock = new TestClock(MORNING);
    private Ledger ledger;
    private Outbox outbox;

    abstract Ledger open();

    @BeforeEach
    void start() {
        ledger = open();
        outbox = new Outbox(clock);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private static Heartbeat beat(long documents, Instant oldest) {
        return beat(documents, oldest, new Heartbeat.Fares(Duration.ofMillis(7), 1, 1));
    }

    private static Heartbeat beat(long documents, Instant oldest, Heartbeat.Fares fares) {
        return new Heartbeat(
                "1.0",
                documents,
                7_000,
                oldest,
                2,
                oldest,
                oldest,
                Duration.ofMillis(-12),
                false,
                1L << 33,
                700,
                false,
                fares,
                "hub:61617");
    }

    @Test
    void a_day_is_a_ring_of_half_hours_and_the_last_word_stands() {
        for (int half = 0; half < 60; half++) {
            Instant now = MORNING.plus(Heartbeats.SLOT.multipliedBy(half));
            ledger.storeRelaxed("t", tx -> heartbeats.heard(tx, NODE, beat(3, now.minusSeconds(90)), 1, now));
            ledger.storeRelaxed("t", tx -> heartbeats.heard(tx, NODE, beat(1, now), 2, now.plusSeconds(30)));
        }
        Instant end = MORNING.plus(Heartbeats.SLOT.multipliedBy(59)).plusSeconds(40);

        Heartbeats.LastHeartbeat kept = kept();
        assertThat(kept.beat()).isEqualTo(beat(1, end.minusSeconds(40)));
        assertThat(kept.first()).isEqualTo(MORNING);
        assertThat(kept.heard()).isEqualTo(end.minusSeconds(10));
        assertThat(kept.directory()).isEqualTo(2);
        Map<NodeId, List<Heartbeats.Slot>> day = ledger.read(tx -> heartbeats.day(tx, List.of(NODE), end));
        assertThat(day.get(NODE)).hasSize(Heartbeats.SLOTS).allSatisfy(slot -> {
            assertThat(slot.beats()).isEqualTo(2);
            assertThat(slot.documents()).isEqualTo(3);
            assertThat(slot.waited()).isEqualTo(Duration.ofSeconds(90));
        });
        Optional<Long> rows = ledger.read(tx -> tx.one("select count(*) as n from node_slot", row -> row.number("n")));
        assertThat(rows).hasValue((long) Heartbeats.SLOTS);
    }

    @Test
    void how_documents_fare_is_kept() {
        for (Heartbeat.Fares fares :
                List.of(new Heartbeat.Fares(Duration.ofMillis(43), 2, 5), new Heartbeat.Fares(null, 0, 0))) {
            Heartbeat beat = beat(1, MORNING, fares);
            ledger.storeRelaxed("t", tx -> heartbeats.heard(tx, NODE, beat, 1, MORNING));
            assertThat(kept().beat()).isEqualTo(beat);
        }
    }

    @Test
    void a_person_keeps_twenty_views_of_a_page_each_under_its_name_and_none_when_gone() {
        SavedViews views = new SavedViews();
        Accounts people = new Accounts(clock);
        ledger.store("t", tx -> {
            people.add(tx, "an", "OPERATOR");
            people.add(tx, "binh", "OPERATOR");
        });
        for (int i = 0; i < SavedViews.MOST; i++) {
            assertThat(keeps(views, "an", "Nhìn " + i, "state=DOWN")).isTrue();
        }
        assertThat(keeps(views, "an", "Một nữa", "q=1")).isFalse();
        assertThat(keeps(views, "an", "Nhìn 7", "q=xã"))
                .as("over one that is there")
                .isTrue();
        assertThat(keeps(views, "binh", "Một nữa", "q=1")).isTrue();
        ledger.store("t", tx -> views.remove(tx, "an", "lines", "Nhìn 8"));
        ledger.store("t", tx -> views.remove(tx, "an", "queues", "Nhìn 7"));

        List<SavedViews.Saved> kept = ledger.read(tx -> views.of(tx, "an", "lines"));
        assertThat(kept).hasSize(SavedViews.MOST - 1).contains(new SavedViews.Saved("Nhìn 7", "q=xã"));
        ledger.store("t", tx -> people.remove(tx, "an"));
        List<SavedViews.Saved> left = ledger.read(tx -> views.of(tx, "an", "lines"));
        List<SavedViews.Saved> others = ledger.read(tx -> views.of(tx, "binh", "lines"));
        assertThat(left).isEmpty();
        assertThat(others).hasSize(1);
    }

    private boolean keeps(SavedViews views, String person, String name, String address) {
        return ledger.commit("t", tx -> views.keep(tx, person, "lines", new SavedViews.Saved(name, address)));
    }

    @Test
    void the_outbox_is_looked_into_the_oldest_first() {
        ledger.store("t", tx -> {
            outbox.add(tx, Outbox.MessageKind.RECEIPTS, Outbox.Lane.PROOFS, NODE, null, 0, new byte[7], "r");
            outbox.add(tx, Outbox.MessageKind.ANNOUNCE, Outbox.Lane.URGENT, NODE, null, 1, new byte[9], "a");
        });
        List<Unsent> rows = ledger.read(tx -> Unsent.first(tx, 10));
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0))
                .isEqualTo(new Unsent(
                        Outbox.MessageKind.RECEIPTS,
                        Outbox.Lane.PROOFS,
                        NODE.value(),
                        null,
                        null,
                        null,
                        0,
                        7,
                        "WAITING",
                        clock.instant(),
                        0,
                        null));
        List<Unsent> first = ledger.read(tx -> Unsent.first(tx, 1));
        assertThat(first).containsExactly(rows.get(0));
    }

    private Heartbeats.LastHeartbeat kept() {
        return Objects.requireNonNull(ledger.read(heartbeats::all).get(NODE));
    }

    @Test
    void what_is_paused_or_held_is_not_claimed_and_receipts_go_on() {
        Pauses pauses = new Pauses(clock);
        ledger.store("t", tx -> {
            outbox.add(tx, Outbox.MessageKind.ANNOUNCE, Outbox.Lane.NORMAL, NODE, null, 1, new byte[1], "one");
            outbox.add(tx, Outbox.MessageKind.RECEIPTS, Outbox.Lane.NORMAL, NODE, null, 0, new byte[1], "receipts");
            outbox.add(tx, Outbox.MessageKind.ANNOUNCE, Outbox.Lane.NORMAL, null, null, 1, new byte[1], "up");
        });
        ledger.store(
                "t", tx -> assertThat(pauses.pause(tx, NODE.value(), "an", "x")).isTrue());
        ledger.store(
                "t", tx -> assertThat(pauses.pause(tx, NODE.value(), "an", "y")).isFalse());
        ledger.store(
                "t", tx -> assertThat(pauses.pause(tx, Pauses.ALL, "an", "x")).isTrue());
        assertThat(claimed()).containsExactly("receipts");
        assertThat(ledger.read(Pauses::all))
                .extracting(Pauses.PausedNode::reason)
                .containsExactly("x", "x");

        ledger.store("t", tx -> assertThat(pauses.resume(tx, Pauses.ALL)).isTrue());
        assertThat(claimed()).containsExactly("up");
        ledger.store("t", tx -> assertThat(pauses.resume(tx, NODE.value())).isTrue());
        ledger.store("t", tx -> assertThat(pauses.resume(tx, NODE.value())).isFalse());
        assertThat(claimed()).containsExactly("one");
        assertThat(ledger.read(heartbeats::unsent)).containsEntry(NODE, 1L);
    }

    private List<String> claimed() {
        return outbox.claim(ledger, false, 10, Duration.ofSeconds(60)).stream()
                .map(Outbox.OutboxRow::dup)
                .toList();
    }

    @Test
    void a_state_changes_its_time_only_when_it_changes() {
        ledger.store("t", tx -> heartbeats.heard(tx, NODE, beat(0, MORNING), 1, MORNING));
        ledger.store(
                "t",
                tx -> assertThat(heartbeats.setState(tx, NODE, "GOOD", MORNING)).isTrue());
        ledger.store(
                "t",
                tx -> assertThat(heartbeats.setState(tx, NODE, "GOOD", MORNING.plusSeconds(5)))
                        .isFalse());
        assertThat(kept().since()).isEqualTo(MORNING);
    }

    @Test
    void dead_letters_are_found_and_the_same_one_given_up_again_is_known() {
        Timeline timeline = new Timeline(clock);
        DeadLetters letters = new DeadLetters();
        Refused why = new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "x", "y");
        for (String body : List.of("a", "a", "b")) {
            ledger.store(
                    "t",
                    tx -> timeline.deadLetter(tx, why, "nut-a", "ENVELOPE", body.getBytes(StandardCharsets.UTF_8)));
        }
        List<DeadLetters.DeadLetter> all = ledger.read(tx -> letters.page(tx, Long.MAX_VALUE, 10));
        long first = all.get(2).number();

        ledger.store("t", tx -> assertThat(letters.removeLater(tx, first)).isEqualTo(1));

        List<DeadLetters.DeadLetter> left = ledger.read(tx -> letters.page(tx, Long.MAX_VALUE, 10));
        assertThat(left).containsExactly(all.get(0), all.get(2));
        assertThat(all.get(2).bytes()).isEqualTo(1);
        assertThat(all.get(2).code()).isEqualTo(Fault.MESSAGE_UNINTELLIGIBLE.code());
        assertThat(all.get(2).values()).containsExactly("x", "y");
        ledger.store("t", tx -> assertThat(letters.remove(tx, first)).isTrue());
        Optional<DeadLetters.DeadLetter> gone = ledger.read(tx -> letters.find(tx, first));
        assertThat(gone).isEmpty();
    }

    @Test
    void an_empty_ledger_has_no_backlog_and_no_relayed_document() {
        WaitingWork backlog = ledger.read(WaitingWork::of);
        assertThat(backlog).isEqualTo(new WaitingWork(0, 0, null, 0, null, null));
        Relayed relayed = new Relayed();
        Relayed.Filter filter = new Relayed.Filter(new AgencyCode("H06.11"), MORNING, MORNING);
        EnvelopeId id = EnvelopeId.next(clock);
        List<Relayed.StoredCopy> page =
                ledger.read(tx -> relayed.page(tx, filter, new Relayed.RelayedPosition(MORNING, id), 5));
        List<Relayed.Decision> decisions = ledger.read(tx -> relayed.decisions(tx, List.of(id)));
        List<Relayed.UnsentCopy> waiting = ledger.read(tx -> relayed.waiting(tx, List.of(id)));
        long since = ledger.read(tx -> relayed.since(tx, MORNING));
        List<Relayed.StoredCopy> those = ledger.read(tx -> relayed.those(tx, List.of(id)));
        assertThat(those).isEmpty();
        long failed = ledger.read(tx -> NodeOverview.failed(tx, MORNING));
        long overdue = ledger.read(NodeOverview::overdue);
        assertThat(failed + overdue).isZero();
        Map<NodeId, Long> parts = ledger.read(heartbeats::parts);
        assertThat(page).isEmpty();
        assertThat(parts).isEmpty();
        assertThat(decisions).isEmpty();
        assertThat(waiting).isEmpty();
        assertThat(since).isZero();
        ledger.store("t", tx -> {
            assertThat(outbox.hold(tx, id)).isZero();
            assertThat(outbox.resume(tx, id)).isZero();
            assertThat(outbox.retryNow(tx, id)).isZero();
            assertThat(outbox.retryNow(tx, null)).isZero();
            assertThat(outbox.held(tx, id)).isFalse();
        });
    }
}
