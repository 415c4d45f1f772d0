package vn.antin.door.pdf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.antin.door.Language;
import vn.antin.door.Messages;

/** The page of a receipt, whatever text a document contains. */
class PdfRendererTest {

    @ParameterizedTest
    @EnumSource
    void it_stays_one_page_and_says_what_was_written(Language language) throws IOException {
        Messages words = Messages.in(language, ReceiptLayout.class, "receipt");
        String hex = "0123456789abcdef".repeat(4);
        ReceiptLayout.Section document = new ReceiptLayout.PrintedLines(words)
                .add("number", "1234/QĐ-UBND")
                .add("subject", "V/v <b>ỗ</b> & \u0001\uFFFE " + "W".repeat(2000))
                .add("sender", "Sở Nông nghiệp và Môi trường ".repeat(6), "(H06.12)")
                .add("recipient", "Sở Nông nghiệp và Môi trường ".repeat(6), "(H06.12)")
                .add("handed", " ")
                .under("document");
        ReceiptLayout.Section event = new ReceiptLayout.PrintedLines(words)
                .add("reason", "ANTIN-1 – " + "không thuộc thẩm quyền ".repeat(100))
                .add("time", "24/11/2026 09:00:03 UTC+07:00")
                .add("submitted", "24/11/2026 09:00:03 UTC+07:00")
                .add("issuer", "so-nong-nghiep", words.say("by.recipient"))
                .under("event");
        ReceiptLayout.Section proof = new ReceiptLayout.PrintedLines(words)
                .add("receipt", "ConsignmentRejection.1000.so-nong-nghiep")
                .add("evidence", hex)
                .add("envelope", hex)
                .add("place", words.say("place", 1_000_000, "so-nong-nghiep/1", 2_000_000))
                .add("checkpoint", hex, words.say("sealed", "24/11/2026 09:00:03 UTC+07:00"))
                .add("witness", words.say("place", 1_000_000, "truc-tinh/1", 2_000_000))
                .add("stamp", words.say("waits"))
                .under("proof");
        String address = "https://" + "a".repeat(60) + ":8443/" + "b".repeat(120) + "#sha256=" + hex;
        ReceiptLayout paper =
                new ReceiptLayout(words, "Từ chối", true, true, "x", List.of(document, event, proof), address);

        try (PDDocument pdf = Loader.loadPDF(PdfRenderer.print("receipt.jte", paper, paper.name()))) {
            assertThat(pdf.getNumberOfPages()).isEqualTo(1);
            assertThat(new PDFTextStripper().getText(pdf).replaceAll("\\s+", " "))
                    .contains("V/v <b>ỗ</b> & WWW", "1234/QĐ-UBND", "TEST / THỬ NGHIỆM", "WW…")
                    .doesNotContain(words.say("line.handed"), "#W");
            assertThat(pdf.getPage(0).getResources().getFontNames()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void both_languages_have_the_same_words(Language language) {
        Set<String> keys =
                Messages.in(language, ReceiptLayout.class, "receipt").bundle().keySet();

        assertThat(keys)
                .isEqualTo(Messages.in(Language.VI, ReceiptLayout.class, "receipt")
                        .bundle()
                        .keySet());
    }
}
