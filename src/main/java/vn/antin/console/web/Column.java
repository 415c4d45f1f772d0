package vn.antin.console.web;

import java.util.Locale;

/** A column of a table that whoever looks puts together: an enum's constant, in the order of the table. */
public interface Column {

    String name();

    /** The key of its heading; what it means is behind the same with {@code .what}. */
    String word();

    /** Whether it is shown while nobody has chosen. */
    boolean usual();

    /** Whether it is shown in any case. */
    default boolean always() {
        return false;
    }

    /** Whether it holds a number, which stands at the right. */
    boolean number();

    /** Whether rows can be put in its order. */
    default boolean sorts() {
        return true;
    }

    /** Whether what it shows rises from row to row in its order, as names do; else it falls. */
    default boolean rises() {
        return false;
    }

    /** As addresses call it. */
    default String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
