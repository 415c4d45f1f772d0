package vn.antin.seal;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** A stream of the plain bytes of a part; it releases no byte of an unchecked chunk. */
final class DecryptingStream extends InputStream {

    private final PartKey key;
    private final PushbackInputStream in;
    private final byte[] chunk;
    private final byte[] plain;
    private int plainLength;
    private int at;
    private int counter;
    private boolean last;

    /**
     * Begins at the start of a chunk.
     *
     * @param counter number of that chunk
     */
    DecryptingStream(PartKey key, int chunkBytes, InputStream cipher, int counter) {
        this.key = key;
        this.in = new PushbackInputStream(cipher);
        this.chunk = new byte[chunkBytes];
        // As large as the input: with a smaller buffer the JDK fails with an internal error on input shorter than a
        // tag.
        this.plain = new byte[chunkBytes];
        this.counter = counter;
    }

    @Override
    public int read() throws IOException {
        return fill() ? plain[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int some = Math.min(count, plainLength - at);
        System.arraycopy(plain, at, bytes, from, some);
        at += some;
        return some;
    }

    private boolean fill() throws IOException {
        while (at == plainLength && !last) {
            int length = in.readNBytes(chunk, 0, chunk.length);
            int next = in.read();
            last = next < 0;
            if (!last) {
                in.unread(next);
            }
            try {
                plainLength = key.cipher(Cipher.DECRYPT_MODE, counter, last).doFinal(chunk, 0, length, plain, 0);
            } catch (GeneralSecurityException e) {
                throw new Refused(Fault.DECRYPTION, e, "chunk " + counter);
            }
            at = 0;
            counter = Math.incrementExact(counter);
        }
        return at < plainLength;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
