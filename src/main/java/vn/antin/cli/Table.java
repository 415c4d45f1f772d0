package vn.antin.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vn.antin.door.Messages;

/** A text table with headings; each column is as wide as its widest cell, the last is not padded. */
final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    /** A table with the headings of these keys. */
    Table(Messages words, String... keys) {
        rows.add(Arrays.stream(keys).map(words::say).toList());
    }

    Table row(Object... cells) {
        rows.add(Arrays.stream(cells).map(String::valueOf).toList());
        return this;
    }

    List<String> lines() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int at = 0; at < columns; at++) {
                widths[at] = Math.max(
                        widths[at], row.get(at).codePointCount(0, row.get(at).length()));
            }
        });
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int at = 0; at < row.size(); at++) {
            String cell = row.get(at);
            line.append(cell);
            if (at < row.size() - 1) {
                line.append(" ".repeat(widths[at] - cell.codePointCount(0, cell.length()) + 2));
            }
        }
        return line.toString().stripTrailing();
    }
}
