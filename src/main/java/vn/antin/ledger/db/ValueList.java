package vn.antin.ledger.db;

import java.util.List;

/** The values of a sentence in one column: the reader's language is chosen when the sentence is shown. */
public final class ValueList {

    private static final String SEPARATOR = "\u001f";
    private static final int LONGEST = 1000;

    private ValueList() {}

    /** Cut after a thousand characters. */
    public static String write(List<String> values) {
        String all = String.join(SEPARATOR, values);
        return all.length() <= LONGEST ? all : all.substring(0, LONGEST);
    }

    public static List<String> read(String column) {
        return column.isEmpty() ? List.of() : List.of(column.split(SEPARATOR, -1));
    }
}
