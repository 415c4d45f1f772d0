package vn.antin.edxml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.Operation;

/** The packages in the documentation for vendors: they are read as documented, and valid against the schema. */
class ShownPackagesTest {

    private static final String LETTER = "H06.02,2026/01/05,21/SNV-VP";

    private static EdxmlPackage shown(String name) throws Exception {
        byte[] raw = Samples.bytes(Path.of("src/samples/edxml", name));
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(Path.of("schemas/edxml.xsd").toFile())
                .newValidator()
                .validate(new StreamSource(new ByteArrayInputStream(raw)));
        return EdxmlReader.read(raw, EdxmlLimits.DEFAULT, Samples.TODAY);
    }

    @Test
    void a_document() throws Exception {
        EdxmlPackage letter = shown("letter.edxml");

        assertThat(letter.header().operation()).isEqualTo(Operation.NEW);
        assertThat(letter.header().documentId()).isEqualTo(LETTER);
        assertThat(Samples.text(letter.attachments().get(0).document())).startsWith("Kính gửi UBND xã Bình Ba");
    }

    @Test
    void a_report_that_it_was_accepted() throws Exception {
        assertReport(shown("status-03.edxml").header(), "03", "");
    }

    @Test
    void a_refusal_with_its_reason() throws Exception {
        assertReport(shown("status-02.edxml").header(), "02", "Không thuộc thẩm quyền");
    }

    private static void assertReport(BusinessHeader header, String code, String why) {
        assertThat(header.operation()).isEqualTo(Operation.STATUS);
        assertThat(header.from().code().value()).isEqualTo("H06.33.03");
        assertThat(header.to())
                .singleElement()
                .satisfies(to -> assertThat(to.code().value()).isEqualTo("H06.02"));
        assertThat(header.refersTo())
                .extracting(BusinessHeader.Reference::documentId)
                .containsExactly(LETTER);
        assertThat(header.status()).get().satisfies(status -> {
            assertThat(status.code()).isEqualTo(code);
            assertThat(status.description()).isEqualTo(why);
        });
    }

    @Test
    void a_recall() throws Exception {
        BusinessHeader header = shown("recall.edxml").header();

        assertThat(header.operation()).isEqualTo(Operation.RECALL);
        assertThat(header.reason()).isEqualTo("Gửi nhầm nơi nhận");
        assertThat(header.refersTo())
                .extracting(BusinessHeader.Reference::documentId)
                .containsExactly(LETTER);
        assertThat(header.documentId()).isNotEqualTo(LETTER);
    }
}
