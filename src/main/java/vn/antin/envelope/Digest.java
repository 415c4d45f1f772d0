package vn.antin.envelope;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** A SHA-256 digest: 32 bytes, shown as 64 hexadecimal digits, compared in constant time. */
public final class Digest {

    public static final int LENGTH = 32;

    private final byte[] bytes;

    private Digest(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new Refused(Fault.DIGEST_FORM, Integer.toString(bytes.length));
        }
        this.bytes = bytes;
    }

    public static Digest of(byte[] digest) {
        return new Digest(digest.clone());
    }

    /**
     * Reads 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Digest ofHex(String hex) {
        try {
            return new Digest(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            throw new Refused(Fault.DIGEST_FORM, e, hex);
        }
    }

    public static Digest sha256(byte[]... pieces) {
        MessageDigest sha = newSha256();
        for (byte[] piece : pieces) {
            sha.update(piece);
        }
        return new Digest(sha.digest());
    }

    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Updates another digest without the copy that {@link #bytes} makes. */
    public void addTo(MessageDigest sha) {
        sha.update(bytes);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * Reads base64.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Digest ofBase64(String base64) {
        return new Digest(Base64.getDecoder().decode(base64));
    }

    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && MessageDigest.isEqual(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
