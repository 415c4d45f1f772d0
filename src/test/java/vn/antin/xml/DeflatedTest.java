package vn.antin.xml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vn.antin.fault.Refused;

/** XML is decompressed unchanged, whatever its content, and corrupted data is refused. */
class DeflatedTest {

    private static final int LIMIT = 1 << 20;

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] random(int count, int seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void staysTheSame(String text) {
        byte[] plain = text.getBytes(UTF_8);
        assertThat(Deflated.inflate(Deflated.of(plain), LIMIT)).isEqualTo(plain);
    }

    @Test
    void what_looks_like_base64_and_what_is_comes_back_the_same() {
        String long64 = base64(random(300, 1));
        staysTheSame("");
        staysTheSame("<a>" + long64 + "</a>");
        staysTheSame("<a>" + long64 + " </a>");
        staysTheSame("<a>" + long64.substring(1) + "</a>");
        staysTheSame("<a>" + long64 + long64 + "=</a>");
        staysTheSame("<a>" + "A".repeat(101) + "</a>");
        staysTheSame("<a>" + "A".repeat(98) + "B=</a>");
        staysTheSame("<a>" + "=".repeat(100) + "</a>");
        staysTheSame(">" + long64);
        staysTheSame(long64 + "<");
        staysTheSame("<a>" + long64 + "</a><b>" + base64(random(49, 2)) + "</b>");
    }

    @Test
    void xml_inside_xml_is_taken_apart_some_levels_deep_and_put_together_again() {
        String text = "<x>" + base64(random(200, 3)) + "</x>";
        for (int level = 0; level < 9; level++) {
            text = "<x>" + base64(text.getBytes(UTF_8)) + "</x>";
            staysTheSame(text);
        }
    }

    @Test
    void a_nested_text_is_made_small_like_one_that_stands_open() {
        String inside = "<Evidence>" + "the same words again ".repeat(50) + "</Evidence>";
        String nested = "<Receipts><Evidence>" + base64(inside.getBytes(UTF_8)) + "</Evidence></Receipts>";

        assertThat(Deflated.of(nested.getBytes(UTF_8)).length)
                .isLessThan(Deflated.of(inside.getBytes(UTF_8)).length + 40);
    }

    @Test
    void what_was_changed_or_cut_is_refused_or_something_else_and_fails_in_no_other_way() {
        byte[] good = Deflated.of(("<a>" + base64(("<b>" + base64(random(90, 4)) + "</b>").getBytes(UTF_8)) + "</a>")
                .getBytes(UTF_8));
        for (int at = 0; at < good.length; at++) {
            byte[] changed = good.clone();
            changed[at] ^= 4;
            fares(changed);
            fares(Arrays.copyOf(good, at));
        }
    }

    private static void fares(byte[] message) {
        try {
            assertThat(Deflated.inflate(message, LIMIT)).isNotNull();
        } catch (Refused refused) {
            assertThat(refused.fault().code()).startsWith("ANTIN-");
        }
    }

    @Test
    void nothing_grows_beyond_the_limit() {
        byte[] zeros = Deflated.of(new byte[LIMIT]);
        byte[] nested = Deflated.of(("<a>" + base64(new byte[LIMIT]) + "</a>").getBytes(UTF_8));

        assertThatThrownBy(() -> Deflated.inflate(zeros, LIMIT - 1)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> Deflated.inflate(nested, LIMIT)).isInstanceOf(Refused.class);
    }
}
