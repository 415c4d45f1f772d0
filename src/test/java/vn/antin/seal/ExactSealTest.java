package vn.antin.seal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
import vn.antin.fault.Fault;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.xml.CanonicalXml;

/** The exact reader returns nothing that XML signatures and the binding do not return, too. */
class ExactSealTest {

    private static final Sealer EC = new Sealer(SealProvince.EC, SealAlgorithm.ECDSA, SealProvince.CLOCK);

    /** An opened envelope. */
    private record Read(Envelope envelope, Opened opened) {}

    private static Optional<Read> exact(byte[] sealed) {
        return SealReader.openExact(
                sealed,
                EnvelopeXml.ROOT,
                EnvelopeXml.ID,
                opened -> EnvelopeXml.readExact(opened.content()).map(envelope -> new Read(envelope, opened)));
    }

    /** The general reader must return the same; a refusal fails the test. */
    private static void agrees(Read exact, byte[] sealed) {
        Opened opened = SealReader.open(sealed, EnvelopeXml.ROOT);
        assertThat(exact.opened().content()).isEqualTo(opened.content());
        assertThat(exact.opened().signer()).isEqualTo(opened.signer());
        assertThat(exact.opened().signingTime()).isEqualTo(opened.signingTime());
        assertThat(exact.envelope()).usingRecursiveComparison().isEqualTo(EnvelopeXml.read(opened.content()));
    }

    @ParameterizedTest
    @EnumSource
    void what_a_sealer_of_this_bus_makes_is_read_exactly(SealAlgorithm algorithm) {
        KeyEntry key = SealProvince.keyFor(algorithm);
        Random random = new Random(3);
        for (int i = 0; i < 50; i++) {
            Envelope envelope = envelope(random);
            byte[] sealed = SealedEnvelope.seal(envelope, new Sealer(key, algorithm, SealProvince.CLOCK));
            Optional<Read> exact = exact(sealed);

            assertThat(exact.map(Read::envelope))
                    .get()
                    .usingRecursiveComparison()
                    .isEqualTo(envelope);
            agrees(exact.orElseThrow(), sealed);
        }
    }

    @Test
    void the_writer_writes_what_the_binding_writes() {
        Random random = new Random(4);
        for (int i = 0; i < 300; i++) {
            byte[] written = EnvelopeXml.write(envelope(random));
            Object bound = CanonicalXml.read(written, vn.antin.xml.envelope.Envelope.class, Fault.ENVELOPE_FORM);

            assertThat(new String(CanonicalXml.write(bound), UTF_8)).isEqualTo(new String(written, UTF_8));
        }
    }

    @TestFactory
    Stream<DynamicTest> no_hostile_variant_has_the_exact_form() {
        return Stream.of(SealAlgorithm.RSA_PSS, SealAlgorithm.ECDSA)
                .map(algorithm -> new String(SealProvince.sealed(algorithm), UTF_8))
                .flatMap(xml -> Stream.of(new LetterAttacks(xml), new SignatureAttacks(xml)))
                .flatMap(variants -> variants.all().entrySet().stream())
                .map(each -> DynamicTest.dynamicTest(
                        each.getKey(),
                        () -> assertThat(SealReader.openExact(
                                        each.getValue().xml().getBytes(UTF_8), SealProvince.LETTER, "e7", Optional::of))
                                .isEmpty()));
    }

    @Test
    void sealed_texts_with_anything_changed_are_read_alike_or_left_to_the_general_reader() {
        Random random = new Random(Long.getLong("seed", 5L));
        List<byte[]> sealed = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sealed.add(SealedEnvelope.seal(envelope(random), EC));
        }
        int read = 0;
        for (int i = 0; i < Integer.getInteger("mutations", 20_000); i++) {
            byte[] changed = Garbling.changed(sealed.get(random.nextInt(sealed.size())), random);
            Optional<Read> exact = exact(changed);
            if (exact.isPresent()) {
                read++;
                agrees(exact.get(), changed);
            }
        }
        assertThat(read).isLessThan(Integer.getInteger("mutations", 20_000) / 50);
    }

    /** A node with a valid key seals whatever text it likes, as it stands. */
    @Test
    void contents_with_anything_changed_and_sealed_again_are_read_alike_or_left_to_the_general_reader() {
        Random random = new Random(Long.getLong("seed", 6L));
        int read = 0;
        for (int i = 0; i < Integer.getInteger("mutations", 6_000); i++) {
            byte[] content = Garbling.changed(EnvelopeXml.write(envelope(random)), random);
            byte[] sealed = sealedAsItStands(content);
            Optional<Read> exact = exact(sealed);
            if (exact.isPresent()) {
                read++;
                agrees(exact.get(), sealed);
            }
        }
        assertThat(read).as("changed contents that are envelopes").isGreaterThan(5);
    }

    private static byte[] sealedAsItStands(byte[] content) {
        boolean ends = new String(content, ISO_8859_1).contains("<");
        return ends ? EC.sealCanonical(content, EnvelopeXml.ID).bytes() : content;
    }

    private static Envelope envelope(Random random) {
        int recipients = 1 + random.nextInt(3);
        List<Party> parties = new ArrayList<>();
        Map<NodeId, byte[]> keys = new TreeMap<>();
        for (int i = 0; i < recipients; i++) {
            NodeId node = new NodeId("node-" + random.nextInt(100));
            parties.add(new Party(new AgencyCode("H06." + i + "." + random.nextInt(10)), node));
            byte[] key = new byte[random.nextInt(90)];
            random.nextBytes(key);
            keys.put(node, key);
        }
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(0, Digest.sha256(new byte[] {3}), random.nextInt(1000), null, false));
        for (int i = random.nextInt(3); i > 0; i--) {
            parts.add(new Part(i, Digest.sha256(new byte[] {4}), random.nextInt(), mediaType(random), i == 1));
        }
        parts.replaceAll(
                part -> new Part(part.number(), part.digest(), Math.abs(part.size()), part.mediaType(), part.stored()));
        Instant created = Instant.ofEpochMilli(random.nextInt(Integer.MAX_VALUE) * 900L);
        return new Envelope(
                EnvelopeId.of("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"),
                parties.get(0),
                parties,
                one(random, Urgency.values()),
                one(random, Operation.values()),
                created,
                created.plusMillis(1 + random.nextInt(100_000)),
                random.nextBoolean() ? null : EnvelopeId.of("017f22e2-79b0-7cc3-98c4-dc0c0c073980"),
                random.nextLong(),
                Digest.sha256(new byte[] {1}),
                Digest.sha256(new byte[] {2}),
                random.nextInt(),
                parts,
                keys,
                one(random, Mode.values()));
    }

    private static <T> T one(Random random, T[] of) {
        return of[random.nextInt(of.length)];
    }

    private static String mediaType(Random random) {
        String[] types = {"application/pdf", "", "a\tb\nc\rd", "x\"<>&'y", "\u00e9\u1ec7 \ud83d\ude00", "&#65;&amp;"};
        return one(random, types);
    }
}
