package vn.antin.door.pdf;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;

/** A security provider whose keys are handles, as those of PKCS#11 are: no other provider can sign with them. */
final class TokenProvider extends Provider {

    private static final long serialVersionUID = 1L;

    private int used;

    TokenProvider() {
        super("Token", "1", "keys that stay inside");
        putService(new Service(this, "Signature", "SHA256withECDSA", Signing.class.getName(), null, null) {
            @Override
            public Object newInstance(Object parameter) {
                return new Signing(TokenProvider.this);
            }
        });
    }

    /** Stores a key and returns a handle that reveals nothing of it. */
    PrivateKey keep(PrivateKey key) {
        return new Handle(key);
    }

    /** Number of signatures by its keys. */
    int used() {
        return used;
    }

    private static final class Handle implements PrivateKey {

        private static final long serialVersionUID = 1L;

        private final transient PrivateKey inside;

        Handle(PrivateKey inside) {
            this.inside = inside;
        }

        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        @SuppressWarnings("NullAway") // as the contract of keys without an encoding says
        public String getFormat() {
            return null;
        }

        @Override
        @SuppressWarnings("NullAway")
        public byte[] getEncoded() {
            return null;
        }
    }

    private static final class Signing extends SignatureSpi {

        private final TokenProvider token;
        private final Signature real;

        Signing(TokenProvider token) {
            this.token = token;
            try {
                this.real = Signature.getInstance("SHA256withECDSA", "SunEC");
            } catch (NoSuchAlgorithmException | java.security.NoSuchProviderException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
            if (!(key instanceof Handle handle)) {
                throw new InvalidKeyException("not of this token");
            }
            real.initSign(handle.inside);
        }

        @Override
        protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
            throw new InvalidKeyException("signs only");
        }

        @Override
        protected void engineUpdate(byte one) throws SignatureException {
            real.update(one);
        }

        @Override
        protected void engineUpdate(byte[] bytes, int from, int length) throws SignatureException {
            real.update(bytes, from, length);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            token.used++;
            return real.sign();
        }

        @Override
        protected boolean engineVerify(byte[] signature) {
            return false;
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new UnsupportedOperationException(name);
        }
    }
}
