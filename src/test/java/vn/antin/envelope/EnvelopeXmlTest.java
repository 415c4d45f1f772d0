package vn.antin.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import vn.antin.fault.Refused;

class EnvelopeXmlTest {

    private static final Instant MONDAY = Instant.parse("2026-11-23T02:00:00Z");

    private static Envelope envelope(Party... recipients) {
        return new Envelope(
                EnvelopeId.of("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"),
                party("H06.02", "so-noi-vu"),
                List.of(recipients),
                Urgency.EXPRESS_TIMED,
                Operation.UPDATE,
                MONDAY,
                MONDAY.plusSeconds(60),
                EnvelopeId.of("017f22e2-79b0-7cc3-98c4-dc0c0c073980"),
                7,
                Digest.sha256(new byte[] {1}),
                Digest.sha256(new byte[] {2}),
                65536,
                List.of(
                        new Part(0, Digest.sha256(new byte[] {3}), 10, null, false),
                        new Part(1, Digest.sha256(new byte[] {4}), 20, "application/pdf", true)),
                Map.of(new NodeId("so-y-te"), new byte[] {5}, new NodeId("so-noi-vu"), new byte[] {6}),
                Mode.PRODUCTION);
    }

    private static Party party(String agency, String node) {
        return new Party(new AgencyCode(agency), new NodeId(node));
    }

    @Test
    void reads_what_it_wrote() {
        Envelope written = envelope(party("H06.16", "so-y-te"));
        Envelope read = EnvelopeXml.read(EnvelopeXml.write(written));

        assertThat(read).usingRecursiveComparison().isEqualTo(written);
    }

    @Test
    void says_that_it_is_a_test_and_is_real_when_it_says_nothing() {
        Envelope real = envelope(party("H06.16", "so-y-te"));
        Envelope test = new Envelope(
                real.id(),
                real.sender(),
                real.recipients(),
                real.urgency(),
                real.operation(),
                real.created(),
                real.expires(),
                real.refersTo(),
                real.directorySerial(),
                real.commitment(),
                real.contentId(),
                real.chunk(),
                real.parts(),
                real.keys(),
                Mode.TEST);
        String xml = new String(EnvelopeXml.write(test), StandardCharsets.UTF_8);

        assertThat(EnvelopeXml.read(EnvelopeXml.write(test)).mode()).isEqualTo(Mode.TEST);
        assertThat(EnvelopeXml.write(real)).asString(StandardCharsets.UTF_8).doesNotContain("Mode");
        assertThat(EnvelopeXml.read(xml.replace(">test<", ">production<").getBytes(StandardCharsets.UTF_8)))
                .usingRecursiveComparison()
                .isEqualTo(real);
        assertThatThrownBy(
                        () -> EnvelopeXml.read(xml.replace(">test<", ">trial<").getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Refused.class);
    }

    @Test
    void writes_what_its_schema_describes() throws Exception {
        Schema schema = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(Path.of("schemas/envelope.xsd").toFile());
        byte[] xml = EnvelopeXml.write(envelope(party("H06.16", "so-y-te")));

        schema.newValidator().validate(new StreamSource(new java.io.ByteArrayInputStream(xml)));
        assertThat(new String(xml, StandardCharsets.UTF_8)).contains("express-timed");
    }

    @Test
    void refuses_one_recipient_named_twice() {
        assertThatThrownBy(() -> envelope(party("H06.16", "so-y-te"), party("h06.16", "other")))
                .isInstanceOf(Refused.class);
    }

    @Test
    void refuses_a_size_that_is_not_that_of_its_parts() {
        String xml = new String(EnvelopeXml.write(envelope(party("H06.16", "so-y-te"))), StandardCharsets.UTF_8);
        byte[] changed = xml.replace("<Size>30</Size>", "<Size>31</Size>").getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> EnvelopeXml.read(changed)).isInstanceOf(Refused.class);
    }

    @Test
    void refuses_what_lacks_a_field() {
        String xml = new String(EnvelopeXml.write(envelope(party("H06.16", "so-y-te"))), StandardCharsets.UTF_8);
        for (String element :
                List.of("EnvelopeId", "Sender", "Urgency", "Operation", "Created", "Expires", "Commitment")) {
            byte[] changed = xml.replaceFirst("<" + element + "[ >].*?(</" + element + ">)", "")
                    .getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> EnvelopeXml.read(changed)).as(element).isInstanceOf(Refused.class);
        }
    }

    @Test
    void keeps_the_inner_manifest() {
        InnerManifest inner = new InnerManifest(
                new byte[16],
                EnvelopeId.of("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"),
                "H06.02,2026/11/23,15/SNV-VP",
                "V/v <thử> & nghiệm",
                new byte[] {1},
                new byte[0],
                new PackageSignature(PackageSignature.Policy.LEGACY_SHA1, PackageSignature.Result.BROKEN, "CN=<thử>"),
                List.of(new InnerManifest.Content(
                        1, "tờ trình.pdf", "application/pdf", Digest.sha256(), 0, InnerManifest.Packing.ZIP)));

        assertThat(InnerManifest.read(inner.write())).usingRecursiveComparison().isEqualTo(inner);
    }
}
