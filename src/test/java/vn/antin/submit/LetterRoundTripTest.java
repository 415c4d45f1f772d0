package vn.antin.submit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.SAXException;
import vn.antin.directory.Directory;
import vn.antin.directory.Edition;
import vn.antin.directory.NodeEntry;
import vn.antin.door.Caller;
import vn.antin.door.Described;
import vn.antin.door.JsonFields;
import vn.antin.door.LetterJson;
import vn.antin.door.LetterReader;
import vn.antin.edxml.EdxmlReader;
import vn.antin.edxml.Skeleton;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.PackageSignature;
import vn.antin.submit.Submission.Enclosure;

/** A letter in JSON becomes a strict package, and the package gives the same letter again. */
class LetterRoundTripTest {

    private static final Intake.IntakeLimits LIMITS =
            new Intake.IntakeLimits(1 << 20, PackageSignature.Policy.NONE, 1 << 16, 10, 10, 1 << 20);
    private static final Instant NOON = Instant.parse("2026-11-24T05:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final Schema SCHEMA = schema();
    private static final Directory NOBODY = new Directory(new Edition(
            1,
            "x",
            NOON,
            NOON.plusSeconds(60),
            List.of(new NodeEntry(new NodeId("hub"), true, List.of())),
            List.of(),
            List.of(),
            List.of()));

    private static Schema schema() {
        try {
            return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                    .newSchema(Path.of("schemas/edxml.xsd").toFile());
        } catch (SAXException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void every_letter_says_the_same_after_its_way_through_a_package() {
        qt().withExamples(60).forAll(longs().all()).checkAssert(seed -> {
            ObjectNode letter = new RandomLetter(seed).letter();

            assertThat(there_and_back(letter)).as("%d", seed).isEqualTo(letter);
        });
    }

    @Test
    void what_is_not_given_is_made_once_and_stays() throws Exception {
        ObjectNode letter = (ObjectNode) new ObjectMapper().readTree("""
                {"from": "H06.11", "to": ["H06.12"], "subject": "V/v thử", "typeName": "báo cáo"}""");

        ObjectNode made = there_and_back(letter);

        assertThat(made.path("typeDetail").intValue()).isEqualTo(14);
        assertThat(made.path("promulgated").textValue()).isEqualTo("2026-11-24");
        assertThat(made.has("signer")).isFalse();
        assertThat(there_and_back(made)).isEqualTo(made);
    }

    private static ObjectNode there_and_back(ObjectNode letter) {
        JsonFields json = JsonFields.read(bytes(letter));
        List<Enclosure> files = Described.files(json, RandomLetter.FILES);
        Caller caller = new Caller(Set.of(new AgencyCode("H06.11")));
        Draft draft = Draft.of(LetterReader.letter(json, files, caller, null), LIMITS, NOBODY, CLOCK);
        byte[] edxml = Skeleton.read(draft.skeleton()).hollow();
        valid(edxml);
        return LetterJson.of(EdxmlReader.read(edxml));
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return new ObjectMapper().writeValueAsString(json).getBytes(UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void valid(byte[] edxml) {
        try {
            SCHEMA.newValidator().validate(new StreamSource(new ByteArrayInputStream(edxml)));
        } catch (SAXException | IOException e) {
            throw new AssertionError(new String(edxml, UTF_8), e);
        }
    }
}
