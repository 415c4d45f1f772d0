package vn.antin.edxml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.arbitrary;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quicktheories.core.Gen;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** A package is rebuilt byte for byte, whatever the layout of its base64, and hostile input is refused. */
class SkeletonTest {

    static List<Path> packages() {
        return Samples.in("read");
    }

    /** A layout that some software uses for an attachment. */
    private record Layout(int bytes, int lineLength, String separator, String around, boolean padded) {

        String encode(int seed) {
            byte[] content = new byte[bytes];
            new Random(seed).nextBytes(content);
            Base64.Encoder encoder =
                    padded ? Base64.getEncoder() : Base64.getEncoder().withoutPadding();
            String letters = encoder.encodeToString(content);
            StringBuilder text = new StringBuilder(around);
            for (int at = 0; at < letters.length(); at += lineLength) {
                text.append(at == 0 ? "" : separator).append(letters, at, Math.min(at + lineLength, letters.length()));
            }
            return text.append(around).toString();
        }
    }

    private static Gen<Layout> layouts() {
        return integers()
                .between(1, 9000)
                .zip(
                        integers().between(1, 200),
                        arbitrary().pick("\n", "\r\n", "\n\t\t", " ", "&#13;\n", "&#xD;\r\n"),
                        arbitrary().pick("", "\n", "\r\n      ", "\t"),
                        arbitrary().pick(true, false),
                        Layout::new);
    }

    @Test
    void any_package_with_regular_base64_is_made_again_from_its_decoded_parts() {
        qt().withExamples(300).forAll(lists().of(layouts()).ofSizeBetween(1, 4)).check(layouts -> {
            byte[] raw = packageOf(
                    layouts.stream().map(each -> each.encode(layouts.size())).toList());
            EdxmlPackage edxml = EdxmlReader.read(raw);
            Skeleton skeleton = Skeleton.of(edxml);
            Skeleton arrived = Skeleton.read(skeleton.write());
            return arrived.reproducible()
                    && arrived.partCount() == layouts.size()
                    && Arrays.equals(raw, arrived.rebuild(arrived.parts(edxml)));
        });
    }

    @ParameterizedTest
    @MethodSource("packages")
    void every_sample_comes_out_byte_for_byte(Path file) {
        byte[] raw = Samples.bytes(file);
        EdxmlPackage edxml = EdxmlReader.read(raw);
        Skeleton skeleton = Skeleton.of(edxml);

        assertThat(Skeleton.read(skeleton.write()).rebuild(skeleton.parts(edxml)))
                .isEqualTo(raw);
        assertThat(skeleton.reproducible())
                .isEqualTo(!file.getFileName().toString().contains("utf16"));
        assertThat(skeleton.digest()).isEqualTo(Digest.sha256(raw));
        assertThat(skeleton.length()).isEqualTo(raw.length);
    }

