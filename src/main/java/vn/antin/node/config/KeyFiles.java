package vn.antin.node.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.door.pdf.PdfSeal;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.seal.CmsSealer;
import vn.antin.seal.SealAlgorithm;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.KeyEntry;
import vn.antin.seal.pki.KeyRing;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Pkcs12Keys;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Token;
import vn.antin.seal.pki.TokenKey;

/** Opens the files that hold this node's keys. */
public final class KeyFiles {

    /** The environment variable that holds the PIN of a token when no file does. */
    static final String TOKEN_PIN = "ANTIN_TOKEN_PIN";

    private KeyFiles() {}

    /** What the keys of a hub or node are for. A hub's HTTPS is a connection too: nodes call there. */
    public static List<Purpose> purposes(Config.Role role) {
        List<Purpose> all = List.of(Purpose.SEAL, Purpose.ENCRYPTION, Purpose.CONNECTION, Purpose.DOOR);
        return role == Config.Role.HUB ? all.subList(0, 3) : all;
    }

    public static Keys open(Path keys, Path pin) {
        return Pkcs12Keys.open(keys, pin(pin));
    }

    /** The node's or hub's own keys, one of them perhaps in its token. */
    public static Keys open(Config config) {
        return Pkcs12Keys.open(config.keys(), pin(config.pin()), token(config.token()));
    }

    /** The keys of a hub's authority, some of them perhaps in its token. */
    public static Keys authority(Config config) {
        return Pkcs12Keys.open(config.authorityOrFail().keys(), pin(config.pin()), token(config.token()));
    }

    /**
     * The same with those that come next and earlier ones.
     *
     * @throws Refused a fault of the token when the seal key in use is in it and does not sign now
     */
    public static KeyRing ring(Config config) {
        KeyRing ring = KeyRing.open(config.keys(), pin(config.pin()), token(config.token()));
        if (ring.of(Purpose.SEAL).key() instanceof TokenKey key) {
            key.token().check(key.publicKey());
        }
        return ring;
    }

    /** The token of a configuration; null for none. */
    public static @Nullable Token token(Config.@Nullable TokenSettings settings) {
        return settings == null ? null : open(settings);
    }

    private static Token open(Config.TokenSettings settings) {
        return Token.of(
                new Token.TokenPlace(settings.library(), settings.slot(), settings.label()), () -> pin(settings));
    }

    private static char[] pin(Config.TokenSettings settings) {
        Path file = settings.pin();
        if (file != null) {
            return pin(file);
        }
        String word = System.getenv(TOKEN_PIN);
        if (word == null || word.isEmpty()) {
            throw new Refused(Fault.TOKEN_PIN, settings.label());
        }
        return word.toCharArray();
    }

    /** The first line of a file that only this user may read. */
    public static char[] pin(Path file) {
        String text = new String(read(file), StandardCharsets.UTF_8);
        String line = text.lines().findFirst().orElse("").strip();
        if (line.isEmpty()) {
            throw new Refused(Fault.KEYS_UNREADABLE, file.toString());
        }
        return line.toCharArray();
    }

    public static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new Refused(Fault.FILE_MISSING, e, file.toString());
        }
    }

    /** What this node prints is sealed as its XML is. */
    public static PdfSeal paper(Keys keys, Clock clock) {
        return new PdfSeal(() -> new CmsSealer(keys.of(Purpose.SEAL)), clock);
    }

    /** Seals with the key that is in use at that moment, by the algorithm of the configuration. */
    public static Sealer sealer(Supplier<KeyEntry> key, String word, Clock clock) {
        return new Sealer(
                key,
                certified -> switch (word) {
                    case "rsa-pss" -> SealAlgorithm.RSA_PSS;
                    case "rsa-pkcs1" -> SealAlgorithm.RSA_PKCS1;
                    case "ecdsa" -> SealAlgorithm.ECDSA;
                    default -> SealAlgorithm.defaultFor(certified);
                },
                clock);
    }
}
