package vn.antin.seal.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Generates key pairs and certification requests (PKCS#10). */
public final class KeyPairs {

    private KeyPairs() {}

    public static KeyPair generate(KeyAlgorithm algorithm) {
        try {
            if (algorithm == KeyAlgorithm.RSA_2048) {
                KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
                rsa.initialize(2048);
                return rsa.generateKeyPair();
            }
            KeyPairGenerator ec = KeyPairGenerator.getInstance("EC", SealCrypto.PROVIDER);
            ec.initialize(new ECGenParameterSpec("secp256r1"));
            return ec.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform makes RSA keys, and Bouncy Castle P-256 keys", e);
        }
    }

    /**
     * The same in a token.
     *
     * @param token null for a pair in memory
     */
    public static KeyPair generate(@Nullable Token token, KeyAlgorithm algorithm) {
        return token == null ? generate(algorithm) : token.generate(algorithm);
    }

    /** Reads an encoded public key (X.509). */
    public static PublicKey readPublic(String algorithm, byte[] encoded) {
        try {
            return factory(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new Refused(Fault.KEYS_UNREADABLE, e, algorithm);
        }
    }

    /** Reads an encoded private key (PKCS #8). */
    public static PrivateKey readPrivate(String algorithm, byte[] encoded) {
        try {
            return factory(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new Refused(Fault.KEYS_UNREADABLE, e, algorithm);
        }
    }

    private static KeyFactory factory(String algorithm) throws GeneralSecurityException {
        return algorithm.equals("RSA")
                ? KeyFactory.getInstance("RSA")
                : KeyFactory.getInstance("EC", SealCrypto.PROVIDER);
    }

    /** A request in DER, signed by its own key. */
    public static byte[] request(KeyPair keys, String commonName) {
        try {
            var name = new X500NameBuilder(BCStyle.INSTANCE)
                    .addRDN(BCStyle.CN, commonName)
                    .build();
            return new JcaPKCS10CertificationRequestBuilder(name, keys.getPublic())
                    .build(signer(keys.getPrivate()))
                    .getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException("encoding in memory", e);
        }
    }

    /** The key of a request, after checking that its sender holds the private half. */
    public static PublicKey checkRequest(byte[] der) {
        try {
            var request = new JcaPKCS10CertificationRequest(der);
            PublicKey key = Certificates.publicKey(request.getSubjectPublicKeyInfo());
            AllowedAlgorithms.check(key);
            var verifiers = new JcaContentVerifierProviderBuilder();
            Provider provider = SealCrypto.forKey(key);
            if (provider != null) {
                verifiers.setProvider(provider);
            }
            if (!request.isSignatureValid(verifiers.build(key))) {
                throw new Refused(Fault.SEAL_SIGNATURE, "PKCS#10");
            }
            return key;
        } catch (Refused e) {
            throw e;
        } catch (IOException | PKCSException | OperatorCreationException | RuntimeException e) {
            throw new Refused(Fault.SEAL_STRUCTURE, e, "PKCS#10");
        }
    }

    /** Checks that a private key belongs to this public key, by signing and verifying. */
    static void checkMatch(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        byte[] word = {'a', 'n', 't', 'i', 'n'};
        Signature signer = signature(key);
        signer.initSign(key);
        signer.update(word);
        Signature verifier = signature(certified);
        verifier.initVerify(certified);
        verifier.update(word);
        if (!verifier.verify(signer.sign())) {
            throw new SignatureException("a key with the certificate of another");
        }
    }

    private static Signature signature(Key key) throws GeneralSecurityException {
        Provider provider = SealCrypto.forKey(key);
        String name = signatureName(key);
        return provider == null ? Signature.getInstance(name) : Signature.getInstance(name, provider);
    }

    /** A signer for certificates, lists and requests: SHA-256 with the key's own algorithm. */
    public static ContentSigner signer(PrivateKey key) {
        var signer = new JcaContentSignerBuilder(signatureName(key));
        Provider provider = SealCrypto.forKey(key);
        if (provider != null) {
            signer.setProvider(provider);
        }
        try {
            return signer.build(key);
        } catch (OperatorCreationException e) {
            throw new Refused(Fault.KEYS_UNREADABLE, e, key.getAlgorithm());
        }
    }

    public static String signatureName(Key key) {
        return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    }
}
