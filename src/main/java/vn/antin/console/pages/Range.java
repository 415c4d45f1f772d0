package vn.antin.console.pages;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** How far back charts look, in which steps they are drawn, and in which their tables are written. */
public enum Range {
    HOUR(Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofMinutes(5)),
    DAY(Duration.ofHours(24), Duration.ofMinutes(5), Duration.ofHours(1)),
    WEEK(Duration.ofDays(7), Duration.ofMinutes(30), Duration.ofHours(6));

    private final Duration length;
    private final Duration step;
    private final Duration row;

    Range(Duration length, Duration step, Duration row) {
        this.length = length;
        this.step = step;
        this.row = row;
    }

    /** Named in an address; a day when it is none of them. */
    static Range named(String text) {
        return Arrays.stream(values())
                .filter(range -> range.word().equals(text))
                .findFirst()
                .orElse(DAY);
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Duration length() {
        return length;
    }

    Duration step() {
        return step;
    }

    Duration row() {
        return row;
    }
}
