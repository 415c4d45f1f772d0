package vn.antin.console.web;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The content of one table cell.
 *
 * @param more a second line in small type; may be empty
 * @param at the time it shows, for programs; null when it shows none
 */
public record Cell(String text, String more, @Nullable Instant at) {

    /** Unknown or absent. */
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
