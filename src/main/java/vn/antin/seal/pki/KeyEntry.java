package vn.antin.seal.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A private key, or a handle to one in a token, with its certificate and issuers. */
public interface KeyEntry {

    X509Certificate certificate();

    /** The certificate first, then its issuers; the anchor may be omitted. */
    List<X509Certificate> chain();

    PrivateKey key();

    /** A key in memory. */
    static KeyEntry of(PrivateKey key, X509Certificate certificate, X509Certificate... issuers) {
        return new InMemory(
                key,
                Stream.concat(Stream.of(certificate), Arrays.stream(issuers)).toList());
    }

    /** A key in memory; its toString reveals nothing of the key. */
    record InMemory(PrivateKey key, List<X509Certificate> chain) implements KeyEntry {

        public InMemory {
            chain = List.copyOf(chain);
            if (chain.isEmpty()) {
                throw new IllegalArgumentException("a key without a certificate");
            }
        }

        @Override
        public X509Certificate certificate() {
            return chain.get(0);
        }

        @Override
        public String toString() {
            return Certificates.name(certificate());
        }
    }
}
