package vn.antin.edxml;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.antin.envelope.Digest;
import vn.antin.fault.Refused;

/** Reading a package without its contents never says anything else than reading the whole package. */
class OutlineTest {

    private static final String[] WORDS = {
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?x ",
        "?>",
        "<",
        ">",
        "/",
        "&#13;",
        "&lt;",
        "\"",
        "'",
        "=",
        " ",
        "QUJD",
        "<Subject>",
        "</Subject>",
        "<ContentTransferEncoded>",
        "</ContentTransferEncoded>",
        "<edXML:ContentTransferEncoded>",
        "</edXML:ContentTransferEncoded>",
        "<Attachment>",
        "</Attachment>",
        "<Reference>",
        "</Reference>",
        "encoding=\"IBM037\"",
        "encoding=\"UTF-16\"",
        " xmlns=\"urn:x\"",
        "\u00ff\u00fe"
    };

    static List<Path> packages() {
        return Samples.in("read");
    }

    @ParameterizedTest
    @MethodSource("packages")
    void what_other_software_writes_reads_the_same_without_its_contents(Path file) throws IOException {
        byte[] raw = java.nio.file.Files.readAllBytes(file);
        EdxmlPackage whole = EdxmlReader.read(raw);
        Skeleton skeleton = Skeleton.of(whole);

        skeleton.outline().ifPresent(outline -> assertThat(words(outline)).isEqualTo(words(whole)));
    }

    @Test
    void a_letter_of_this_bus_always_has_an_outline() {
        EdxmlPackage whole = EdxmlReader.read(Samples.read("letter"));

        assertThat(Skeleton.of(whole).outline().map(OutlineTest::words)).contains(words(whole));
    }

    @Test
    void a_content_in_place_of_the_subject_has_no_outline() {
        Template honest = template();
        String text = new String(honest.text(), ISO_8859_1);
        int subject = text.indexOf("Subject>") + "Subject>".length();
        Template forged = new Template(
                honest.text(), List.of(new Hole(subject, honest.holes().get(0).recipe())));

        assertThat(skeleton(forged, List.of(content(30))).outline()).isEmpty();
    }

    @Test
    void white_space_that_is_none_is_refused() {
        for (String space : List.of("x", "<", "&amp;", "&#65;", " </ContentTransferEncoded>")) {
            assertThatThrownBy(() -> new Recipe(space, 0, "", "", true)).isInstanceOf(Refused.class);
            assertThatThrownBy(() -> new Recipe("", 4, space, "", true)).isInstanceOf(Refused.class);
            assertThatThrownBy(() -> new Recipe("", 0, "", space, true)).isInstanceOf(Refused.class);
        }
    }

    /** Changed templates, holes and layouts: whatever has an outline is read alike as a whole. */
    @Test
    void no_forged_skeleton_shows_one_thing_and_delivers_another() throws IOException {
        Random random = new Random(Long.getLong("seed", 1L));
        List<Template> seeds = new ArrayList<>();
        for (Path file : packages()) {
            Skeleton skeleton = Skeleton.of(EdxmlReader.read(java.nio.file.Files.readAllBytes(file)));
            if (skeleton.reproducible() && skeleton.template().text().length < 20_000) {
                seeds.add(skeleton.template());
            }
        }
        int outlines = 0;
        for (int i = 0; i < Integer.getInteger("forgeries", 4000); i++) {
            Template forged = forged(seeds.get(random.nextInt(seeds.size())), random);
            List<byte[]> contents = forged.holes().stream()
                    .map(hole -> content(1 + random.nextInt(40)))
                    .toList();
            Optional<EdxmlPackage> outline = outline(forged, contents);
            if (outline.isPresent()) {
                outlines++;
                byte[] raw = fill(forged, contents);
                assertThat(words(EdxmlReader.read(raw)))
                        .as("forgery %d: %s", i, new String(raw, ISO_8859_1))
                        .isEqualTo(words(outline.get()));
            }
        }
        assertThat(outlines).as("forgeries with an outline").isGreaterThan(50);
    }

