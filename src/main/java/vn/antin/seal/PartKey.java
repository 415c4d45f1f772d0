package vn.antin.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The key and nonce prefix of one part, both derived from the content key (HKDF-SHA256), with the associated data of
 * its chunks. Not thread-safe.
 */
final class PartKey {

    private static final String ALGORITHM = "AES-256-GCM";
    private static final byte[] INFO = "antin part".getBytes(US_ASCII);
    private static final int KEY = 32;
    private static final int PREFIX = 7;
    private static final int TAG_BITS = 128;

    private final Cipher cipher;
    private final SecretKeySpec key;
    private final byte[] prefix;
    private final byte[] associatedData;

    private PartKey(byte[] derived, byte[] associatedData) {
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
        this.key = new SecretKeySpec(derived, 0, KEY, "AES");
        this.prefix = Arrays.copyOfRange(derived, KEY, KEY + PREFIX);
        this.associatedData = associatedData;
    }

    static PartKey derive(byte[] contentKey, ContentParameters parameters, int part) {
        if (contentKey.length != KEY || part < 0) {
            throw new Refused(Fault.DECRYPTION, "content key or part number");
        }
        byte[] number = ByteBuffer.allocate(Integer.BYTES).putInt(part).array();
        byte[] size = ByteBuffer.allocate(Integer.BYTES)
                .putInt(parameters.chunkSize())
                .array();
        var hkdf = new HKDFBytesGenerator(new SHA256Digest());
        byte[] info = ByteBuffer.allocate(INFO.length + number.length)
                .put(INFO)
                .put(number)
                .array();
        hkdf.init(new HKDFParameters(contentKey, parameters.contentId(), info));
        byte[] derived = new byte[KEY + PREFIX];
        hkdf.generateBytes(derived, 0, derived.length);
        byte[] associatedData = Digest.sha256(parameters.contentId(), number, size, ALGORITHM.getBytes(US_ASCII))
                .bytes();
        return new PartKey(derived, associatedData);
    }

    /** The cipher for one chunk: nonce = prefix, number of the chunk, last-chunk flag. */
    Cipher cipher(int mode, int counter, boolean last) throws GeneralSecurityException {
        byte[] nonce = ByteBuffer.allocate(PREFIX + Integer.BYTES + 1)
                .put(prefix)
                .putInt(counter)
                .put((byte) (last ? 1 : 0))
                .array();
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(associatedData);
        return cipher;
    }
}
