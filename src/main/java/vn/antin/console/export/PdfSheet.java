package vn.antin.console.export;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.door.pdf.PdfSeal;
import vn.antin.door.pdf.TablePdf;
import vn.antin.envelope.VietnamTime;

/** Writes a sealed PDF on A4 landscape; keeps all rows in memory, so the caller limits them to some hundreds. */
public final class PdfSheet implements Sheet {

    public static final String TYPE = "application/pdf";

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm:ss");

    private final OutputStream out;
    private final Head head;
    private final PdfSeal seal;
    private final List<List<String>> rows = new ArrayList<>();

    public PdfSheet(OutputStream out, Head head, PdfSeal seal) {
        this.out = out;
        this.head = head;
        this.seal = seal;
    }

    @Override
    public void row(List<? extends @Nullable Object> cells) {
        rows.add(cells.stream().map(PdfSheet::text).toList());
    }

    private static String text(@Nullable Object cell) {
        return cell instanceof Instant at
                ? MOMENT.format(at.atZone(VietnamTime.ZONE))
                : cell == null ? "" : cell.toString();
    }

    @Override
    public void end(String sentence) throws IOException {
        TablePdf.PrintedTable table =
                new TablePdf.PrintedTable(head.language(), head.title(), head.about(), head.columns(), rows, sentence);
        out.write(seal.seal(TablePdf.print(table)));
    }
}
