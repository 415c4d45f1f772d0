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
 * The rules for reply deadlines: the same working day (Decree 30/2020, art. 21.2c, Vietnam time), for an urgent document
 * at once, which the organization defines as a duration.
 */
public record Rules(
        @ConfigKey(
                name = "workingDays",
                preset = "[monday, tuesday, wednesday, thursday, friday]",
                value = "working days of the week; at least one")
        Set<DayOfWeek> days,

        @ConfigKey(
                preset = "17:00",
                value = "end of a working day; a document that comes later counts for the next one")
        LocalTime until,

        @ConfigKey(preset = "[]", value = "days off") Set<LocalDate> holidays,

        @ConfigKey(
                preset = "{ urgent: PT4H, very_urgent: PT2H, express: PT1H, express_timed: PT30M }",
                value = "time to accept or refuse an urgent document, by urgency; one with a fixed hour, not"
                        + " after that hour")
        Map<Urgency, Duration> confirm)
        implements ConfigCheck {

    /** Longer than any sequence of holidays. */
    private static final int MAX_DAYS = 366;

    /** The rules without a setting. */
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
