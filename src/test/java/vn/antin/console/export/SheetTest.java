package vn.antin.console.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipFile;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exported files that a spreadsheet opens; every text stays a text. */
class SheetTest {

    private static final Sheet.Head HEAD =
            new Sheet.Head("vi", "Sổ: thử/nghiệm", List.of("lúc này"), List.of("một", "hai"));

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"})
    void a_cell_of_csv_is_no_formula(String cell) throws IOException {
        assertThat(CsvSheet.harmless(cell)).isEqualTo("'" + cell);
    }

    @Test
    void csv_has_its_mark_and_local_times() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CsvSheet sheet = new CsvSheet(out, HEAD);
        sheet.row(Arrays.asList("có, dấu \"phẩy\"", Instant.parse("2026-11-26T18:00:00Z"), 12L, null));
        sheet.end("hết");

        assertThat(out.toString(UTF_8))
                .isEqualTo("\uFEFFSổ: thử/nghiệm\r\nlúc này\r\nmột,hai\r\n"
                        + "\"có, dấu \"\"phẩy\"\"\",2026-11-27 01:00:00,12,\r\nhết\r\n");
    }

    @Test
    void xlsx_keeps_texts_numbers_and_times_apart() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        XlsxSheet sheet = new XlsxSheet(out, HEAD);
        for (int i = 0; i < 1_200; i++) {
            sheet.row(Arrays.asList("=1+" + i, Instant.parse("2026-11-26T18:00:00Z"), (long) i, null));
        }
        sheet.end("hết");

        try (ReadableWorkbook book = new ReadableWorkbook(new ByteArrayInputStream(out.toByteArray()))) {
            List<Row> rows = book.getFirstSheet().read();
            Row row = rows.get(3 + 1_000);
            assertThat(rows).hasSize(3 + 1_200 + 1);
            assertThat(row.getCell(0).getType()).isEqualTo(CellType.STRING);
            assertThat(row.getCellText(0)).isEqualTo("=1+1000");
            assertThat(row.getCellAsDate(1)).hasValue(LocalDateTime.parse("2026-11-27T01:00:00"));
            assertThat(row.getCellAsNumber(2).orElseThrow().longValue()).isEqualTo(1_000);
        }
    }

    @Test
    void xlsx_is_printed_one_page_wide_with_its_head_on_each_page_and_dates_as_people_write_them() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        XlsxSheet sheet = new XlsxSheet(out, HEAD);
        sheet.row(Arrays.asList("một", Instant.parse("2026-11-26T18:00:00Z")));
        sheet.end("hết");

        assertThat(entry(out, "xl/worksheets/sheet1.xml"))
                .contains("fitToPage=\"true\"")
                .contains("fitToWidth=\"1\"")
                .contains("fitToHeight=\"0\"")
                .contains("orientation=\"landscape\"")
                .contains("paperSize=\"9\"");
        try (ReadableWorkbook book = new ReadableWorkbook(new ByteArrayInputStream(out.toByteArray()))) {
            assertThat(book.getFirstSheet().read().subList(0, 2))
                    .extracting(row -> row.getCellText(0))
                    .containsExactly("Sổ: thử/nghiệm", "lúc này");
        }
        assertThat(entry(out, "xl/workbook.xml")).contains("_xlnm.Print_Titles").contains("$3:$3");
        assertThat(entry(out, "xl/styles.xml")).contains("dd/mm/yyyy hh:mm:ss");
    }

    private String entry(ByteArrayOutputStream file, String name) throws IOException {
        Path book = Files.write(folder.resolve("book.xlsx"), file.toByteArray());
        try (ZipFile zip = new ZipFile(book.toFile());
                InputStream in = zip.getInputStream(zip.getEntry(name))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
