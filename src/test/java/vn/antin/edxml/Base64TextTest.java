package vn.antin.edxml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Base64 in pieces decodes as in one, and nothing else is accepted. */
class Base64TextTest {

    @Test
    void any_pieces_with_any_white_space_give_the_same_bytes() {
        qt().forAll(
                        integers().between(0, 20_000),
                        integers().between(1, 9000),
                        integers().between(1, 100))
                .check((length, piece, line) -> {
                    byte[] bytes = new byte[length];
                    Arrays.fill(bytes, (byte) length.intValue());
                    String text = Base64.getMimeEncoder(line, new byte[] {'\r', '\n', '\t', ' '})
                            .encodeToString(bytes);
                    Base64Text base64 = read(text, piece);
                    return Arrays.equals(bytes, base64.decoded()) && base64.intact();
                });
    }

    @Test
    void an_end_in_the_middle_is_broken_wherever_a_piece_ends() {
        String ended = "A".repeat(4095) + "=";
        for (String text : new String[] {ended + "QUJD", "QQ==QUJD", "QQ=", "QQ==="}) {
            Base64Text base64 = read(text, 4096);
            base64.decoded();
            assertThat(base64.intact()).as(text).isFalse();
        }
    }

    @Test
    void a_letter_of_another_alphabet_is_broken() {
        for (String text : new String[] {"QUJ*", "QU-_", "QUJ\u1eac", "\u00a0QUJD"}) {
            Base64Text base64 = read(text, 3);
            base64.decoded();
            assertThat(base64.intact()).as(text).isFalse();
            assertThat(base64.blank()).isFalse();
        }
    }

    @Test
    void white_space_alone_is_blank() {
        assertThat(read(" \r\n\t", 2).blank()).isTrue();
        assertThat(new String(read(" QQ==", 2).decoded(), StandardCharsets.US_ASCII))
                .isEqualTo("A");
    }

    private static Base64Text read(String text, int piece) {
        Base64Text base64 = new Base64Text();
        char[] letters = text.toCharArray();
        for (int at = 0; at < letters.length; at += piece) {
            base64.add(letters, at, Math.min(piece, letters.length - at));
        }
        return base64;
    }
}
