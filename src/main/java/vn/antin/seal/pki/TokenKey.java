package vn.antin.seal.pki;

import java.io.ByteArrayOutputStream;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A private key that stays in a token. The handle is good for as long as the process runs, whether the token is there or
 * not; only a signature needs the token.
 */
public record TokenKey(Token token, PublicKey publicKey) implements PrivateKey {

    private static final long serialVersionUID = 1L;

    /** Signatures with such keys. Never registered: {@link SealCrypto#forKey} names it. */
    static final Provider PROVIDER = new TokenProvider();

    @Override
    public String getAlgorithm() {
        return publicKey.getAlgorithm();
    }

    /** Null: it cannot be read. */
    @Override
    public @Nullable String getFormat() {
        return null;
    }

    /** Null: it cannot be read. */
    @Override
    public byte @Nullable [] getEncoded() {
        return null;
    }

    @Override
    public String toString() {
        return "key in token " + token.label();
    }

    private static final class TokenProvider extends Provider {

        private static final long serialVersionUID = 1L;

        TokenProvider() {
            super("AntinToken", "1", "signatures in PKCS#11 tokens");
            for (String algorithm :
                    List.of("SHA256withECDSA", "SHA256withECDSAinP1363Format", "SHA256withRSA", "RSASSA-PSS")) {
                putService(new TokenService(this, algorithm));
            }
        }
    }

    private static final class TokenService extends Provider.Service {

        TokenService(Provider owner, String algorithm) {
            super(owner, "Signature", algorithm, TokenSignature.class.getName(), null, null);
        }

        @Override
        public Object newInstance(@Nullable Object parameter) {
            return new TokenSignature(getAlgorithm());
        }
    }

    /** Collects what is signed, which is a few kilobytes, and has the token sign it in one call. */
    private static final class TokenSignature extends SignatureSpi {

        private final String algorithm;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private @Nullable TokenKey key;
        private @Nullable AlgorithmParameterSpec parameters;

        TokenSignature(String algorithm) {
            this.algorithm = algorithm;
        }

        @Override
        protected void engineInitVerify(PublicKey unused) throws InvalidKeyException {
            throw new InvalidKeyException("a token only signs here");
        }

        @Override
        protected void engineInitSign(PrivateKey handle) throws InvalidKeyException {
            if (!(handle instanceof TokenKey known)) {
                throw new InvalidKeyException("not a key in a token");
            }
            key = known;
            bytes.reset();
        }

        @Override
        protected void engineUpdate(byte one) {
            bytes.write(one);
        }

        @Override
        protected void engineUpdate(byte[] more, int from, int length) {
            bytes.write(more, from, length);
        }

        @Override
        protected byte[] engineSign() {
            TokenKey known = Objects.requireNonNull(key, "initialized");
            byte[] content = bytes.toByteArray();
            bytes.reset();
            return known.token().sign(algorithm, parameters, known.publicKey(), content);
        }

        @Override
        protected boolean engineVerify(byte[] value) {
            throw new UnsupportedOperationException("a token only signs here");
        }

        @Override
        protected void engineSetParameter(AlgorithmParameterSpec given) {
            parameters = given;
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new InvalidParameterException(name);
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new InvalidParameterException(name);
        }
    }
}
