package vn.antin.ledger;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Set;
import vn.antin.envelope.Urgency;
import vn.antin.envelope.VietnamTime;
import vn.antin.setting.ConfigCheck;
import vn.antin.setting.ConfigKey;
import vn.antin.setting.SettingsReader;

/**
 * By when a recipient must say something: on the same working day (Decree 30/2020, art. 21.2c, Vietnam time), an urgent
 * document at once, which the house puts a figure to.
 */
public record Rules(
        @ConfigKey(
                        name = "workingDays",
                        preset = "[monday, tuesday, wednesday, thursday, friday]",
                        value = "days of the week that are worked on; at least one")
                Set<DayOfWeek> days,
        @ConfigKey(preset = "17:00", value = "the end of a working day; what comes later counts for the next")
                LocalTime until,
        @ConfigKey(preset = "[]", value = "days that are not worked on") Set<LocalDate> holidays,
        @ConfigKey(
                        preset = "{ urgent: PT4H, very_urgent: PT2H, express: PT1H, express_timed: PT30M }",
                        value = "how soon an urgent document must be accepted or refused; one with a fixed hour also not"
                                + " after that")
                Map<Urgency, Duration> confirm)
        implements ConfigCheck {

    /** Longer than any row of holidays. */
    private static final int MAX_DAYS = 366;

    /** What holds where the house says nothing else. */
    public static final Rules DEFAULT = SettingsReader.defaults(Rules.class);

    public Rules {
        days = Set.copyOf(days);
        holidays = Set.copyOf(holidays);
        confirm = Map.copyOf(confirm);
    }

    @Override
    public void check() {
        if (days.isEmpty()) {
            throw new IllegalArgumentException("workingDays: must be at least one");
        }
    }

    /** When a document that came at that time must be accepted or refused; one with a fixed hour, not after that hour. */
    Instant confirmBy(Instant since, Urgency urgency, Instant expires) {
        Duration within = confirm.get(urgency);
        Instant by = within == null ? endOfWork(since) : since.plus(within);
        return urgency == Urgency.EXPRESS_TIMED && expires.isBefore(by) ? expires : by;
    }

    /** The end of the working day that a moment falls into or before. */
    Instant endOfWork(Instant since) {
        ZonedDateTime moment = since.atZone(VietnamTime.ZONE);
        LocalDate day = moment.toLocalDate();
        if (!moment.toLocalTime().isBefore(until)) {
            day = day.plusDays(1);
        }
        for (int i = 0; i < MAX_DAYS && !isWorkingDay(day); i++) {
            day = day.plusDays(1);
        }
        return endOf(day);
    }

    /** The end of work of that day, whether it is worked on or not: a deadline is what its sender wrote. */
    Instant endOf(LocalDate day) {
        return day.atTime(until).atZone(VietnamTime.ZONE).toInstant();
    }

    private boolean isWorkingDay(LocalDate day) {
        return days.contains(day.getDayOfWeek()) && !holidays.contains(day);
    }
}