    @Test
    void no_base64_is_left_in_it() {
        EdxmlPackage edxml = EdxmlReader.read(packageOf(List.of("QUJD".repeat(1000), "REVG".repeat(1000))));

        String form = new String(Skeleton.of(edxml).write(), StandardCharsets.ISO_8859_1);

        assertThat(form).doesNotContain("QUJD").doesNotContain("REVG");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "QUJDQUJD\nQUJD\nQUJDQUJD",
                "QUJD\nQUJD\r\nQUJD",
                "QUJDQR==",
                "QUJD<!-- -->QUJD",
                "QUJD<![CDATA[QUJD]]>",
                "QUJD&#81;UJD"
            })
    void a_package_with_irregular_base64_travels_whole(String encoded) {
        byte[] raw = packageOf(List.of(encoded, "QUJD"));
        EdxmlPackage edxml = EdxmlReader.read(raw);

        Skeleton skeleton = Skeleton.of(edxml);

        assertThat(skeleton.reproducible()).isFalse();
        assertThat(skeleton.parts(edxml)).containsExactly(raw);
        assertThat(Skeleton.read(skeleton.write()).rebuild(List.of(raw))).isEqualTo(raw);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!-- > <ContentTransferEncoded>QUJD</ContentTransferEncoded> -->",
                "<?pi > <ContentTransferEncoded>QUJD ?>",
                "<other a='&lt;ContentTransferEncoded>'>QUJD</other>",
                "<x><![CDATA[ > <ContentTransferEncoded>QUJD]]></x>",
                "<ContentTransferEncoded />QUJD",
                "<ContentTransferEncodedNot>QUJD</ContentTransferEncodedNot>"
            })
    void what_only_looks_like_content_misleads_nobody(String decoy) {
        String text = Samples.text(packageOf(List.of("QUJD")));
        byte[] raw = text.replace("<AttachmentEncoded>", decoy + "<AttachmentEncoded>")
                .getBytes(StandardCharsets.UTF_8);
        EdxmlPackage edxml = EdxmlReader.read(raw);
        Skeleton skeleton = Skeleton.of(edxml);

        assertThat(skeleton.reproducible()).isTrue();
        assertThat(skeleton.rebuild(skeleton.parts(edxml))).isEqualTo(raw);
    }

    @Test
    void parts_go_by_their_place_in_the_package_not_in_the_manifest() {
        String text = Samples.text(packageOf(List.of("QUFB", "QkJC")));
        byte[] raw = text.replace(
                        "<ContentId>cid:0</ContentId><ContentType>", "<ContentId>cid:x</ContentId><ContentType>")
                .replace("<ContentId>cid:1</ContentId><ContentType>", "<ContentId>cid:0</ContentId><ContentType>")
                .replace("<ContentId>cid:x</ContentId><ContentType>", "<ContentId>cid:1</ContentId><ContentType>")
                .getBytes(StandardCharsets.UTF_8);
        EdxmlPackage edxml = EdxmlReader.read(raw);
        Skeleton skeleton = Skeleton.of(edxml);

        assertThat(edxml.attachments()).extracting(EdxmlAttachment::place).containsExactly(1, 0);
        assertThat(skeleton.parts(edxml)).map(Samples::text).containsExactly("AAA", "BBB");
        assertThat(skeleton.rebuild(skeleton.parts(edxml))).isEqualTo(raw);
    }

    @Test
    void writes_a_package_without_holding_it() throws IOException {
        byte[] raw = Samples.read("letter-bom-lines-of-76");
        EdxmlPackage edxml = EdxmlReader.read(raw);
        Skeleton skeleton = Skeleton.of(edxml);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        skeleton.rebuild(
                List.of(() ->
                        new ByteArrayInputStream(edxml.attachments().get(0).decoded())),
                out);

        assertThat(out.toByteArray()).isEqualTo(raw);
    }

    @Test
    void other_parts_are_refused() {
        EdxmlPackage edxml = EdxmlReader.read(Samples.read("letter"));
        Skeleton skeleton = Skeleton.of(edxml);
        byte[] part = skeleton.parts(edxml).get(0).clone();
        part[7] ^= 1;

        assertThat(rebuilding(skeleton, List.of(part))).isEqualTo(Fault.PART_DIGEST);
        assertThat(rebuilding(skeleton, List.of(new byte[1 << 20]))).isEqualTo(Fault.PART_DIGEST);
        assertThat(rebuilding(skeleton, List.of())).isEqualTo(Fault.PART_DIGEST);
        assertThat(rebuilding(skeleton, List.of(part, part))).isEqualTo(Fault.PART_DIGEST);
    }

    private static Fault rebuilding(Skeleton skeleton, List<byte[]> parts) {
        return catchThrowableOfType(Refused.class, () -> skeleton.rebuild(parts))
                .fault();
    }

    @Test
    void any_bytes_are_read_or_refused() {
        qt().forAll(lists().of(integers().between(-128, 127)).ofSizeBetween(0, 200))
                .check(bytes -> readsOrRefuses(array(bytes)));
    }

    @Test
    void a_form_with_any_bytes_changed_or_cut_is_read_or_refused() {
        byte[] form = form();
        qt().withExamples(3000)
                .forAll(
                        integers().between(0, form.length - 1),
                        integers().between(-128, 127),
                        integers().between(0, 99),
                        integers().between(0, 4))
                .check((at, value, fromEnd, cut) -> {
                    byte[] changed = Arrays.copyOf(form, form.length - cut);
                    changed[Math.min(at, changed.length - 1)] = value.byteValue();
                    changed[changed.length - 1 - fromEnd] ^= value.byteValue();
                    return readsOrRefuses(changed);
                });
    }

    @Test
    void every_number_in_a_form_may_have_any_byte() {
        byte[] form = form();
        for (int i = 0; i < 165; i++) {
            int at = i < 45 ? i : form.length - 165 + i;
            for (int value = 0; value < 256; value++) {
                byte[] changed = form.clone();
                changed[at] = (byte) value;
                assertThat(readsOrRefuses(changed))
                        .as("byte %d = %d", at, value)
                        .isTrue();
            }
        }
    }

    private static byte[] form() {
        return Skeleton.of(EdxmlReader.read(packageOf(List.of("QUJD\n\t\tREVG", "\r\nQUI="))))
                .write();
    }

    /** A skeleton that is read has no other form and rebuilds its package, or refuses. */
    private static boolean readsOrRefuses(byte[] form) {
        try {
            Skeleton skeleton = Skeleton.read(form);
            if (!Arrays.equals(form, skeleton.write())) {
                return false;
            }
            skeleton.rebuild(Collections.nCopies(skeleton.partCount(), new byte[] {'A', 'B', 'C', 'D', 'E', 'F'}));
            return false;
        } catch (Refused refused) {
            return refused.fault() == Fault.ENVELOPE_FORM || refused.fault() == Fault.PART_DIGEST;
        }
    }

    @Test
    void a_form_that_would_blow_a_part_up_writes_no_more_than_the_package_has() {
        Recipe blowing = new Recipe("", 1, " ".repeat(Recipe.MAX_SPACE), "", true);
        Skeleton hostile =
                new Skeleton(true, Digest.sha256(), 5000, new Template(new byte[0], List.of(new Hole(0, blowing))));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Refused refused = catchThrowableOfType(
                Refused.class, () -> hostile.rebuild(List.of(() -> new ByteArrayInputStream(new byte[1000])), out));

        assertThat(refused.fault()).isEqualTo(Fault.PART_DIGEST);
        assertThat(out.size()).isLessThanOrEqualTo(5000);
    }

    @Test
    void a_start_tag_may_hold_its_own_bracket() {
        byte[] raw = Samples.text(packageOf(List.of("QUJD")))
                .replace("<ContentTransferEncoded >", "<ContentTransferEncoded note='a > b' other=\"'>'\">")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(Skeleton.of(EdxmlReader.read(raw)).reproducible()).isTrue();
    }

    private static byte[] array(List<Integer> values) {
        byte[] bytes = new byte[values.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = values.get(i).byteValue();
        }
        return bytes;
    }

    /** The ordinary letter with other attachments. */
    private static byte[] packageOf(List<String> encoded) {
        StringBuilder references = new StringBuilder();
        StringBuilder attachments = new StringBuilder();
        for (int i = 0; i < encoded.size(); i++) {
            String named = "<ContentId>cid:" + i + "</ContentId>";
            references.append("<Reference>" + named + "<ContentType>a/b</ContentType><AttachmentName>Tệp " + i
                    + "</AttachmentName></Reference>");
            attachments.append("<Attachment>" + named + "<ContentTransferEncoded >" + encoded.get(i)
                    + "</ContentTransferEncoded></Attachment>");
        }
        return Samples.text(Samples.read("letter-no-prefix"))
                .replaceFirst("(?s)<Reference>.*</Reference>", references.toString())
                .replaceFirst("(?s)<Attachment>.*</Attachment>", attachments.toString())
                .getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, Template.BLOCK - 1, Template.BLOCK, Template.BLOCK + 1, 2 * Template.BLOCK})
    void a_content_of_any_length_is_written_and_its_end_is_found_once(int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Template template = new Template(new byte[0], List.of(new Hole(0, Recipe.ONE_LINE)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        template.fill(List.of(() -> new EndingOnce(content)), out);

        assertThat(out.toByteArray()).isEqualTo(Base64.getEncoder().encode(content));
    }

    /** As a part that is verified at its end, which cannot be done twice. */
    private static final class EndingOnce extends ByteArrayInputStream {

        private boolean ended;

        EndingOnce(byte[] content) {
            super(content);
        }

        @Override
        public synchronized int read(byte[] bytes, int from, int most) {
            int count = super.read(bytes, from, most);
            assertThat(count < 0 && ended).as("read on behind the end").isFalse();
            ended |= count < 0;
            return count;
        }

        @Override
        public synchronized int readNBytes(byte[] bytes, int from, int most) {
            int sum = 0;
            int count = 0;
            while (sum < most && count >= 0) {
                count = read(bytes, from + sum, most - sum);
                sum += Math.max(0, count);
            }
            return sum;
        }
    }
}
