package vn.antin.console.export;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import org.dhatim.fastexcel.PaperSize;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.VietnamTime;

/**
 * Writes Office Open XML, printed on A4 landscape, one page wide. Streams its rows, so that memory does not grow with
 * them. Texts are written as texts, never as formulas.
 */
public final class XlsxSheet implements Sheet {

    public static final String TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private static final int ROWS_HELD = 500;
    private static final String MOMENT = "dd/mm/yyyy hh:mm:ss";
    private static final double WIDTH = 20;
    private static final short AS_MANY_AS_NEEDED = 0;

    private final Workbook book;
    private final Worksheet sheet;
    private int row;

    public XlsxSheet(OutputStream out, Head head) {
        this.book = new Workbook(out, "Antin", null);
        this.sheet = book.newWorksheet(head.title().replaceAll("[\\[\\]*?/\\\\:]", " "));
        sheet.value(0, 0, head.title());
        sheet.style(0, 0).bold().fontSize(14).set();
        row = 1;
        for (String sentence : head.about()) {
            sheet.value(row++, 0, sentence);
        }
        for (int column = 0; column < head.columns().size(); column++) {
            sheet.value(row, column, head.columns().get(column));
            sheet.style(row, column).bold().wrapText(true).set();
            sheet.width(column, WIDTH);
        }
        sheet.repeatRows(row);
        sheet.pageOrientation("landscape");
        sheet.paperSize(PaperSize.A4_PAPER);
        sheet.setFitToPage(true);
        sheet.fitToWidth((short) 1);
        sheet.fitToHeight(AS_MANY_AS_NEEDED);
        sheet.freezePane(0, ++row);
    }

    @Override
    public void row(List<? extends @Nullable Object> cells) throws IOException {
        for (int column = 0; column < cells.size(); column++) {
            put(column, cells.get(column));
        }
        if (++row % ROWS_HELD == 0) {
            sheet.flush();
        }
    }

    private void put(int column, @Nullable Object cell) {
        if (cell instanceof Instant at) {
            sheet.value(row, column, at.atZone(VietnamTime.ZONE).toLocalDateTime());
            sheet.style(row, column).format(MOMENT).set();
        } else if (cell instanceof Number number) {
            sheet.value(row, column, number);
        } else if (cell != null) {
            sheet.value(row, column, cell.toString());
        }
    }

    @Override
    public void end(String sentence) throws IOException {
        sheet.value(row, 0, sentence);
        sheet.style(row, 0).bold().set();
        book.finish();
    }
}
