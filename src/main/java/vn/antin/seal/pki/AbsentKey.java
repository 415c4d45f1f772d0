package vn.antin.seal.pki;

import java.security.PrivateKey;
import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/** Stands for a private key that is on another machine: its certificate is here, and nothing signs with it here. */
public final class AbsentKey implements PrivateKey {

    private static final long serialVersionUID = 1L;

    private final String algorithm;

    public AbsentKey(PublicKey certified) {
        this.algorithm = certified.getAlgorithm();
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public @Nullable String getFormat() {
        return null;
    }

    @Override
    public byte @Nullable [] getEncoded() {
        return null;
    }
}
