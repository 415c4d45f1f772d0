package vn.antin.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.AgencyCode;
import vn.antin.ledger.AlertStore.Alert;
import vn.antin.ledger.AlertStore.PendingMessage;
import vn.antin.ledger.AlertStore.Silence;
import vn.antin.ledger.db.Ledger;

/** The contract of alerts, silences, their messages and the contacts of agencies, for every database. */
abstract class AlertStoreContract {

    private static final Instant NOW = Instant.parse("2026-11-24T01:00:00Z");

    private final AlertStore alerts = new AlertStore();
    private Ledger ledger;

    abstract Ledger open();

    @BeforeEach
    void start() {
        ledger = open();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private Alert only() {
        List<Alert> open = ledger.read(alerts::open);
        assertThat(open).hasSize(1);
        return open.get(0);
    }

    private List<Alert> over(int most) {
        return ledger.read(tx -> alerts.over(tx, most));
    }

    private List<Silence> silences(Instant now) {
        return ledger.read(tx -> alerts.silences(tx, now));
    }

    private List<PendingMessage> due(Instant now, int most) {
        return ledger.read(tx -> alerts.due(tx, now, most));
    }

    private Optional<String> contact(AgencyCode agency) {
        return ledger.read(tx -> Contacts.of(tx, agency));
    }

    private void begin(String subject) {
        ledger.store("t", tx -> alerts.begin(tx, "queue", subject, "WARNING", "ANTIN-6001", List.of("5", "a,b"), NOW));
    }

    @Test
    void an_alert_lasts_is_told_becomes_worse_and_ends() {
        begin("so-noi-vu");
        Alert first = only();
        assertThat(first)
                .isEqualTo(new Alert(
                        first.number(),
                        "queue",
                        "so-noi-vu",
                        "WARNING",
                        "ANTIN-6001",
                        List.of("5", "a,b"),
                        NOW,
                        NOW,
                        null,
                        null));

        ledger.store("t", tx -> alerts.told(tx, first, NOW.plusSeconds(1)));
        Alert told = only();
        ledger.store(
                "t", tx -> alerts.seen(tx, told, "WARNING", "ANTIN-6001", List.of("6"), NOW.plusSeconds(2), false));
        assertThat(only().told()).isEqualTo(NOW.plusSeconds(1));
        assertThat(only().seen()).isEqualTo(NOW.plusSeconds(2));

        ledger.store("t", tx -> alerts.seen(tx, told, "CRITICAL", "ANTIN-6002", List.of(), NOW.plusSeconds(3), true));
        assertThat(only().told())
                .as("operators hear again of a problem that became worse")
                .isNull();
        assertThat(only().level()).isEqualTo("CRITICAL");

        ledger.store("t", tx -> alerts.end(tx, told, NOW.plusSeconds(4)));
        assertThat(ledger.read(alerts::open)).isEmpty();
        assertThat(over(9))
                .singleElement()
                .satisfies(each -> assertThat(each.ended()).isEqualTo(NOW.plusSeconds(4)));
    }

    @Test
    void what_ended_is_listed_newest_first_and_forgotten_in_time() {
        IntStream.range(0, 3).forEach(i -> {
            begin("nut-" + i);
            ledger.store("t", tx -> alerts.end(tx, alerts.open(tx).get(0), NOW.plusSeconds(i)));
        });
        begin("nut-9");

        assertThat(over(2)).extracting(Alert::subject).containsExactly("nut-2", "nut-1");
        ledger.store("t", tx -> alerts.forget(tx, NOW.plusSeconds(2)));

        assertThat(over(9)).extracting(Alert::subject).containsExactly("nut-2");
        assertThat(only().subject()).isEqualTo("nut-9");
    }

    @Test
    void a_silence_ends_in_time_or_once_by_hand() {
        Instant until = NOW.plusSeconds(60);
        ledger.store("t", tx -> {
            alerts.silence(tx, "queue", "", until, "an", "x".repeat(600), NOW);
            alerts.silence(tx, "disk", "y".repeat(300), NOW.plusSeconds(5), "an", "đổi đĩa", NOW);
        });
        List<Silence> both = silences(NOW);
        assertThat(both).extracting(Silence::rule).containsExactly("disk", "queue");
        assertThat(both.get(0).subject()).hasSize(200);
        assertThat(both.get(1).reason()).hasSize(500);
        assertThat(silences(NOW.plusSeconds(5))).hasSize(1);

        long number = both.get(1).number();
        assertThat(ledger.<Boolean>commit("t", tx -> alerts.endSilence(tx, number, NOW.plusSeconds(9))))
                .isTrue();
        assertThat(ledger.<Boolean>commit("t", tx -> alerts.endSilence(tx, number, NOW.plusSeconds(9))))
                .isFalse();
        assertThat(silences(NOW.plusSeconds(9))).isEmpty();

        ledger.store("t", tx -> alerts.forget(tx, NOW.plusSeconds(9)));
        assertThat(silences(NOW.minusSeconds(1))).extracting(Silence::rule).containsExactly("queue");
    }

    @Test
    void a_message_waits_is_tried_again_and_is_done() {
        ledger.store("t", tx -> alerts.post(tx, "mail", "một", NOW));
        PendingMessage first = due(NOW, 9).get(0);
        assertThat(first).isEqualTo(new PendingMessage(first.number(), "mail", "một", NOW, 0));

        ledger.store("t", tx -> alerts.later(tx, first, NOW, Duration.ofMinutes(1)));
        assertThat(due(NOW.plusSeconds(59), 9)).isEmpty();
        assertThat(due(NOW.plusSeconds(60), 9))
                .singleElement()
                .satisfies(each -> assertThat(each.attempts()).isEqualTo(1));

        ledger.store("t", tx -> alerts.done(tx, first));
        assertThat(ledger.read(alerts::waiting)).isZero();
    }

    @Test
    void a_channel_keeps_its_newest_messages_and_those_of_another_stay() {
        ledger.store("t", tx -> alerts.post(tx, "webhook", "khác", NOW));
        IntStream.rangeClosed(1, AlertStore.MAX_MESSAGES + 3)
                .forEach(i -> ledger.store("t", tx -> alerts.post(tx, "mail", Integer.toString(i), NOW)));

        List<PendingMessage> due = due(NOW, 1000);

        assertThat(due).hasSize(AlertStore.MAX_MESSAGES + 1);
        assertThat(due.get(0).channel()).isEqualTo("webhook");
        assertThat(due.get(1).body()).isEqualTo("4");
        assertThat(due(NOW, 2)).extracting(PendingMessage::body).containsExactly("khác", "4");
    }

    @Test
    void an_agency_has_one_contact_or_none() {
        AgencyCode agency = new AgencyCode("H06.02");
        ledger.store("t", tx -> {
            Contacts.set(tx, agency, "Nguyễn Văn An, 0254 000 000");
            Contacts.set(tx, agency, "Trần Bình, 0254 000 001");
        });
        assertThat(contact(agency)).hasValue("Trần Bình, 0254 000 001");

        ledger.store("t", tx -> Contacts.set(tx, agency, ""));

        assertThat(contact(agency)).isEmpty();
    }
}