    private static Template template() {
        return Skeleton.of(EdxmlReader.read(Samples.read("letter"))).template();
    }

    private static Optional<EdxmlPackage> outline(Template template, List<byte[]> contents) {
        try {
            return skeleton(template, contents).outline();
        } catch (Refused refused) {
            return Optional.empty();
        }
    }

    /** The skeleton as its reader takes it, with the true digest. */
    private static Skeleton skeleton(Template template, List<byte[]> contents) {
        byte[] raw = fill(template, contents);
        return Skeleton.read(new Skeleton(true, Digest.sha256(raw), raw.length, template).write());
    }

    private static byte[] fill(Template template, List<byte[]> contents) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            template.fill(
                    contents.stream()
                            .<Source>map(content -> () -> new ByteArrayInputStream(content))
                            .toList(),
                    out);
        } catch (IOException e) {
            throw new IllegalStateException("in memory", e);
        }
        return out.toByteArray();
    }

    private static byte[] content(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static Template forged(Template honest, Random random) {
        StringBuilder text = new StringBuilder(new String(honest.text(), ISO_8859_1));
        List<Hole> holes = new ArrayList<>(honest.holes());
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            int at = random.nextInt(text.length());
            String word = WORDS[random.nextInt(WORDS.length)];
            switch (random.nextInt(5)) {
                case 0 -> {
                    text.insert(at, word);
                    holes.replaceAll(
                            hole -> hole.at() > at ? new Hole(hole.at() + word.length(), hole.recipe()) : hole);
                }
                case 1 -> {
                    int to = Math.min(text.length(), at + word.length());
                    text.replace(at, to, word.substring(0, to - at));
                }
                case 2 -> moved(holes, random, at);
                case 3 -> near(text, holes, random, word);
                default -> holes.replaceAll(hole -> random.nextInt(3) > 0 ? hole : new Hole(hole.at(), layout(random)));
            }
        }
        List<Hole> sorted = holes.stream()
                .map(hole -> new Hole(Math.max(0, Math.min(hole.at(), text.length())), hole.recipe()))
                .sorted(java.util.Comparator.comparingInt(Hole::at))
                .toList();
        return new Template(text.toString().getBytes(ISO_8859_1), sorted);
    }

    private static void moved(List<Hole> holes, Random random, int at) {
        if (!holes.isEmpty()) {
            int which = random.nextInt(holes.size());
            Hole hole = holes.get(which);
            int to = random.nextBoolean() ? at : hole.at() + random.nextInt(9) - 4;
            holes.set(which, new Hole(to, hole.recipe()));
        }
    }

    /** Inserts a word right before or behind a hole. */
    private static void near(StringBuilder text, List<Hole> holes, Random random, String word) {
        if (holes.isEmpty()) {
            return;
        }
        int at = Math.max(0, Math.min(holes.get(random.nextInt(holes.size())).at(), text.length()));
        boolean before = random.nextBoolean();
        text.insert(at, word);
        holes.replaceAll(hole -> hole.at() > at || (before && hole.at() == at)
                ? new Hole(hole.at() + word.length(), hole.recipe())
                : hole);
    }

    private static Recipe layout(Random random) {
        String[] spaces = {"", "\n", "&#13;\n", "&#xD;", "\t "};
        String separator = spaces[1 + random.nextInt(4)];
        boolean lines = random.nextBoolean();
        return new Recipe(
                spaces[random.nextInt(5)],
                lines ? 1 + random.nextInt(8) : 0,
                lines ? separator : "",
                spaces[random.nextInt(5)],
                random.nextBoolean());
    }

    /** What the recipient's check compares: the header, and each attachment but its content. */
    private static List<String> words(EdxmlPackage edxml) {
        List<String> words = new ArrayList<>();
        words.add(new String(edxml.header().xml(), ISO_8859_1));
        words.add(String.valueOf(edxml.header().from()));
        words.add(edxml.header().operation() + " " + edxml.header().urgency());
        edxml.attachments().forEach(one -> words.add(one.place() + " " + one.name() + " " + one.mediaType()));
        return words;
    }
}
