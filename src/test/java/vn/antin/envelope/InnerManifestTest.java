package vn.antin.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vn.antin.fault.Fault;
import vn.antin.seal.Garbling;
import vn.antin.xml.CanonicalXml;

/** Inner manifests are read without an XML parser to nothing else than with one. */
class InnerManifestTest {

    private static final int MUTATIONS = Integer.getInteger("mutations", 20_000);

    private static final String[] TEXTS = {
        "", "V/v thử nghiệm", "a & b < c > d", "\"'\t\n\r", "&amp;#65;", "\ud83d\ude00", "công văn số 5.pdf", "a/b"
    };

    @Test
    void reads_back_and_is_what_the_binding_writes() {
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            InnerManifest manifest = manifest(random);
            byte[] written = manifest.write();
            Object bound = CanonicalXml.read(written, vn.antin.xml.envelope.Inner.class, Fault.ENVELOPE_FORM);

            assertThat(InnerManifest.readExact(written))
                    .get()
                    .usingRecursiveComparison()
                    .isEqualTo(manifest);
            assertThat(new String(CanonicalXml.write(bound), UTF_8)).isEqualTo(new String(written, UTF_8));
        }
    }

    @Test
    void with_anything_changed_it_is_read_alike_or_left_to_the_binding() {
        Random random = new Random(Long.getLong("seed", 2L));
        int read = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] changed = Garbling.changed(manifest(random).write(), random);
            Optional<InnerManifest> exact = InnerManifest.readExact(changed);
            if (exact.isPresent()) {
                read++;
                assertThat(exact.get()).usingRecursiveComparison().isEqualTo(InnerManifest.readXml(changed));
            }
        }
        assertThat(read).isBetween(5, MUTATIONS / 2);
    }

    private static InnerManifest manifest(Random random) {
        List<InnerManifest.Content> parts = new ArrayList<>();
        for (int number = random.nextInt(4); number > 0; number--) {
            parts.add(new InnerManifest.Content(
                    number,
                    one(random, TEXTS),
                    one(random, TEXTS),
                    Digest.sha256(bytes(random, 5)),
                    random.nextLong(),
                    one(random, InnerManifest.Packing.values()),
                    random.nextBoolean()));
        }
        PackageSignature signature = random.nextBoolean()
                ? null
                : new PackageSignature(
                        PackageSignature.Policy.LEGACY_SHA1,
                        one(random, PackageSignature.Result.values()),
                        one(random, TEXTS));
        return new InnerManifest(
                bytes(random, 16),
                EnvelopeId.of("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"),
                one(random, TEXTS),
                one(random, TEXTS),
                bytes(random, random.nextInt(60)),
                bytes(random, random.nextInt(60)),
                signature,
                parts);
    }

    private static <T> T one(Random random, T[] of) {
        return of[random.nextInt(of.length)];
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
