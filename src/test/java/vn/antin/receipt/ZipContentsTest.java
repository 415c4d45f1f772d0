package vn.antin.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import vn.antin.fault.Refused;

/** Arbitrary bytes as an archive are read or refused, without any other effect. */
class ZipContentsTest {

    private static final long MAX = 10_000;

    @Test
    void an_archive_that_is_cut_or_changed_at_any_byte_is_read_or_refused() throws IOException {
        byte[] zip = archive();
        SortedSet<String> others = new TreeSet<>();
        for (int length = 0; length < zip.length; length++) {
            read(Arrays.copyOf(zip, length), others);
            read(Arrays.copyOfRange(zip, length, zip.length), others);
        }
        for (int at = 0; at < zip.length; at++) {
            for (int value : new int[] {0, 1, 0x7F, 0x80, 0xFF}) {
                byte[] changed = zip.clone();
                changed[at] = (byte) value;
                read(changed, others);
            }
        }
        assertThat(ZipContents.read(zip, MAX)).containsOnlyKeys("a.xml", "receipts/b.xml");
        assertThat(others).isEmpty();
    }

    private static void read(byte[] zip, SortedSet<String> others) {
        try {
            ZipContents.read(zip, MAX)
                    .values()
                    .forEach(file -> assertThat(file.length).isLessThan((int) MAX));
        } catch (Refused refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        } catch (RuntimeException e) {
            others.add(e.toString());
        }
    }

    private static byte[] archive() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("a.xml"));
            zip.write("<a>một văn bản</a>".repeat(20).getBytes(UTF_8));
            zip.putNextEntry(new ZipEntry("receipts/b.xml"));
            zip.write("<b/>".getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }
}
