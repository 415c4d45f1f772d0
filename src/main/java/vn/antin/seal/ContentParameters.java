package vn.antin.seal;

import java.security.SecureRandom;
import java.util.HexFormat;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** The encryption parameters of a content: its random id, and the bytes of a chunk. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ContentParameters(byte[] contentId, int chunkSize) {

    public static final int ID_LENGTH = Digest.LENGTH;
    public static final int CHUNK_SIZE = 64 << 10;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SMALLEST_CHUNK = 1 << 10;
    private static final int LARGEST_CHUNK = 1 << 20;

    public ContentParameters {
        contentId = contentId.clone();
        if (contentId.length != ID_LENGTH || chunkSize < SMALLEST_CHUNK || chunkSize > LARGEST_CHUNK) {
            throw new Refused(Fault.DECRYPTION, "content id or chunk size");
        }
    }

    /** Parameters for a new content. */
    public static ContentParameters random() {
        byte[] id = new byte[ID_LENGTH];
        RANDOM.nextBytes(id);
        return new ContentParameters(id, CHUNK_SIZE);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(contentId) + "/" + chunkSize;
    }
}
