package vn.antin.edxml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Urgency;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Written packages are valid against the schema, and the reader finds everything in them. */
class EdxmlWriterTest {

    static Stream<BusinessHeader> headers() {
        BusinessHeader.AnsweredDocument answered = new BusinessHeader.AnsweredDocument(
                Optional.of(new AgencyCode("H06.35.08")), "7/UBND", "2026/01/02", "H06.35.08,2026/01/02,7/UBND");
        List<BusinessHeader.Reference> earlier =
                List.of(new BusinessHeader.Reference("H06.02,2025/12/30,1187/SNV-VP", List.of()));
        BusinessHeader full = Samples.letter()
                .with(
                        "Bà Rịa",
                        "Nội dung <tóm tắt> & \"đầy đủ\"",
                        new BusinessHeader.HeaderSigner("KT. GIÁM ĐỐC", "Phó Giám đốc", "Người Ký Mẫu"),
                        Optional.of(LocalDate.of(2026, 1, 20)),
                        Urgency.EXPRESS);
        return Stream.of(
                Samples.letter(),
                full,
                full.about(Operation.NEW, "", List.of(), List.of(answered)),
                full.about(Operation.RECALL, "Sai số liệu", earlier, List.of()),
                full.about(Operation.UPDATE, "Sai số liệu", earlier, List.of()),
                full.about(
                        Operation.REPLACE,
                        "Sai số liệu",
                        List.of(new BusinessHeader.Reference(
                                "H06.02,2025/12/30,1187/SNV-VP", List.of(new AgencyCode("H06.35.08")))),
                        List.of()));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void a_document_is_valid_and_reads_back_as_it_was(BusinessHeader header) throws Exception {
        byte[] raw = EdxmlWriter.write(
                header, List.of(Samples.file("12-SNV-VP.pdf", "%PDF-1"), Samples.file("Phụ lục.pdf", "%PDF-2")), NOW);

        validate(raw);
        EdxmlPackage edxml = EdxmlReader.read(raw, EdxmlLimits.DEFAULT, Samples.TODAY);
        assertThat(edxml.header())
                .usingRecursiveComparison()
                .ignoringFields("xml")
                .isEqualTo(header);
        assertThat(edxml.attachments())
                .extracting(EdxmlAttachment::name)
                .containsExactly("12-SNV-VP.pdf", "Phụ lục.pdf");
        assertThat(edxml.attachments())
                .map(each -> Samples.text(each.document()))
                .containsExactly("%PDF-1", "%PDF-2");
        assertThat(Skeleton.of(edxml).reproducible()).isTrue();
    }

    private static final Instant NOW = Samples.NOW;

    @Test
    void a_recall_needs_no_file() throws Exception {
        BusinessHeader recall = Samples.letter()
                .about(
                        Operation.RECALL,
                        "Sai số liệu",
                        List.of(new BusinessHeader.Reference("H06.02,2025/12/30,1187/SNV-VP", List.of())),
                        List.of());

        byte[] raw = EdxmlWriter.write(recall, List.of(), NOW);

        validate(raw);
        assertThat(EdxmlReader.read(raw).attachments()).isEmpty();
    }

    @Test
    void a_report_is_valid_and_reads_back_as_it_was() throws Exception {
        BusinessHeader.AnsweredDocument about = BusinessHeader.AnsweredDocument.of(
                Samples.letter(), Samples.homeAffairs().code());
        BusinessHeader report = BusinessHeader.report(
                Samples.commune(),
                about,
                new BusinessHeader.StatusReport("02", "Sai nơi nhận", NOW),
                new FurtherFields.Staff("Văn phòng", "Trần Thị B", "0900000000", "vt@example.vn"));

        byte[] raw = EdxmlWriter.write(report, List.of(), NOW);

        assertThat(about)
                .isEqualTo(new BusinessHeader.AnsweredDocument(
                        Optional.of(new AgencyCode("H06.02")),
                        "12/SNV-VP",
                        "2026/01/05",
                        "H06.02,2026/01/05,12/SNV-VP"));

        validate(raw);
        assertThat(EdxmlReader.read(raw).header())
                .usingRecursiveComparison()
                .ignoringFields("xml")
                .isEqualTo(report);
    }

    @Test
    void the_prefix_is_everywhere_and_cid_on_both_sides() {
        String text = Samples.text(EdxmlWriter.write(Samples.letter(), List.of(Samples.file("a.pdf", "%PDF")), NOW));

        assertThat(text).doesNotContainPattern("<(?!/?edXML:|\\?xml)");
        assertThat(text.split("ContentId>cid:", -1)).hasSize(3);
    }

    @Test
    void the_same_document_is_the_same_bytes() {
        assertThat(EdxmlWriter.write(Samples.letter(), List.of(Samples.file("a.pdf", "%PDF")), NOW))
                .isEqualTo(EdxmlWriter.write(Samples.letter(), List.of(Samples.file("a.pdf", "%PDF")), NOW));
    }

    @Test
    void what_no_reader_would_take_is_not_written() {
        Refused noSubject = catchThrowableOfType(
                Refused.class,
                () -> EdxmlWriter.write(Samples.letterAbout(""), List.of(Samples.file("a.pdf", "%PDF")), NOW));
        Refused tomorrow = catchThrowableOfType(
                Refused.class,
                () -> EdxmlWriter.write(
                        Samples.letter(),
                        List.of(Samples.file("a.pdf", "%PDF")),
                        Instant.parse("2026-01-04T16:59:59Z")));

        assertThat(noSubject.fault()).isEqualTo(Fault.EDXML_FIELD_MISSING);
        assertThat(tomorrow.values()).contains("PromulgationInfo/PromulgationDate");
    }

    @Test
    void a_file_without_a_name_or_type_is_refused() {
        for (String[] pair : new String[][] {{" ", "application/pdf"}, {"a.pdf", ""}}) {
            assertThat(catchThrowableOfType(
                                    Refused.class,
                                    () -> new EdxmlFile(
                                            pair[0], pair[1], "", () -> new ByteArrayInputStream(new byte[0])))
                            .fault())
                    .isEqualTo(Fault.EDXML_FIELD_MISSING);
        }
    }

    private static void validate(byte[] raw) throws Exception {
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(Path.of("schemas/edxml.xsd").toFile())
                .newValidator()
                .validate(new StreamSource(new ByteArrayInputStream(raw)));
    }
}
