package vn.antin.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;
import static org.quicktheories.generators.SourceDSL.strings;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.EnvelopeXml;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Part;
import vn.antin.envelope.Party;
import vn.antin.envelope.Urgency;
import vn.antin.fault.Refused;

class SealedEnvelopeTest {

    /** An algorithm without randomness: the same content gives the same bytes. */
    private static final Sealer SEALER = new Sealer(SealProvince.RSA, SealAlgorithm.RSA_PKCS1, SealProvince.CLOCK);

    private static final Sealer EC = new Sealer(SealProvince.EC, SealAlgorithm.ECDSA, SealProvince.CLOCK);

    @Test
    void sealing_without_reading_gives_the_bytes_that_sealing_gives() {
        qt().withExamples(200)
                .forAll(
                        integers().between(1, 4),
                        strings().betweenCodePoints(0x20, 0x2FFF).ofLengthBetween(0, 20),
                        longs().between(0, 4_000_000_000_000L))
                .check((count, mediaType, millis) -> {
                    byte[] xml = EnvelopeXml.write(envelope(count, mediaType, millis));
                    byte[] sealed = SEALER.sealCanonical(xml, EnvelopeXml.ID).bytes();
                    return new String(sealed, UTF_8).equals(new String(SEALER.seal(xml, EnvelopeXml.ID), UTF_8));
                });
    }

    @Test
    void the_sealed_object_is_what_its_bytes_say() {
        Envelope envelope = envelope(2, "text/plain; name=\"a\t&<b\"", 1_700_000_000_000L);
        byte[] sealed = SealedEnvelope.seal(envelope, EC);
        Opened opened = SealReader.open(sealed, EnvelopeXml.ROOT);

        assertThat(SealedEnvelope.open(sealed.clone()).envelope()).isSameAs(envelope);
        assertThat(SealedEnvelope.open(sealed).signer()).isEqualTo(opened.signer());
        assertThat(SealedEnvelope.open(sealed).digest()).isEqualTo(Digest.sha256(sealed));
        assertThat(EnvelopeXml.read(opened.content()))
                .usingRecursiveComparison()
                .isEqualTo(envelope);
    }

    @Test
    void another_byte_is_opened_for_itself() {
        byte[] sealed = SealedEnvelope.seal(envelope(1, "text/plain", 0), EC);
        byte[] changed =
                new String(sealed, UTF_8).replace("text/plain", "text/plaim").getBytes(UTF_8);

        assertThatThrownBy(() -> SealedEnvelope.open(changed)).isInstanceOf(Refused.class);
    }

    @Test
    void text_that_no_reader_takes_is_not_sealed() {
        for (String bad : List.of("a\u0000", "a\u001f", "\ud800", "\udc00b", "\ufffe", "\uffff")) {
            assertThatThrownBy(() -> SealedEnvelope.seal(envelope(1, bad, 0), EC))
                    .as(bad)
                    .isInstanceOf(Refused.class);
        }
        byte[] sealed = SealedEnvelope.seal(envelope(1, "\ud83d\ude00", 0), EC);
        assertThat(EnvelopeXml.read(SealReader.open(sealed, EnvelopeXml.ROOT).content())
                        .parts()
                        .get(1)
                        .mediaType())
                .isEqualTo("\ud83d\ude00");
    }

    private static Envelope envelope(int recipients, String mediaType, long millis) {
        Instant created = Instant.ofEpochMilli(millis);
        List<Party> parties = new ArrayList<>();
        Map<NodeId, byte[]> keys = new HashMap<>();
        for (int i = 0; i < recipients; i++) {
            NodeId node = new NodeId("node-" + i);
            parties.add(new Party(new AgencyCode("H06." + i), node));
            keys.put(node, new byte[] {(byte) i, 1, 2});
        }
        return new Envelope(
                EnvelopeId.of("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"),
                parties.get(0),
                parties,
                Urgency.NORMAL,
                Operation.NEW,
                created,
                created.plusMillis(recipients),
                recipients % 2 == 0 ? null : EnvelopeId.of("017f22e2-79b0-7cc3-98c4-dc0c0c073980"),
                millis,
                Digest.sha256(new byte[] {1}),
                Digest.sha256(new byte[] {2}),
                65536,
                List.of(
                        new Part(0, Digest.sha256(new byte[] {3}), 10, null, false),
                        new Part(1, Digest.sha256(new byte[] {4}), millis, mediaType, true)),
                keys,
                recipients % 2 == 0 ? Mode.TEST : Mode.PRODUCTION);
    }
}
