package vn.antin.door.pdf;

import java.text.Normalizer;
import java.util.List;

/** Renders a table on A4 landscape pages, with a heading on the first and a number on each. */
public final class TablePdf {

    private TablePdf() {}

    /**
     * The content of the pages.
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

        /** Removes characters that XML cannot hold. */
        private static String clean(String text) {
            return Normalizer.normalize(text, Normalizer.Form.NFC)
                    .replaceAll("[\\p{Cc}\\p{Cs}\\x{FFFE}\\x{FFFF}]", " ");
        }
    }

    /** Renders the pages. One at a time, so that memory does not grow with the number of callers. */
    public static synchronized byte[] print(PrintedTable table) {
        return PdfRenderer.print("table.jte", table, table.title());
    }
}
