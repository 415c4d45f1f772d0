package vn.antin.xml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.strings;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import javax.xml.crypto.OctetStreamData;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.xml.directory.Agency;
import vn.antin.xml.directory.Directory;

class CanonicalXmlTest {

    private static final String START = "<Directory xmlns=\"urn:antin:directory:1\" Id=\"directory\" serial=\"7\">";
    private static final String END = "</Directory>";

    @Test
    void writes_what_the_platforms_canonicalizer_writes() {
        qt().withExamples(200)
                .forAll(
                        strings().basicLatinAlphabet().ofLengthBetween(0, 30),
                        strings().betweenCodePoints(0x20, 0xD7FF).ofLengthBetween(0, 30))
                .check((ascii, other) -> {
                    byte[] written = CanonicalXml.write(directory(ascii.replaceAll("\\p{Cntrl}", "\t\n\r"), other));
                    return new String(canonical(written), UTF_8).equals(new String(written, UTF_8));
                });
    }

    @Test
    void reads_back_what_it_wrote() {
        byte[] written = CanonicalXml.write(directory("a\r\n\t<&>\"'", "Sở Nội vụ & Ban"));
        Directory read = CanonicalXml.read(written, Directory.class, Fault.DIRECTORY_FORM);
        assertThat(read.getProvince()).isEqualTo("a\r\n\t<&>\"'");
        assertThat(read.getAgency().get(0).getName()).isEqualTo("Sở Nội vụ & Ban");
        assertThat(CanonicalXml.write(read)).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<",
                START,
                START + END + "<more/>",
                START + "<Unknown></Unknown>" + END,
                START + "<Issued>yesterday</Issued>" + END,
                "<Directory xmlns=\"urn:antin:directory:1\" serial=\"x\"></Directory>",
                "<Directory></Directory>",
                "<Node xmlns=\"urn:antin:directory:1\" id=\"a\" role=\"hub\"></Node>"
            })
    void refuses_what_is_not_that_object(String text) {
        assertThatThrownBy(() -> CanonicalXml.read(text.getBytes(UTF_8), Directory.class, Fault.DIRECTORY_FORM))
                .isInstanceOf(Refused.class);
    }

    @Test
    void refuses_a_document_type_and_what_exceeds_its_limits() {
        String typed = "<!DOCTYPE Directory [<!ENTITY a \"b\">]>" + START + END;
        assertThatThrownBy(() -> CanonicalXml.read(typed.getBytes(UTF_8), Directory.class, Fault.DIRECTORY_FORM))
                .isInstanceOf(Refused.class);
        var two = new SafeXml.XmlLimits(1000, 2, 2, 4, 4, 20);
        String three = START + "<Crl></Crl><Crl></Crl>" + END;
        assertThatThrownBy(() -> CanonicalXml.read(three.getBytes(UTF_8), Directory.class, Fault.DIRECTORY_FORM, two))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("XML_TOO_MANY");
    }

    private static Directory directory(String province, String name) {
        var agency = new Agency();
        agency.setCode("H06");
        agency.setName(name);
        agency.getAlias().add(province);
        var directory = new Directory();
        directory.setId("directory");
        directory.setSerial(7);
        directory.setProvince(province);
        directory.setIssued(Instant.EPOCH);
        directory.getAgency().add(agency);
        directory.getCrl().add(province.getBytes(UTF_8));
        return directory;
    }

    private static byte[] canonical(byte[] xml) {
        try {
            CanonicalizationMethod method = XMLSignatureFactory.getInstance("DOM")
                    .newCanonicalizationMethod(CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null);
            var out = new ByteArrayOutputStream();
            var data = (OctetStreamData) method.transform(
                    new OctetStreamData(new ByteArrayInputStream(xml)), new javax.xml.crypto.dom.DOMCryptoContext() {});
            data.getOctetStream().transferTo(out);
            return out.toByteArray();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
