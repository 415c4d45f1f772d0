package vn.antin.console.pages;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** A period of the charts, with the width of its drawn steps and of its table's rows. */
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

    /** The range of that name in an address; a day for any other. */
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
