package vn.antin.door.pdf;

import java.text.Normalizer;
import java.util.List;

/** A table on as many pages A4 as it needs, lying, with what it is on the first and a number on each. */
public final class TablePdf {

    private TablePdf() {}

    /**
     * What is on the pages.
     *
     * @param about sentences above the table
     * @param end the sentence below it
     */
    public record PrintedTable(
            String language,
            String title,
            List<String> about,
            List<String> columns,
            List<List<String>> rows,
            String end) {

        public PrintedTable {
            about = List.copyOf(about);
            columns = List.copyOf(columns);
            rows = rows.stream()
                    .map(row -> row.stream().map(PrintedTable::clean).toList())
                    .toList();
        }

        /** Without what XML cannot hold. */
        private static String clean(String text) {
            return Normalizer.normalize(text, Normalizer.Form.NFC)
                    .replaceAll("[\\p{Cc}\\p{Cs}\\x{FFFE}\\x{FFFF}]", " ");
        }
    }

    /** The pages. One at a time, so that what it takes of memory does not grow with those who ask. */
    public static synchronized byte[] print(PrintedTable table) {
        return PdfRenderer.print("table.jte", table, table.title());
    }
}
