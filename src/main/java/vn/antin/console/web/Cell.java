package vn.antin.console.web;

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
    public static final Cell NONE = of("–");

    public static Cell of(String text) {
        return new Cell(text, "", null);
    }

    public static Cell of(String text, String more) {
        return new Cell(text, more, null);
    }

    public static Cell at(@Nullable Instant moment, String text) {
        return moment == null ? NONE : new Cell(text, "", moment);
    }
}
