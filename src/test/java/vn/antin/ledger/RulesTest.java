package vn.antin.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.antin.envelope.Urgency;

/** The deadlines of replies in Vietnam time; 24 November 2026 is a Tuesday. */
class RulesTest {

    private static final Rules RULES = new Rules(
            Set.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.THURSDAY, DayOfWeek.FRIDAY),
            LocalTime.of(16, 30),
            Set.of(LocalDate.of(2026, 11, 27)),
            Map.of(Urgency.EXPRESS, Duration.ofHours(1), Urgency.EXPRESS_TIMED, Duration.ofHours(1)));

    @ParameterizedTest
    @CsvSource({
        "2026-11-24T01:00:00Z, 2026-11-24T09:30:00Z", // in the morning: the same day
        "2026-11-24T09:29:59Z, 2026-11-24T09:30:00Z",
        "2026-11-24T09:30:00Z, 2026-11-26T09:30:00Z", // at the end of work: the next working day, Wednesday is none
        "2026-11-25T16:59:59Z, 2026-11-26T09:30:00Z",
        "2026-11-24T17:30:00Z, 2026-11-26T09:30:00Z", // half past midnight in Vietnam: Wednesday
        "2026-11-26T10:00:00Z, 2026-11-30T09:30:00Z" // Friday is a holiday, then the weekend
    })
    void what_comes_is_confirmed_on_the_same_working_day(Instant since, Instant by) {
        assertThat(RULES.confirmBy(since, Urgency.NORMAL, Instant.MAX)).isEqualTo(by);
        assertThat(RULES.confirmBy(since, Urgency.URGENT, Instant.MAX))
                .as("not named")
                .isEqualTo(by);
    }

    @Test
    void an_express_document_does_not_wait_for_the_morning_and_one_with_an_hour_not_for_more_than_that() {
        Instant night = Instant.parse("2026-11-24T17:30:00Z");
        Instant hour = night.plusSeconds(600);

        assertThat(RULES.confirmBy(night, Urgency.EXPRESS, hour)).isEqualTo(night.plusSeconds(3600));
        assertThat(RULES.confirmBy(night, Urgency.EXPRESS_TIMED, hour)).isEqualTo(hour);
    }

    @Test
    void a_deadline_that_its_sender_wrote_is_the_end_of_that_day_whatever_day_it_is() {
        assertThat(RULES.endOf(LocalDate.of(2026, 11, 29))).isEqualTo(Instant.parse("2026-11-29T09:30:00Z"));
    }
}
