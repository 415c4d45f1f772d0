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
 * The rules for reply deadlines: the same working day (Decree 30/2020, art. 21.2c, Vietnam time), for an urgent
 * document at once, which the organization defines as a duration.
 *
 * @param days working days of the week; at least one
 * @param until end of a working day: what comes later counts for the next one
 * @param holidays days off
 * @param confirm time to accept or refuse an urgent document, by urgency; a missing urgency has the working day
 */
public record Rules(Set<DayOfWeek> days, LocalTime until, Set<LocalDate> holidays, Map<Urgency, Duration> confirm) {

    /** Longer than any sequence of holidays. */
    private static final int MAX_DAYS = 366;

    /** The rules without a setting. */
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

    /** Deadline to accept or refuse a document received at that time; if it has a fixed hour, not after that hour. */
    Instant confirmBy(Instant since, Urgency urgency, Instant expires) {
        Duration within = confirm.get(urgency);
        Instant by = within == null ? endOfWork(since) : since.plus(within);
        return urgency == Urgency.EXPRESS_TIMED && expires.isBefore(by) ? expires : by;
    }

    /** The end of the working day that contains a moment, or of the next one. */
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

    /** The end of working hours of that day, working day or not: the sender sets a deadline as it likes. */
    Instant endOf(LocalDate day) {
        return day.atTime(until).atZone(VietnamTime.ZONE).toInstant();
    }

    private boolean isWorkingDay(LocalDate day) {
        return days.contains(day.getDayOfWeek()) && !holidays.contains(day);
    }
}
