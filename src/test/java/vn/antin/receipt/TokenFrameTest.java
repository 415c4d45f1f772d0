package vn.antin.receipt;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import vn.antin.envelope.Digest;
import vn.antin.fault.Refused;
import vn.antin.seal.timestamp.TimeStamps;
import vn.antin.seal.timestamp.TokenFrame;

class TokenFrameTest {

    private final ReceiptProvince province = new ReceiptProvince();
    private final Digest digest = Digest.sha256(new byte[] {1});
    private final byte[] token = province.timeStamps.stamp(digest);

    @Test
    void takes_what_the_authority_gave() {
        assertThatCode(() -> check(token)).doesNotThrowAnyException();
    }

    @Test
    void refuses_it_with_any_one_bit_changed() {
        for (int bit = 0; bit < 8 * token.length; bit++) {
            byte[] changed = token.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> check(changed)).as("bit %d", bit).isInstanceOf(Refused.class);
        }
    }

    @Test
    void refuses_another_encoding_of_the_same() {
        // the outermost length left open and closed by two zeros, as BER allows
        byte[] open = new byte[token.length];
        System.arraycopy(token, 4, open, 2, token.length - 4);
        open[0] = 0x30;
        open[1] = (byte) 0x80;
        assertThatThrownBy(() -> check(open)).isInstanceOf(Refused.class).hasMessageContaining("frame");
    }

    private void check(byte[] stamp) {
        TokenFrame.check(stamp);
        TimeStamps.verify(stamp, digest, province.trust, province.directory().crls());
    }
}
