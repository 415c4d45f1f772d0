package vn.antin.console.web;

import java.util.Locale;

/** A column of a table whose columns the reader chooses; an enum constant, in the order of the table. */
public interface Column {

    String name();

    /** Key of its heading; the explanation has the same key with {@code .what}. */
    String word();

    /** Whether it is shown by default. */
    boolean usual();

    /** Whether it is always shown. */
    default boolean always() {
        return false;
    }

    /** Whether it holds a number, aligned right. */
    boolean number();

    /** Whether rows can be sorted by it. */
    default boolean sorts() {
        return true;
    }

    /** Whether its sorted order is ascending, as for names. */
    default boolean rises() {
        return false;
    }

    /** Its name in addresses. */
    default String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
