package vn.antin.door.webhook;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signing keys of one webhook by the Standard Webhooks specification: a shared secret ({@code v1}, HMAC-SHA256) and
 * a key pair ({@code v1a}, Ed25519).
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SigningKey(byte[] secret, byte[] seed, byte[] shown) {

    static final int LENGTH = 32;
    private static final String CURVE = "Ed25519";
    private static final SecureRandom RANDOM = new SecureRandom();

    public static SigningKey generate() {
        byte[] secret = new byte[LENGTH];
        RANDOM.nextBytes(secret);
        try {
            KeyPair pair = KeyPairGenerator.getInstance(CURVE).generateKeyPair();
            byte[] spki = pair.getPublic().getEncoded();
            byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            return new SigningKey(secret, seed, Arrays.copyOfRange(spki, spki.length - LENGTH, spki.length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(CURVE, e);
        }
    }

    /** The secret in the form that receivers' libraries take. */
    public String secretText() {
        return "whsec_" + Base64.getEncoder().encodeToString(secret);
    }

    /** The public key in the form that receivers' libraries take. */
    public String publicText() {
        return publicText(shown);
    }

    static String publicText(byte[] shown) {
        return "whpk_" + Base64.getEncoder().encodeToString(shown);
    }

    /** Both signatures of one message, as the header {@code webhook-signature} has them. */
    public String sign(String id, long timestamp, byte[] body) {
        byte[] signed = signed(id, timestamp, body);
        try {
            PrivateKey key = KeyFactory.getInstance(CURVE)
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
            Signature signature = Signature.getInstance(CURVE);
            signature.initSign(key);
            signature.update(signed);
            Base64.Encoder base64 = Base64.getEncoder();
            return shared(secret, id, timestamp, body) + " v1a," + base64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a signature of a webhook", e);
        }
    }

    /** The signature by a shared secret alone, for a receiver without the public key. */
    static String shared(byte[] secret, String id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed(id, timestamp, body)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a signature of a webhook", e);
        }
    }

    private static byte[] signed(String id, long timestamp, byte[] body) {
        byte[] head = (id + "." + timestamp + ".").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .array();
    }

    @Override
    public String toString() {
        return "SigningKey[" + publicText() + "]";
    }
}
