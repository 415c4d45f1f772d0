package vn.antin.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.antin.seal.Refusals.assertRefused;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.fault.Fault;

class ContentCipherTest {

    private static final int CHUNK = 1024;
    private static final int SEALED = CHUNK + 16;

    private final byte[] key = new byte[32];
    private final ContentParameters parameters =
            new ContentParameters(ContentParameters.random().contentId(), CHUNK);

    private static byte[] plain(int length) {
        byte[] plain = new byte[length];
        new Random(length).nextBytes(plain);
        return plain;
    }

    private byte[] encrypted(byte[] plain) {
        return ContentCipher.encrypt(key, parameters, 1, plain);
    }

    private void assertNotDecrypted(byte[] cipher) {
        assertRefused(Fault.DECRYPTION, () -> ContentCipher.decrypt(key, parameters, 1, cipher));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7})
    void what_was_encrypted_comes_out(int length) {
        byte[] cipher = encrypted(plain(length));

        assertThat(cipher).hasSize((int) ContentCipher.encryptedLength(parameters, length));
        assertThat(ContentCipher.decrypt(key, parameters, 1, cipher)).isEqualTo(plain(length));
    }

    @Test
    void a_flipped_bit_in_any_chunk_is_refused() {
        byte[] cipher = encrypted(plain(3 * CHUNK));
        for (int i = 0; i < cipher.length; i += 13) {
            byte[] changed = cipher.clone();
            changed[i] ^= 1;
            assertNotDecrypted(changed);
        }
    }

    @Test
    void a_cut_at_any_place_is_refused() {
        byte[] cipher = encrypted(plain(3 * CHUNK));
        for (int length = 0; length < cipher.length; length += 65) {
            assertNotDecrypted(Arrays.copyOf(cipher, length));
        }
        assertNotDecrypted(Arrays.copyOf(cipher, 2 * SEALED));
        assertNotDecrypted(Arrays.copyOf(cipher, cipher.length + 1));
    }

    @Test
    void chunks_moved_repeated_or_dropped_are_refused() {
        byte[] cipher = encrypted(plain(4 * CHUNK));

        byte[] swapped = cipher.clone();
        System.arraycopy(cipher, 0, swapped, SEALED, SEALED);
        System.arraycopy(cipher, SEALED, swapped, 0, SEALED);
        byte[] repeated = cipher.clone();
        System.arraycopy(cipher, 0, repeated, SEALED, SEALED);
        byte[] withoutFirst = Arrays.copyOfRange(cipher, SEALED, cipher.length);

        assertNotDecrypted(swapped);
        assertNotDecrypted(repeated);
        assertNotDecrypted(withoutFirst);
    }

    @Test
    void another_part_content_chunk_size_or_key_is_refused() {
        byte[] cipher = encrypted(plain(CHUNK));
        byte[] other = key.clone();
        other[31] = 1;

        assertRefused(Fault.DECRYPTION, () -> ContentCipher.decrypt(key, parameters, 2, cipher));
        assertRefused(Fault.DECRYPTION, () -> ContentCipher.decrypt(other, parameters, 1, cipher));
        assertRefused(
                Fault.DECRYPTION,
                () -> ContentCipher.decrypt(
                        key, new ContentParameters(ContentParameters.random().contentId(), CHUNK), 1, cipher));
        assertRefused(
                Fault.DECRYPTION,
                () -> ContentCipher.decrypt(key, new ContentParameters(parameters.contentId(), 2 * CHUNK), 1, cipher));
    }

    @Test
    void nothing_comes_out_of_the_chunk_that_is_bad_or_of_those_behind_it() {
        byte[] cipher = encrypted(plain(4 * CHUNK));
        cipher[2 * SEALED + 5] ^= 1;
        var out = new ByteArrayOutputStream();

        assertRefused(
                Fault.DECRYPTION,
                () -> ContentCipher.decrypt(key, parameters, 1, new ByteArrayInputStream(cipher), out));

        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(plain(4 * CHUNK), 2 * CHUNK));
    }

    @Test
    void the_same_plain_part_looks_different_each_time_and_in_each_place() {
        byte[] plain = plain(CHUNK);

        byte[] cipher = Arrays.copyOf(encrypted(plain), CHUNK);

        // without the tags: under one key and nonce they would be equal
        assertThat(ContentCipher.encrypt(key, parameters, 2, plain))
                .satisfies(other -> assertThat(Arrays.copyOf(other, CHUNK)).isNotEqualTo(cipher));
        assertThat(ContentCipher.encrypt(key, ContentParameters.random(), 1, plain))
                .satisfies(other -> assertThat(Arrays.copyOf(other, CHUNK)).isNotEqualTo(cipher));
    }

    @Test
    void parameters_that_would_cost_memory_are_refused() {
        byte[] id = parameters.contentId();

        assertRefused(Fault.DECRYPTION, () -> new ContentParameters(id, Integer.MAX_VALUE));
        assertRefused(Fault.DECRYPTION, () -> new ContentParameters(id, 0));
        assertRefused(Fault.DECRYPTION, () -> new ContentParameters(new byte[31], CHUNK));
        assertRefused(Fault.DECRYPTION, () -> ContentCipher.encrypt(new byte[16], parameters, 1, id));
    }

    @Test
    void a_part_of_any_size_passes_through_in_a_few_chunks_of_memory() throws IOException {
        long size = 64L << 20;
        var usual = ContentParameters.random();
        var counted = new Zeros(size);

        long written = ContentCipher.encrypt(key, usual, 0, counted, OutputStream.nullOutputStream());

        assertThat(written).isEqualTo(ContentCipher.encryptedLength(usual, size));
        assertThat(counted.largestRead).isLessThanOrEqualTo(ContentParameters.CHUNK_SIZE);
    }

    /** A stream of zeros that records the largest read. */
    private static final class Zeros extends InputStream {
        private long left;
        private int largestRead;

        Zeros(long left) {
            this.left = left;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            largestRead = Math.max(largestRead, length);
            int now = (int) Math.min(length, left);
            left -= now;
            return now == 0 ? -1 : now;
        }
    }
}
