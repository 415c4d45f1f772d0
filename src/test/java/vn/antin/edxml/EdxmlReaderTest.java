package vn.antin.edxml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Urgency;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Packages of other software, in all known spellings, and every way in which one can be wrong. */
class EdxmlReaderTest {

    private static final Pattern EXPECTED = Pattern.compile("<!-- refused: (.*?) -->");

    static List<Path> letters() {
        return Samples.in("read").stream()
                .filter(file -> file.getFileName().toString().startsWith("letter"))
                .toList();
    }

    static List<Path> refused() {
        return Samples.in("refused");
    }

    @ParameterizedTest
    @MethodSource("letters")
    void reads_the_same_letter_in_every_spelling(Path file) {
        EdxmlPackage edxml = read(Samples.bytes(file));

        BusinessHeader header = edxml.header();
        assertThat(header.operation()).isEqualTo(Operation.NEW);
        assertThat(header.from().code()).isEqualTo(Samples.homeAffairs().code());
        assertThat(header.from().inCharge()).isEqualTo("Ủy ban nhân dân tỉnh");
        assertThat(header.to()).hasSize(1);
        assertThat(header.documentId()).isEqualTo("H06.02,2026/01/05,12/SNV-VP");
        assertThat(header.subject()).isEqualTo("V/v kiểm kê hồ sơ năm 2025");
        assertThat(header.responseFor()).isEmpty();
        assertThat(header.secret()).isFalse();
        assertThat(edxml.attachments()).hasSize(1);
        EdxmlAttachment attachment = edxml.attachments().get(0);
        assertThat(attachment.name()).isEqualTo("12-SNV-VP.pdf");
        assertThat(attachment.contentId()).isEqualTo("tep-1");
        assertThat(Samples.text(attachment.document())).startsWith("%PDF-1.7 công văn mẫu");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refuses_what_is_wrong_and_says_all_of_it(Path file) {
        byte[] raw = Samples.bytes(file);
        Matcher expected = EXPECTED.matcher(new String(raw, StandardCharsets.UTF_8));
        assertThat(expected.find()).as("the sample says what is expected").isTrue();

        Refused refused = catchThrowableOfType(Refused.class, () -> read(raw));

        assertThat(refused).as("refused").isNotNull();
        assertThat(refused.all().stream().map(EdxmlReaderTest::told).toList())
                .zipSatisfy(
                        List.of(expected.group(1).split(", ")),
                        (told, wanted) -> assertThat(told).startsWith(wanted));
    }

    private static String told(Refused refused) {
        return refused.fault() + " " + String.join(" ", refused.values());
    }

    @Test
    void understands_every_field_of_a_letter() {
        BusinessHeader header = read(Samples.read("letter")).header();

        assertThat(header.number()).isEqualTo("12");
        assertThat(header.notation()).isEqualTo("SNV-VP");
        assertThat(header.place()).isEqualTo("Bà Rịa");
        assertThat(header.promulgated()).contains(LocalDate.of(2026, 1, 5));
        assertThat(header.type()).isEqualTo(new BusinessHeader.DocumentType(2, 18, "Công văn"));
        assertThat(header.content()).isEqualTo("Đề nghị các đơn vị báo cáo");
        assertThat(header.signer())
                .isEqualTo(new BusinessHeader.HeaderSigner("KT. GIÁM ĐỐC", "Phó Giám đốc", "Người Ký Mẫu"));
        assertThat(header.due()).contains(LocalDate.of(2026, 1, 20));
        assertThat(header.urgency()).isEqualTo(Urgency.URGENT);
        assertThat(header.reason()).isEmpty();
        assertThat(header.refersTo()).isEmpty();
        assertThat(header.status()).isEmpty();
    }

    @Test
    void takes_the_word_null_for_nothing() {
        BusinessHeader header =
                read(Samples.read("letter-of-2025-with-null-texts")).header();

        assertThat(header.content()).isEmpty();
        assertThat(header.due()).isEmpty();
        assertThat(header.number()).isEqualTo("20260105083015");
    }

    @Test
    void reads_a_recall_that_carries_nothing() {
        EdxmlPackage recall = read(Samples.read("recall-without-attachment"));

        assertThat(recall.header().operation()).isEqualTo(Operation.RECALL);
        assertThat(recall.header().reason()).isEqualTo("Sai số liệu tại Phụ lục 1");
        assertThat(recall.header().refersTo())
                .containsExactly(new BusinessHeader.Reference("H06.02,2025/12/30,1187/SNV-VP", List.of()));
        assertThat(recall.attachments()).isEmpty();
    }

    @Test
    void reads_whom_a_replacement_concerns() {
        BusinessHeader header = read(Samples.read("replace-of-two")).header();

        AgencyCode commune = new AgencyCode("H06.35.08");
        assertThat(header.operation()).isEqualTo(Operation.REPLACE);
        assertThat(header.refersTo())
                .containsExactly(
                        new BusinessHeader.Reference("H06.02,2025/12/30,1187/SNV-VP", List.of(commune)),
                        new BusinessHeader.Reference(
                                "H06.02,2025/12/31,1190/SNV-VP", List.of(commune, new AgencyCode("H06.35.09"))));
    }

    @Test
    void reads_what_a_letter_answers_and_skips_the_empty_element() {
        BusinessHeader header = read(Samples.read("answer")).header();

        assertThat(header.responseFor())
                .extracting(BusinessHeader.AnsweredDocument::documentId)
                .containsExactly("H06.35.08,2026/01/02,7/UBND");
    }

    @Test
    void reads_a_status_report_as_addressed_to_the_agency_it_answers() {
        BusinessHeader header = read(Samples.read("status-02")).header();

        assertThat(header.operation()).isEqualTo(Operation.STATUS);
        assertThat(header.from().code()).isEqualTo(new AgencyCode("H06.35.08"));
        assertThat(header.to()).extracting(BusinessHeader.HeaderParty::code).containsExactly(new AgencyCode("H06.02"));
        assertThat(header.refersTo())
                .extracting(BusinessHeader.Reference::documentId)
                .containsExactly("H06.02,2026/01/05,12/SNV-VP");
        assertThat(header.status())
                .contains(new BusinessHeader.StatusReport("02", "Sai nơi nhận", Instant.parse("2026-01-05T02:00:00Z")));
    }

    @Test
    void notices_the_mark_of_a_secret() {
        assertThat(read(Samples.read("secret-mark")).header().secret()).isTrue();
    }

    @Test
    void gives_a_header_that_stands_alone_and_reads_the_same() {
        for (Path file : Samples.in("read")) {
            BusinessHeader header = read(Samples.bytes(file)).header();

            assertThat(EdxmlReader.header(header.xml()))
                    .usingRecursiveComparison()
                    .isEqualTo(header);
        }
    }

    @Test
    void minds_the_day_only_at_the_gate() {
        byte[] tomorrow = Samples.bytes(Samples.FOLDER.resolve("refused/date-in-the-future.edxml"));

        assertThat(EdxmlReader.read(tomorrow).header().promulgated()).contains(LocalDate.of(2026, 1, 7));
    }

    @Test
    void refuses_more_bytes_or_attachments_than_allowed() {
        byte[] raw = Samples.read("letter");

        assertThat(limited(raw, new EdxmlLimits(raw.length - 1, 256, 1 << 20, 200)))
                .isEqualTo(Fault.TOO_LARGE);
        assertThat(limited(raw, new EdxmlLimits(raw.length, 0, 1 << 20, 200))).isEqualTo(Fault.TOO_MANY_PARTS);
    }

    @Test
    void refuses_a_header_that_no_envelope_could_carry() {
        String much = "<Place>" + "x".repeat(1 << 20) + "</Place>";
        byte[] raw = Samples.text(Samples.read("letter-no-prefix"))
                .replace("<ToPlaces>", "<ToPlaces>" + much)
                .getBytes(StandardCharsets.UTF_8);

        assertThat(limited(raw, EdxmlLimits.DEFAULT)).isEqualTo(Fault.TOO_LARGE);
    }

    private static Fault limited(byte[] raw, EdxmlLimits limits) {
        return catchThrowableOfType(Refused.class, () -> EdxmlReader.read(raw, limits, Samples.TODAY))
                .fault();
    }

    private static EdxmlPackage read(byte[] raw) {
        return EdxmlReader.read(raw, EdxmlLimits.DEFAULT, Samples.TODAY);
    }
}
