package vn.antin.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;
import static org.quicktheories.generators.SourceDSL.strings;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.xml.CanonicalXml;

class EvidenceTest {

    private static final Instant NINE = ReceiptProvince.MONDAY_NINE;
    private static final NodeId NODE = new NodeId("so-noi-vu");

    private final Copy copy = Copy.of(
            EnvelopeId.next(Clock.fixed(NINE, ZoneOffset.UTC)),
            new vn.antin.envelope.Party(new AgencyCode("H06.02"), NODE),
            1,
            new vn.antin.envelope.Party(new AgencyCode("H06.16"), new NodeId("so-y-te")),
            new Copy.SealedContent(Digest.sha256(new byte[] {1}), Digest.sha256(new byte[] {2})));

    @ParameterizedTest
    @EnumSource
    void reads_back_what_it_wrote(Event event) {
        for (Evidence evidence : List.of(bare(event), full(event))) {
            Evidence.Written written = evidence.write();
            assertThat(Evidence.read(written.bytes())).isEqualTo(evidence);
            assertThat(written.digest()).isEqualTo(Digest.sha256(written.bytes()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void writes_what_the_schema_describes_in_canonical_form(Event event) throws Exception {
        var schema = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(Path.of("schemas/evidence.xsd").toFile());
        for (Evidence evidence : List.of(bare(event), full(event))) {
            byte[] bytes = evidence.write().bytes();
            schema.newValidator().validate(new StreamSource(new ByteArrayInputStream(bytes)));
            var xml = CanonicalXml.read(bytes, vn.antin.xml.evidence.Evidence.class, Fault.EVIDENCE_FORM);
            assertThat(CanonicalXml.write(xml)).isEqualTo(bytes);
        }
    }

    @Test
    void reads_back_any_text_and_numbers() {
        qt().forAll(
                        strings().allPossible().ofLengthBetween(0, 60),
                        longs().all(),
                        integers().between(1, 1000))
                .check((text, number, index) -> {
                    Evidence.Reason reason = Evidence.Reason.of(Fault.TOO_LARGE, text + "&<>\"'\r\n\t&amp;");
                    Evidence evidence = new Evidence(
                            Event.RELAY_REJECTION,
                            Instant.ofEpochMilli(number >> 16),
                            NODE,
                            new Copy(copy.envelope(), copy.sender(), index, copy.recipient(), copy.content()),
                            null,
                            reason,
                            copy.envelope().value().hashCode() > 0 ? Digest.sha256() : null,
                            number,
                            number,
                            reason.details());
                    return Evidence.read(evidence.write().bytes()).equals(evidence);
                });
    }

    @Test
    void refuses_bytes_with_any_one_byte_changed_unless_they_say_something_else_as_properly() {
        byte[] bytes = full(Event.CONTENT_HANDOVER).write().bytes();
        for (int at = 0; at < bytes.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = bytes.clone();
                changed[at] ^= (byte) (1 << bit);
                try {
                    assertThat(Evidence.read(changed).write().bytes()).isEqualTo(changed);
                } catch (Refused refused) {
                    assertThat(refused.fault().code()).startsWith("ANTIN-");
                }
            }
        }
    }

    @Test
    void refuses_other_writings_of_the_same() {
        String text = new String(full(Event.RELAY_FAILURE).write().bytes(), UTF_8);
        List<String> others = List.of(
                "<?xml version=\"1.0\"?>" + text,
                text + "\n",
                text + "<!-- -->",
                text.replace("<EventTime>", "<EventTime >"),
                text.replace("<EventTime>", "<EventTime><!-- -->"),
                text.replace("xmlns=\"urn:antin:evidence:1\"", "xmlns='urn:antin:evidence:1'"),
                text.replace("\"></SenderDetails>", "\"/>"),
                text.replace("Z</EventTime>", "+00:00</EventTime>"),
                text.replace("Z</EventTime>", ".000Z</EventTime>"),
                text.replace("<DirectorySerial>1", "<DirectorySerial>+1"),
                text.replace("<DirectorySerial>1", "<DirectorySerial>01"),
                text.replace("&amp;", "&#38;"));
        assertThat(others)
                .doesNotContain(text)
                .allSatisfy(other -> assertThatThrownBy(() -> Evidence.read(other.getBytes(UTF_8)))
                        .isInstanceOf(Refused.class));
    }

    @Test
    void refuses_an_identifier_that_is_not_that_of_what_it_says() {
        String text = new String(bare(Event.RELAY_ACCEPTANCE).write().bytes(), UTF_8);
        String other = text.replace("RelayAcceptance<", "ContentConsignment<");
        assertThatThrownBy(() -> Evidence.read(other.getBytes(UTF_8))).isInstanceOf(Refused.class);
    }

    @Test
    void a_repeat_is_the_same_evidence_and_everything_else_is_not() {
        Evidence first = bare(Event.RELAY_ACCEPTANCE);
        Evidence repeat = Evidence.of(Event.RELAY_ACCEPTANCE, NINE.plusSeconds(60), NODE, copy, Digest.sha256(), 99);
        assertThat(repeat.id()).isEqualTo(first.id());

        Copy second = new Copy(copy.envelope(), copy.sender(), 2, copy.recipient(), copy.content());
        Copy other = new Copy(new EnvelopeId(new UUID(1, 2)), copy.sender(), 1, copy.recipient(), copy.content());
        List<Digest> others = new ArrayList<>(List.of(
                Evidence.of(Event.RELAY_ACCEPTANCE, NINE, new NodeId("hub"), copy, null, 1)
                        .id(),
                Evidence.of(Event.RELAY_ACCEPTANCE, NINE, NODE, second, null, 1).id(),
                Evidence.of(Event.RELAY_ACCEPTANCE, NINE, NODE, other, null, 1).id(),
                bare(Event.CONTENT_CONSIGNMENT).id()));
        assertThat(others).doesNotContain(first.id()).doesNotHaveDuplicates();
    }

    @Test
    void something_negative_says_why() {
        assertThatThrownBy(() -> Evidence.of(Event.RELAY_REJECTION, NINE, NODE, copy, null, 1))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("REASON_MISSING");
    }

    @Test
    void only_a_refused_submission_may_lack_its_recipient() {
        Copy unreadable = Copy.unreadable(copy.envelope(), copy.sender());
        Evidence refused = Evidence.of(
                Event.SUBMISSION_REJECTION, NINE, NODE, unreadable, Evidence.Reason.of(Fault.SECRET_MARK, ""), null, 1);
        assertThat(Evidence.read(refused.write().bytes())).isEqualTo(refused);
        assertThatThrownBy(() -> Evidence.of(Event.SUBMISSION_ACCEPTANCE, NINE, NODE, unreadable, null, 1))
                .isInstanceOf(Refused.class);
    }

    @Test
    void nothing_comes_before_a_submission() {
        assertThatThrownBy(() -> Evidence.of(Event.SUBMISSION_ACCEPTANCE, NINE, NODE, copy, Digest.sha256(), 1))
                .isInstanceOf(Refused.class);
    }

    @Test
    void text_that_xml_cannot_hold_is_refused_or_cleaned() {
        assertThatThrownBy(() -> bare(Event.CONTENT_HANDOVER).handedTo("a\u0000b"))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> bare(Event.CONTENT_HANDOVER).handedTo("\ud800"))
                .isInstanceOf(Refused.class);
        assertThat(Evidence.Reason.of(Fault.INSIDE, "a\u0000b\ud800").details()).isEqualTo("ab");
        assertThat(Evidence.Reason.of(Fault.INSIDE, "x".repeat(2000)).details()).hasSize(Evidence.Reason.MAX_DETAILS);
    }

    private Evidence bare(Event event) {
        return event.negative()
                ? Evidence.of(event, NINE, NODE, copy, new Evidence.Reason("ANTIN-2001", null), null, 1)
                : Evidence.of(event, NINE, NODE, copy, null, 1);
    }

    private Evidence full(Event event) {
        Digest previous = event.requires() == null ? null : Digest.sha256(new byte[] {3});
        return Evidence.of(event, NINE, NODE, copy, new Evidence.Reason("ANTIN-2001", "Sở & <Ban>"), previous, 1)
                .submitted(NINE.minusSeconds(1))
                .clockOffset(-12)
                .handedTo("Văn thư");
    }
}
