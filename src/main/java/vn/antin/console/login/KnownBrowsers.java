package vn.antin.console.login;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import vn.antin.envelope.Digest;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.people.Accounts;

/**
 * Recognises browsers from earlier logins by a cookie with a MAC over name and time. The cookie grants nothing; it only
 * spares its owner the pauses that others cause ({@link LoginThrottle}). The key is in the ledger.
 */
public final class KnownBrowsers {

    /** Lifetime of the cookie; each login renews it. */
    public static final Duration KNOWN = Duration.ofDays(365);

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final Pattern COOKIE = Pattern.compile("(\\d{1,12})\\.([A-Za-z0-9_-]{43})");

    private final Ledger ledger;
    private final Accounts people;
    private final Clock clock;

    KnownBrowsers(Ledger ledger, Accounts people, Clock clock) {
        this.people = people;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Makes the cookie after a login. */
    String cookie(String name) {
        return cookie(name, clock.instant().getEpochSecond());
    }

    private String cookie(String name, long at) {
        byte[] mac = mac((at + "\n" + name).getBytes(UTF_8));
        return at + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }

    /** The identifier of a browser that this person has logged in with. */
    Optional<String> known(String name, String cookie) {
        Matcher parts = COOKIE.matcher(cookie);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long at = Long.parseLong(parts.group(1));
        boolean ours = MessageDigest.isEqual(cookie(name, at).getBytes(US_ASCII), cookie.getBytes(US_ASCII));
        boolean young = clock.instant().isBefore(Instant.ofEpochSecond(at).plus(KNOWN));
        return ours && young
                ? Optional.of(Digest.sha256(cookie.getBytes(US_ASCII)).hex())
                : Optional.empty();
    }

    private byte[] mac(byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(), ALGORITHM));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM, e);
        }
    }

    private byte[] key() {
        return HexFormat.of().parseHex(ledger.read(people::browserKey).orElseGet(this::made));
    }

    /** Whichever process creates the key first, all use the same one. */
    private String made() {
        byte[] fresh = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(fresh);
        return ledger.commit(
                "console.browsers", tx -> people.browserKey(tx, HexFormat.of().formatHex(fresh)));
    }
}
