package vn.antin.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a column of a row.
 *
 * @param more in small letters below; empty for nothing
 * @param at the moment it tells, for programs; null when it is none
 */
public record Cell(String text, String more, @Nullable Instant at) {

    /** Nothing is known or there is none. */
    static final Cell NONE = of("–");

    static Cell of(String text) {
        return new Cell(text, "", null);
    }

    static Cell of(String text, String more) {
        return new Cell(text, more, null);
    }

    static Cell at(@Nullable Instant moment, String text) {
        return moment == null ? NONE : new Cell(text, "", moment);
    }
}
