package vn.antin.seal.pki;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/**
 * A PKCS#11 token, by the platform's SunPKCS11. Its keys are made in it, sign in it and never leave it. Only the
 * signature itself is the token's: digests of documents, encryption and TLS stay in the process.
 *
 * <p>The platform finds a key in a token only beside a certificate with the same id. A key made here therefore gets a
 * certificate signed by itself that means nothing; the certificate by which others know the key is in the PKCS#12 file.
 */
public final class Token {

    /**
     * Where a token is.
     *
     * @param library of the token's maker
     * @param slot its id; null for the first slot that holds a token
     * @param label by which people know it
     */
    public record TokenPlace(Path library, @Nullable Long slot, String label) {}

    private static final Map<TokenPlace, Token> ALL = new ConcurrentHashMap<>();

    /** After a failure all callers are answered at once for this long, so that a dead token does not hold threads. */
    private static final Duration AGAIN = Duration.ofSeconds(2);

    /** A token that signed within this time is there. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private static final X500Name NOBODY = new X500Name("CN=key of Antin in a token");
    private static final Instant FAR = Instant.parse("9999-12-31T23:59:59Z");
    private static final Logger log = LoggerFactory.getLogger(Token.class);

    private final TokenPlace place;
    private final Supplier<char[]> pin;
    private final Map<Digest, PrivateKey> handles = new ConcurrentHashMap<>();
    private @Nullable Provider provider;
    private @Nullable Digest refusedPin;
    private volatile @Nullable TokenFailure failure;
    private volatile long signed = System.nanoTime() - FRESH.toNanos();

    /** A failed use, at a time of {@link System#nanoTime}. */
    private record TokenFailure(Fault fault, long at) {}

    private Token(TokenPlace place, Supplier<char[]> pin) {
        this.place = place;
        this.pin = pin;
    }

    /**
     * The token of this place, opened at its first use. There is one for the whole process, as the library allows.
     *
     * @param pin read at each login and not kept
     */
    public static Token of(TokenPlace place, Supplier<char[]> pin) {
        return ALL.computeIfAbsent(place, asked -> new Token(asked, pin));
    }

    public String label() {
        return place.label();
    }

