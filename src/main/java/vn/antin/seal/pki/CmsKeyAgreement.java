package vn.antin.seal.pki;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jcajce.spec.UserKeyingMaterialSpec;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;

/**
 * ECDH with the key derivation of CMS (dhSinglePass-stdDH-sha256kdf-scheme, RFC 5753): the key is SHA-256 over the
 * shared secret, the counter 1 and the ECC-CMS-SharedInfo that the caller passes as keying material. One block of the
 * derivation is a key of 256 bits.
 */
final class CmsKeyAgreement extends KeyAgreementSpi {

    private static final byte[] COUNTER = {0, 0, 0, 1};

    private final KeyAgreement ecdh;
    private byte[] sharedInfo = {};

    CmsKeyAgreement(Provider provider) {
        try {
            this.ecdh = KeyAgreement.getInstance("ECDH", provider);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the native provider has ECDH", e);
        }
    }

    @Override
    protected void engineInit(Key key, @Nullable SecureRandom random) throws InvalidKeyException {
        throw new InvalidKeyException("the keying material is missing");
    }

    @Override
    protected void engineInit(Key key, AlgorithmParameterSpec parameters, @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (!(parameters instanceof UserKeyingMaterialSpec material)) {
            throw new InvalidAlgorithmParameterException("the keying material is missing");
        }
        sharedInfo = material.getUserKeyingMaterial();
        ecdh.init(key);
    }

    @Override
    protected @Nullable Key engineDoPhase(Key key, boolean lastPhase) throws InvalidKeyException {
        return ecdh.doPhase(key, lastPhase);
    }

    @Override
    protected byte[] engineGenerateSecret() {
        byte[] secret = ecdh.generateSecret();
        try {
            return Digest.sha256(secret, COUNTER, sharedInfo).bytes();
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    @Override
    protected int engineGenerateSecret(byte[] secret, int offset) {
        byte[] key = engineGenerateSecret();
        System.arraycopy(key, 0, secret, offset, key.length);
        return key.length;
    }

    @Override
    protected SecretKey engineGenerateSecret(String algorithm) {
        return new SecretKeySpec(engineGenerateSecret(), algorithm);
    }
}
