package vn.antin.seal.pki;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStore.PasswordProtection;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.KeyStoreException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.spec.PBEParameterSpec;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The keys of a node in one PKCS#12 file, one key for each purpose, under the purpose's name. Of a key in a token the
 * file holds the certificate, and that of its issuer, alone; of a key on another machine the certificate.
 */
public final class Pkcs12Keys implements Keys {

    private static final String PBES2 = "PBEWithHmacSHA256AndAES_256";
    /** The platform's setting, which also applies to the certificates and the MAC. */
    private static final int ITERATIONS = Integer.getInteger("keystore.pkcs12.keyPbeIterationCount", 10_000);

    private static final int MAX_BYTES = 1 << 20;
    private static final String ISSUER = "-issuer";
    private static final String ABSENT = "-absent";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private final Map<Purpose, KeyEntry> entries;

    private Pkcs12Keys(Path file, Map<Purpose, KeyEntry> entries) {
        this.file = file;
        this.entries = entries;
    }

    /** Reads all keys of a file that names none in a token. */
    public static Pkcs12Keys open(Path file, char[] pin) {
        return open(file, pin, null);
    }

    /**
     * Reads all keys at once and checks that each belongs to its certificate; the PIN is not kept.
     *
     * @param token that holds the keys of which the file has the certificate alone; it is not asked for them yet
     * @throws Refused TOKEN_NOT_SET for such a key without a token
     */
    public static Pkcs12Keys open(Path file, char[] pin, @Nullable Token token) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new Refused(Fault.KEYS_UNREADABLE, file.toString());
            }
            byte[] bytes = Files.readAllBytes(file);
            Pkcs12Cost.check(bytes);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), pin);
            return new Pkcs12Keys(file, entries(store, pin, token));
        } catch (NoSuchFileException e) {
            throw new Refused(Fault.FILE_MISSING, e, file.toString());
        } catch (Refused e) {
            throw e;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new Refused(Fault.KEYS_UNREADABLE, e, file.toString());
        }
    }

    /** Writes the keys atomically, readable by the owner only; the PIN must be ASCII. */
    public static void write(Path file, char[] pin, Map<Purpose, KeyEntry> entries) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Map.Entry<Purpose, KeyEntry> each : entries.entrySet()) {
                X509Certificate[] chain = each.getValue().chain().toArray(X509Certificate[]::new);
                if (each.getValue().key() instanceof AbsentKey) {
                    store.setCertificateEntry(alias(each.getKey()) + ABSENT, chain[0]);
                    continue;
                }
                if (each.getValue().key() instanceof TokenKey) {
                    store.setCertificateEntry(alias(each.getKey()), chain[0]);
                    for (int i = 1; i < chain.length; i++) {
                        store.setCertificateEntry(alias(each.getKey()) + ISSUER + i, chain[i]);
                    }
                    continue;
                }
                store.setEntry(
                        alias(each.getKey()),
                        new PrivateKeyEntry(each.getValue().key(), chain),
                        sealed(pin));
            }
            var bytes = new ByteArrayOutputStream();
            store.store(bytes, pin);
            PrivateFile.write(file, bytes.toByteArray());
        } catch (IOException | GeneralSecurityException e) {
            throw new Refused(Fault.KEYS_UNREADABLE, e, file.toString());
        }
    }

    @Override
    public KeyEntry of(Purpose purpose) {
        KeyEntry entry = entries.get(purpose);
        if (entry == null) {
            throw new Refused(Fault.KEYS_UNREADABLE, file.toString(), alias(purpose));
        }
        return entry;
    }

    private static Map<Purpose, KeyEntry> entries(KeyStore store, char[] pin, @Nullable Token token)
            throws GeneralSecurityException {
        Map<Purpose, KeyEntry> entries = new EnumMap<>(Purpose.class);
        for (String alias : Collections.list(store.aliases())) {
            if (alias.contains(ISSUER)) {
                continue;
            }
            if (alias.endsWith(ABSENT)) {
                entries.put(purpose(alias.substring(0, alias.length() - ABSENT.length())), absent(store, alias));
                continue;
            }
            Purpose purpose = purpose(alias);
            if (store.isCertificateEntry(alias)) {
                if (token == null) {
                    throw new Refused(Fault.TOKEN_NOT_SET, alias);
                }
                entries.put(purpose, inToken(store, alias, token));
                continue;
            }
            if (!(store.getEntry(alias, new PasswordProtection(pin)) instanceof PrivateKeyEntry entry)) {
                throw new IllegalArgumentException(alias + " is not a key");
            }
            List<X509Certificate> chain = Arrays.stream(entry.getCertificateChain())
                    .map(X509Certificate.class::cast)
                    .toList();
            KeyPairs.checkMatch(entry.getPrivateKey(), chain.get(0).getPublicKey());
            entries.put(purpose, new KeyEntry.InMemory(SealCrypto.forSigning(entry.getPrivateKey()), chain));
        }
        return entries;
    }

    private static Purpose purpose(String alias) {
        return Purpose.valueOf(alias.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static KeyEntry absent(KeyStore store, String alias) throws KeyStoreException {
        X509Certificate certificate = (X509Certificate) store.getCertificate(alias);
        return KeyEntry.of(new AbsentKey(certificate.getPublicKey()), certificate);
    }

    private static KeyEntry inToken(KeyStore store, String alias, Token token) throws KeyStoreException {
        List<X509Certificate> chain = new ArrayList<>();
        chain.add((X509Certificate) store.getCertificate(alias));
        for (int i = 1; store.getCertificate(alias + ISSUER + i) instanceof X509Certificate issuer; i++) {
            chain.add(issuer);
        }
        return new KeyEntry.InMemory(new TokenKey(token, chain.get(0).getPublicKey()), chain);
    }

    private static PasswordProtection sealed(char[] pin) {
        byte[] salt = new byte[20];
        RANDOM.nextBytes(salt);
        return new PasswordProtection(pin, PBES2, new PBEParameterSpec(salt, ITERATIONS));
    }

    private static String alias(Purpose purpose) {
        return purpose.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
