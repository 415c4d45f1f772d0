package vn.antin.edxml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import vn.antin.fault.Refused;

/** When a ZIP is the habit of the sender's software, and when it is the document. */
class ZipHabitTest {

    private static final byte[] DOCUMENT = "%PDF-1.7".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final ZipHabit habit = new ZipHabit(8 << 20, 200);

    @Test
    void undoes_a_zip_around_one_file_of_the_same_type() throws IOException {
        assertThat(habit.undo("Công văn.PDF", zip(DOCUMENT, "0f8fad5b.pdf"))).isEqualTo(DOCUMENT);
        assertThat(habit.undo("a.pdf", zip(DOCUMENT, "../../etc/0f8fad5b.pdf"))).isEqualTo(DOCUMENT);
    }

    @Test
    void keeps_a_zip_whose_file_is_of_another_type() throws IOException {
        byte[] zip = zip(DOCUMENT, "0f8fad5b.txt");

        assertThat(habit.undo("1896.doc", zip)).isSameAs(zip);
        assertThat(habit.undo("no-extension", zip)).isSameAs(zip);
    }

    @Test
    void keeps_a_zip_that_is_the_document() throws IOException {
        byte[] named = zip(DOCUMENT, "inner.zip");
        byte[] two = zip(DOCUMENT, "a.docx", "b.docx");

        assertThat(habit.undo("ho-so.zip", named)).isSameAs(named);
        assertThat(habit.undo("van-ban.docx", two)).isSameAs(two);
    }

    @Test
    void keeps_what_is_no_zip_or_a_broken_one() throws IOException {
        byte[] zip = zip(DOCUMENT, "0f8fad5b.pdf");
        byte[] cut = Arrays.copyOf(zip, 44);

        assertThat(habit.undo("a.pdf", DOCUMENT)).isSameAs(DOCUMENT);
        assertThat(habit.undo("a.pdf", cut)).isSameAs(cut);
    }

    @Test
    void refuses_a_bomb_and_what_all_files_of_a_package_grow_to() throws IOException {
        byte[] blanks = zip(new byte[3 << 20], "0f8fad5b.pdf");
        byte[] noise = zip(noise(3 << 20), "0f8fad5b.pdf");

        assertThatThrownBy(() -> habit.undo("a.pdf", blanks))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("TOO_LARGE");
        ZipHabit fresh = new ZipHabit(8 << 20, 200);
        fresh.undo("a.pdf", noise);
        fresh.undo("b.pdf", noise);
        assertThatThrownBy(() -> fresh.undo("c.pdf", noise)).isInstanceOf(Refused.class);
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new java.util.Random(7).nextBytes(noise);
        return noise;
    }

    private static byte[] zip(byte[] content, String... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.write(content);
            }
        }
        return bytes.toByteArray();
    }
}
