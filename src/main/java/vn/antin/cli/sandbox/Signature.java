package vn.antin.cli.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a message of Standard Webhooks is signed with: HMAC-SHA256, version {@code v1}. */
final class Signature {

    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int LENGTH = 32;

    private final byte[] key;

    private Signature(byte[] key) {
        this.key = key;
    }

    static Signature random() {
        byte[] key = new byte[LENGTH];
        new SecureRandom().nextBytes(key);
        return new Signature(key);
    }

    /** With the secret as receivers keep it. */
    static Signature of(String secret) {
        return new Signature(Base64.getDecoder().decode(secret.substring(PREFIX.length())));
    }

    /** The secret as receivers keep it. */
    String secret() {
        return PREFIX + Base64.getEncoder().encodeToString(key);
    }

    /** The header {@code webhook-signature} of one message. */
    String of(String id, long timestamp, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            byte[] signed = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
