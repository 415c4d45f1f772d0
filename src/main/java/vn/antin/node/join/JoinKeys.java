package vn.antin.node.join;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.PrivateFile;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Token;
import vn.antin.seal.pki.TokenKey;

/**
 * The keys of a node that is about to join, in a file from before it asks until it has all its answer: the hub takes a
 * node in with one set of keys only, and its answer may be lost.
 */
final class JoinKeys {

    /** In place of the private key: it is in the token. */
    private static final String IN_TOKEN = "token";

    private static final Set<Purpose> SEALING = Set.of(Purpose.SEAL, Purpose.DIRECTORY, Purpose.TIME_STAMP);

    private final Path file;
    private final @Nullable Token token;

    /** @param token in which the seal key is made; null for none */
    JoinKeys(Path folder, @Nullable Token token) {
        this(folder, "keys", token);
    }

    /** The same for keys of another name. */
    JoinKeys(Path folder, String name, @Nullable Token token) {
        this.file = folder.resolve(name + ".new");
        this.token = token;
    }

    /** Whether a join was begun here and not ended. */
    boolean begun() {
        return Files.isRegularFile(file);
    }

    /** Those kept, or new ones, kept now. */
    Map<Purpose, KeyPair> keep(List<Purpose> purposes, KeyAlgorithm algorithm) throws IOException {
        return keep(purposes, algorithm, purpose -> KeyPairs.generate(token, algorithm));
    }

    /** @param seal makes or finds the key that seals */
    Map<Purpose, KeyPair> keep(List<Purpose> purposes, KeyAlgorithm algorithm, Function<Purpose, KeyPair> seal)
            throws IOException {
        if (begun()) {
            return read();
        }
        Map<Purpose, KeyPair> pairs = new EnumMap<>(Purpose.class);
        StringBuilder text = new StringBuilder();
        for (Purpose purpose : purposes) {
            KeyPair pair = SEALING.contains(purpose) ? seal.apply(purpose) : KeyPairs.generate(algorithm);
            pairs.put(purpose, pair);
            text.append(purpose).append(' ').append(pair.getPrivate().getAlgorithm());
            boolean inToken = pair.getPrivate() instanceof TokenKey;
            text.append(' ')
                    .append(inToken ? IN_TOKEN : base64(pair.getPrivate().getEncoded()));
            text.append(' ').append(base64(pair.getPublic().getEncoded())).append('\n');
        }
        PrivateFile.write(file, text.toString().getBytes(US_ASCII));
        return pairs;
    }

    private Map<Purpose, KeyPair> read() throws IOException {
        Map<Purpose, KeyPair> pairs = new EnumMap<>(Purpose.class);
        for (String line : Files.readAllLines(file)) {
            List<String> words = List.of(line.split(" ", -1));
            if (words.size() != 4) {
                throw new Refused(Fault.KEYS_UNREADABLE, file.toString());
            }
            PublicKey key = KeyPairs.readPublic(words.get(1), bytes(words.get(3)));
            pairs.put(Purpose.valueOf(words.get(0)), new KeyPair(key, privateKey(words, key)));
        }
        return pairs;
    }

    private PrivateKey privateKey(List<String> words, PublicKey key) {
        if (!words.get(2).equals(IN_TOKEN)) {
            return KeyPairs.readPrivate(words.get(1), bytes(words.get(2)));
        }
        if (token == null) {
            throw new Refused(Fault.TOKEN_NOT_SET, file.toString());
        }
        return new TokenKey(token, key);
    }

    /** They are not to be used. */
    void drop() throws IOException {
        for (KeyPair pair : read().values()) {
            if (pair.getPrivate() instanceof TokenKey key) {
                key.token().remove(key.publicKey());
            }
        }
        done();
    }

    /** They stand in their proper place now. */
    void done() throws IOException {
        Files.deleteIfExists(file);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }
}