    /**
     * Makes a key pair that stays in the token; durable when it returns. A crash before its caller has written its
     * public key down leaves a key that nobody uses.
     *
     * @throws Refused TOKEN_LIBRARY, TOKEN_PIN or TOKEN_ABSENT
     */
    public synchronized KeyPair generate(KeyAlgorithm algorithm) {
        try {
            KeyStore store = open();
            Provider used = Objects.requireNonNull(provider);
            KeyPairGenerator generator =
                    KeyPairGenerator.getInstance(algorithm == KeyAlgorithm.RSA_2048 ? "RSA" : "EC", used);
            if (algorithm == KeyAlgorithm.RSA_2048) {
                generator.initialize(2048);
            } else {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            KeyPair made = generator.generateKeyPair();
            PublicKey key = inMemory(made.getPublic());
            String alias = "antin-" + shortDigest(key);
            Certificate[] chain = {unnamed(key, made.getPrivate(), used)};
            store.setKeyEntry(alias, made.getPrivate(), null, chain);
            return new KeyPair(key, new TokenKey(this, key));
        } catch (GeneralSecurityException | IOException | OperatorCreationException | ProviderException e) {
            throw new Refused(Fault.TOKEN_ABSENT, e, label());
        }
    }

    /**
     * A key that was made in the token by other means, beside a certificate of whatever kind.
     *
     * @throws Refused TOKEN_KEY without one of that label; TOKEN_LIBRARY, TOKEN_PIN or TOKEN_ABSENT
     */
    public synchronized KeyPair find(String alias) {
        try {
            KeyStore store = open();
            if (!store.isKeyEntry(alias)) {
                throw new Refused(Fault.TOKEN_KEY, label());
            }
            PublicKey key = inMemory(store.getCertificate(alias).getPublicKey());
            return new KeyPair(key, new TokenKey(this, key));
        } catch (GeneralSecurityException | ProviderException e) {
            throw new Refused(Fault.TOKEN_ABSENT, e, label());
        }
    }

    /** Removes a key for good; nothing happens when it is not there. */
    public synchronized void remove(PublicKey key) {
        try {
            KeyStore store = open();
            Optional<String> alias = alias(store, key);
            if (alias.isPresent()) {
                store.deleteEntry(alias.get());
            }
            handles.remove(digest(key));
        } catch (Refused away) {
            throw new TryLater(away.fault(), label());
        } catch (GeneralSecurityException | ProviderException e) {
            throw new TryLater(Fault.TOKEN_ABSENT, label());
        }
    }

    /**
     * Checks at a start that the token has this key and signs with it.
     *
     * @throws Refused TOKEN_LIBRARY, TOKEN_PIN, TOKEN_ABSENT or TOKEN_KEY
     */
    public void check(PublicKey key) {
        failure = null;
        try {
            KeyPairs.checkMatch(new TokenKey(this, key), key);
        } catch (TryLater later) {
            throw new Refused(later.fault(), later, later.detail());
        } catch (GeneralSecurityException e) {
            throw new Refused(Fault.TOKEN_KEY, e, label());
        }
    }

    /** What is wrong with the token now; one that was not used for some seconds is tried. */
    public Optional<Fault> trouble(PublicKey key) {
        if (failure == null && System.nanoTime() - signed < FRESH.toNanos()) {
            return Optional.empty();
        }
        try {
            KeyPairs.checkMatch(new TokenKey(this, key), key);
            return Optional.empty();
        } catch (TryLater later) {
            return Optional.of(later.fault());
        } catch (GeneralSecurityException e) {
            return Optional.of(Fault.TOKEN_KEY);
        }
    }

    /**
     * Signs in the token. When that fails, the key is looked for anew once, for its session may have ended.
     *
     * @param parameters null for none
     * @throws TryLater TOKEN_LIBRARY, TOKEN_PIN, TOKEN_ABSENT or TOKEN_KEY: it may be put back
     */
    byte[] sign(String algorithm, @Nullable AlgorithmParameterSpec parameters, PublicKey key, byte[] bytes) {
        TokenFailure last = failure;
        if (last != null && System.nanoTime() - last.at() < AGAIN.toNanos()) {
            throw new TryLater(last.fault(), label());
        }
        Digest digest = digest(key);
        PrivateKey known = handles.get(digest);
        if (known != null) {
            try {
                return done(signOnce(algorithm, parameters, known, bytes));
            } catch (GeneralSecurityException | ProviderException e) {
                handles.remove(digest, known);
                log.info("token {}: the key is looked for again after {}", label(), e.toString());
            }
        }
        try {
            return done(signOnce(algorithm, parameters, load(key, digest), bytes));
        } catch (Refused refused) {
            throw failed(refused.fault(), refused.values().get(0), refused);
        } catch (GeneralSecurityException | ProviderException e) {
            handles.remove(digest);
            throw failed(Fault.TOKEN_ABSENT, label(), e);
        }
    }

    private byte[] done(byte[] value) {
        signed = System.nanoTime();
        if (failure != null) {
            failure = null;
            log.info("token {} signs again", label());
        }
        return value;
    }

    private TryLater failed(Fault fault, String subject, Exception cause) {
        if (failure == null) {
            log.warn("token {} does not sign: {} {}", label(), fault.code(), cause.toString());
        }
        failure = new TokenFailure(fault, System.nanoTime());
        return new TryLater(fault, subject);
    }

    private byte[] signOnce(
            String algorithm, @Nullable AlgorithmParameterSpec parameters, PrivateKey handle, byte[] bytes)
            throws GeneralSecurityException {
        Signature signer = Signature.getInstance(algorithm, currentProvider());
        signer.initSign(handle);
        if (parameters != null) {
            signer.setParameter(parameters);
        }
        signer.update(bytes);
        return signer.sign();
    }

    private synchronized Provider currentProvider() {
        return Objects.requireNonNull(provider, "a handle comes from an open token");
    }

    private synchronized PrivateKey load(PublicKey key, Digest digest) throws GeneralSecurityException {
        PrivateKey known = handles.get(digest);
        if (known != null) {
            return known; // another caller found it meanwhile
        }
        KeyStore store = open();
        String alias = alias(store, key).orElseThrow(() -> new Refused(Fault.TOKEN_KEY, label()));
        PrivateKey handle = (PrivateKey) store.getKey(alias, null);
        handles.put(digest, handle);
        return handle;
    }

    private static Optional<String> alias(KeyStore store, PublicKey key) throws GeneralSecurityException {
        Digest wanted = digest(key);
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)
                    && digest(store.getCertificate(alias).getPublicKey()).equals(wanted)) {
                return Optional.of(alias);
            }
        }
        return Optional.empty();
    }

    /** Logs in where that is needed, and reads which keys are there. */
    private KeyStore open() {
        Provider used = provider;
        if (used == null) {
            used = configured();
            provider = used;
        }
        if (used.getService("KeyStore", "PKCS11") == null) {
            throw new Refused(Fault.TOKEN_ABSENT, label()); // the platform looks for it and adds the service again
        }
        char[] word = pin.get();
        Digest known = Digest.sha256(new String(word).getBytes(UTF_8));
        Digest refused = refusedPin;
        if (refused != null && refused.equals(known)) {
            throw new Refused(Fault.TOKEN_PIN, label()); // a token locks itself after a few wrong ones
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS11", used);
            store.load(null, word);
            refusedPin = null;
            return store;
        } catch (IOException | GeneralSecurityException | ProviderException e) {
            if (causes(e).anyMatch(cause -> String.valueOf(cause.getMessage()).contains("CKR_PIN"))) {
                refusedPin = known;
                throw new Refused(Fault.TOKEN_PIN, e, label());
            }
            throw new Refused(Fault.TOKEN_ABSENT, e, label());
        } finally {
            Arrays.fill(word, ' ');
        }
    }

    private Provider configured() {
        Provider platform = Security.getProvider("SunPKCS11");
        if (platform == null || !Files.isRegularFile(place.library())) {
            throw new Refused(Fault.TOKEN_LIBRARY, place.library().toString());
        }
        Long slot = place.slot();
        String settings = """
                --name = antin
                library = "%s"
                %s
                attributes(generate, CKO_PRIVATE_KEY, *) = {
                  CKA_TOKEN = true
                  CKA_PRIVATE = true
                  CKA_SENSITIVE = true
                  CKA_EXTRACTABLE = false
                  CKA_SIGN = true
                }
                """.formatted(
                        place.library().toString().replace("\\", "\\\\"),
                        slot == null ? "slotListIndex = 0" : "slot = " + slot);
        try {
            return platform.configure(settings);
        } catch (RuntimeException e) {
            // The platform wraps what the library says; without such an answer there is no usable library.
            boolean answered = causes(e)
                    .anyMatch(cause -> String.valueOf(cause.getMessage()).contains("CKR_"));
            throw answered
                    ? new Refused(Fault.TOKEN_ABSENT, e, label())
                    : new Refused(Fault.TOKEN_LIBRARY, e, place.library().toString());
        }
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }

    private static PublicKey inMemory(PublicKey key) {
        return Certificates.publicKey(SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    }

    private static Digest digest(PublicKey key) {
        return Digest.sha256(key.getEncoded());
    }

    private static String shortDigest(PublicKey key) {
        return digest(key).hex().substring(0, 16);
    }

    private static X509Certificate unnamed(PublicKey key, PrivateKey handle, Provider used)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        var certificate = new X509v3CertificateBuilder(
                NOBODY,
                new BigInteger(1, HexFormat.of().parseHex(digest(key).hex())).shiftRight(128),
                Date.from(Instant.EPOCH),
                Date.from(FAR),
                NOBODY,
                SubjectPublicKeyInfo.getInstance(key.getEncoded()));
        var signer = new JcaContentSignerBuilder(KeyPairs.signatureName(key)).setProvider(used);
        byte[] der = certificate.build(signer.build(handle)).getEncoded();
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
