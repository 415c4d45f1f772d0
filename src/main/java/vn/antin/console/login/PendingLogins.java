package vn.antin.console.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Logins in progress at a provider. No state is kept here, so that it cannot be exhausted: state, nonce and verifier
 * are MACs, under a key of this process, over the browser's cookie.
 */
final class PendingLogins {

    private static final Duration HOLDS = Duration.ofMinutes(10);
    private static final Pattern KEPT = Pattern.compile("(\\d{1,12})\\.([A-Za-z0-9_-]{43})\\.([A-Za-z0-9_-]{43})");
    private static final String MAC = "HmacSHA256";

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key = new SecretKeySpec(bytes(), MAC);

    /** One login in progress: values of 43 characters each; the cookie also holds when it began. */
    record PendingLogin(String kept, String state, String nonce, String verifier) {

        boolean isState(String other) {
            return MessageDigest.isEqual(state.getBytes(UTF_8), other.getBytes(UTF_8));
        }
    }

    PendingLogin begin(Instant now) {
        String seed = now.getEpochSecond() + "." + text(bytes());
        return of(seed + "." + mac("kept", seed), seed);
    }

    /** The login that a browser brings back; empty when the cookie is forged or expired. */
    Optional<PendingLogin> again(String kept, Instant now) {
        var form = KEPT.matcher(kept);
        if (!form.matches()) {
            return Optional.empty();
        }
        String seed = form.group(1) + "." + form.group(2);
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(form.group(1))), now);
        boolean ours = MessageDigest.isEqual(
                mac("kept", seed).getBytes(UTF_8), form.group(3).getBytes(UTF_8));
        return ours && age.compareTo(HOLDS) <= 0 ? Optional.of(of(kept, seed)) : Optional.empty();
    }

    private PendingLogin of(String kept, String seed) {
        return new PendingLogin(kept, mac("state", seed), mac("nonce", seed), mac("verifier", seed));
    }

    private String mac(String what, String seed) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return text(mac.doFinal((what + "." + seed).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + MAC, e);
        }
    }

    private byte[] bytes() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
