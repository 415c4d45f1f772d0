package vn.antin.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes passwords with Argon2id (RFC 9106) in PHC string form: {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}. One hash
 * at a time: each needs 19 MiB, and queueing slows down guessing.
 */
public final class Passwords {

    private static final int MEMORY_KIB = 19 << 10;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int MAX_KIB = 64 << 10;
    private static final Pattern FORM = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=(\\d{1,2})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private final SecureRandom random = new SecureRandom();

    /** The hash to store for a password. */
    public String keep(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] hash = hash(password, salt, new Cost(MEMORY_KIB, PASSES, LANES), HASH_BYTES);
        return form(salt, hash);
    }

    /** A hash that matches no password, for comparisons that must take the same time. Making it is cheap. */
    public String nobodys() {
        byte[] salt = new byte[SALT_BYTES];
        byte[] hash = new byte[HASH_BYTES];
        random.nextBytes(salt);
        random.nextBytes(hash);
        return form(salt, hash);
    }

    private static String form(byte[] salt, byte[] hash) {
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + "$" + text(salt) + "$" + text(hash);
    }

    /** Whether the password has this hash; false for a malformed hash. */
    public boolean matches(String password, String stored) {
        Matcher form = FORM.matcher(stored);
        if (!form.matches() || Integer.parseInt(form.group(1)) > MAX_KIB) {
            return false;
        }
        byte[] expected = Base64.getDecoder().decode(form.group(5));
        Cost cost = new Cost(
                Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)), Integer.parseInt(form.group(3)));
        byte[] hash = hash(password, Base64.getDecoder().decode(form.group(4)), cost, expected.length);
        return MessageDigest.isEqual(expected, hash);
    }

    private record Cost(int kib, int passes, int lanes) {}

    private static synchronized byte[] hash(String password, byte[] salt, Cost cost, int length) {
        Argon2BytesGenerator argon = new Argon2BytesGenerator();
        argon.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.kib())
                .withIterations(cost.passes())
                .withParallelism(cost.lanes())
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        argon.generateBytes(password.getBytes(UTF_8), hash);
        return hash;
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }
}
