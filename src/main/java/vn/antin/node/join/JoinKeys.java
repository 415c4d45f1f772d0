package vn.antin.node.join;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.KeyPairs;
import vn.antin.seal.pki.PrivateFile;
import vn.antin.seal.pki.Purpose;

/**
 * The keys of a node that is about to join, in a file from before it asks until it has all its answer: the hub takes a
 * node in with one set of keys only, and its answer may be lost.
 */
final class JoinKeys {

    private final Path file;

    JoinKeys(Path folder) {
        this.file = folder.resolve("keys.new");
    }

    /** Whether a join was begun here and not ended. */
    boolean begun() {
        return Files.isRegularFile(file);
    }

    /** Those kept, or new ones, kept now. */
    Map<Purpose, KeyPair> keep(List<Purpose> purposes, KeyAlgorithm algorithm) throws IOException {
        if (begun()) {
            return read();
        }
        Map<Purpose, KeyPair> pairs = new EnumMap<>(Purpose.class);
        StringBuilder text = new StringBuilder();
        for (Purpose purpose : purposes) {
            KeyPair pair = KeyPairs.generate(algorithm);
            pairs.put(purpose, pair);
            text.append(purpose).append(' ').append(pair.getPrivate().getAlgorithm());
            text.append(' ').append(base64(pair.getPrivate().getEncoded()));
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
            pairs.put(
                    Purpose.valueOf(words.get(0)),
                    KeyPairs.read(words.get(1), bytes(words.get(2)), bytes(words.get(3))));
        }
        return pairs;
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
