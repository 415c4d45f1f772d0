package vn.antin.seal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/**
 * Encrypts the parts of a document in chunks (AES-256-GCM): memory use is constant, the first bad chunk ends the
 * reading, and no unchecked byte is released.
 */
public final class ContentCipher {

    private static final int TAG = 16;

    private ContentCipher() {}

    /** Length of the ciphertext of a part with this length. */
    public static long encryptedLength(ContentParameters parameters, long plain) {
        long chunks = Math.max(1, (plain + parameters.chunkSize() - 1) / parameters.chunkSize());
        return plain + chunks * TAG;
    }

    /** Encrypts a part to its end; returns the bytes of ciphertext written. */
    public static long encrypt(
            byte[] contentKey, ContentParameters parameters, int part, InputStream plain, OutputStream cipher)
            throws IOException {
        PartKey key = PartKey.derive(contentKey, parameters, part);
        return chunks(key, parameters.chunkSize(), plain, cipher);
    }

    /**
     * Decrypts a part.
     *
     * @throws Refused at the first chunk that is changed, missing, moved, or from another part
     */
    public static long decrypt(
            byte[] contentKey, ContentParameters parameters, int part, InputStream cipher, OutputStream plain)
            throws IOException {
        return decrypted(contentKey, parameters, part, cipher, 0).transferTo(plain);
    }

    /**
     * The plain bytes of a part as a stream.
     *
     * @param cipher the ciphertext from the beginning of a chunk
     * @param chunk the number of that chunk, from 0
     */
    public static InputStream decrypted(
            byte[] contentKey, ContentParameters parameters, int part, InputStream cipher, int chunk) {
        PartKey key = PartKey.derive(contentKey, parameters, part);
        return new DecryptingStream(key, parameters.chunkSize() + TAG, cipher, chunk);
    }

    /** Offset of a chunk in the ciphertext. */
    public static long encryptedOffset(ContentParameters parameters, int chunk) {
        return (long) chunk * (parameters.chunkSize() + TAG);
    }

    public static byte[] encrypt(byte[] contentKey, ContentParameters parameters, int part, byte[] plain) {
        return inMemory(plain, (in, out) -> encrypt(contentKey, parameters, part, in, out));
    }

    public static byte[] decrypt(byte[] contentKey, ContentParameters parameters, int part, byte[] cipher) {
        return inMemory(cipher, (in, out) -> decrypt(contentKey, parameters, part, in, out));
    }

    /**
     * The last chunk is marked, so that a part cannot be cut at the end of a chunk; an empty part is one empty chunk.
     */
    private static long chunks(PartKey key, int size, InputStream from, OutputStream to) throws IOException {
        var in = new PushbackInputStream(from);
        byte[] chunk = new byte[size];
        byte[] done = new byte[size + TAG];
        long written = 0;
        boolean last = false;
        for (int counter = 0; !last; counter = Math.incrementExact(counter)) {
            int length = in.readNBytes(chunk, 0, size);
            last = isAtEnd(in);
            int out;
            try {
                out = key.cipher(Cipher.ENCRYPT_MODE, counter, last).doFinal(chunk, 0, length, done, 0);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("encrypting chunk " + counter, e);
            }
            to.write(done, 0, out);
            written += out;
        }
        return written;
    }

    private static boolean isAtEnd(PushbackInputStream in) throws IOException {
        int next = in.read();
        if (next >= 0) {
            in.unread(next);
        }
        return next < 0;
    }

    private static byte[] inMemory(byte[] from, Streaming work) {
        var out = new ByteArrayOutputStream(from.length + TAG);
        try {
            work.run(new ByteArrayInputStream(from), out);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
        return out.toByteArray();
    }

    private interface Streaming {
        long run(InputStream in, OutputStream out) throws IOException;
    }
}
