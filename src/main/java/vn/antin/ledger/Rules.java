package vn.antin.ledger;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import vn.antin.envelope.Urgency;
import vn.antin.envelope.VietnamTime;

/**
 * By when a recipient must say something: on the same working day (Decree 30/2020, art. 21.2c, Vietnam time), an urgent
 * document at once, which the house puts a figure to.
 *
 * @param days of the week that are worked on; at least one
 * @param until when a working day ends: what comes later counts for the next
 * @param holidays that are not worked on
 * @param confirm how soon an urgent document must be accepted or refused, by its urgency; one not named here has the day
 */
public record Rules(Set<DayOfWeek> days, LocalTime until, Set<LocalDate> holidays, Map<Urgency, Duration> confirm) {

    /** Longer than any row of holidays. */
    private static final int A_YEAR = 366;

    /** What holds where the house says nothing else. */
    public static final Rules DEFAULT = new Rules(
            EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
            LocalTime.of(17, 0),
            Set.of(),
            Map.of(
                    Urgency.URGENT, Duration.ofHours(4),
                    Urgency.VERY_URGENT, Duration.ofHours(2),
                    Urgency.EXPRESS, Duration.ofHours(1),
                    Urgency.EXPRESS_TIMED, Duration.ofMinutes(30)));

    public Rules {
        days = Set.copyOf(days);
        holidays = Set.copyOf(holidays);
        confirm = Map.copyOf(confirm);
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
        for (int i = 0; i < A_YEAR && !worked(day); i++) {
            day = day.plusDays(1);
        }
        return endOf(day);
    }

    /** The end of work of that day, whether it is worked on or not: a deadline is what its sender wrote. */
    Instant endOf(LocalDate day) {
        return day.atTime(until).atZone(VietnamTime.ZONE).toInstant();
    }

    private boolean worked(LocalDate day) {
        return days.contains(day.getDayOfWeek()) && !holidays.contains(day);
    }
}
