package vn.antin.console.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.VietnamTime;

/**
 * Writes CSV in UTF-8 with a byte-order mark, so that spreadsheets detect the encoding; no cell is taken for a formula.
 */
public final class CsvSheet implements Sheet {

    public static final String TYPE = "text/csv;charset=utf-8";

    private static final char MARK = '\uFEFF';

    /** First characters of a formula: CSV cannot mark a cell as text. */
    private static final String BEGINS_FORMULA = "=+-@\t\r\n";

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final Writer writer;

    public CsvSheet(OutputStream out, Head head) throws IOException {
        this.writer = new BufferedWriter(new OutputStreamWriter(out, UTF_8));
        writer.write(MARK);
        row(List.of(head.title()));
        for (String sentence : head.about()) {
            row(List.of(sentence));
        }
        row(head.columns());
    }

    @Override
    public void row(List<? extends @Nullable Object> cells) throws IOException {
        CSVFormat.RFC4180.printRecord(writer, cells.stream().map(CsvSheet::text).toArray());
    }

    @Override
    public void end(String sentence) throws IOException {
        row(List.of(sentence));
        writer.flush();
    }

    private static String text(@Nullable Object cell) {
        if (cell instanceof Instant at) {
            return MOMENT.format(at.atZone(VietnamTime.ZONE));
        }
        return cell instanceof String text ? harmless(text) : cell == null ? "" : cell.toString();
    }

    static String harmless(String text) {
        return !text.isEmpty() && BEGINS_FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
