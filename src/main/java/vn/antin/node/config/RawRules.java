package vn.antin.node.config;

import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Urgency;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Rules;

/** {@code rules} as they are written: what is absent takes its default. */
record RawRules(
        @Nullable List<DayOfWeek> workingDays,
        @Nullable LocalTime until,
        @Nullable List<LocalDate> holidays,
        @Nullable Map<Urgency, Duration> confirm) {

    Rules checked(Path file) {
        Map<Urgency, Duration> times = new EnumMap<>(Rules.DEFAULT.confirm());
        if (confirm != null) {
            times.putAll(confirm);
        }
        times.forEach((urgency, time) -> {
            if (time.isNegative() || time.isZero()) {
                throw new Refused(Fault.CONFIGURATION, file.toString(), "rules: confirm: " + urgency + ": no time");
            }
        });
        if (workingDays != null && workingDays.isEmpty()) {
            throw new Refused(Fault.CONFIGURATION, file.toString(), "rules: workingDays: none");
        }
        return new Rules(
                workingDays == null ? Rules.DEFAULT.days() : Set.copyOf(workingDays),
                until == null ? Rules.DEFAULT.until() : until,
                holidays == null ? Rules.DEFAULT.holidays() : Set.copyOf(holidays),
                times);
    }
}
