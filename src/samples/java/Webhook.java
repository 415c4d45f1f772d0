import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Kiểm chữ ký của một webhook trước khi tin nội dung (Standard Webhooks).
 * Checks the signature of a webhook before anything in it is believed.
 */
public final class Webhook {

    private static final long TOLERANCE_SECONDS = 300;

    private final byte[] secret;

    /** @param secret "whsec_" + base64, như nút đã cấp / as the node gave it */
    public Webhook(String secret) {
        this.secret = Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""));
    }

    /**
     * Ba tiêu đề webhook-id, webhook-timestamp, webhook-signature và thân đúng từng byte như đã nhận.
     * The three headers, and the body byte for byte as it came. False: answer 401 and do nothing.
     */
    public boolean verify(String id, String timestamp, String signatures, byte[] body, long nowSeconds)
            throws GeneralSecurityException {
        if (!timestamp.matches("[0-9]{1,12}") || Math.abs(nowSeconds - Long.parseLong(timestamp)) > TOLERANCE_SECONDS) {
            return false; // quá 5 phút: có thể là phát lại / may be a replay
        }
        return matches(id, timestamp, signatures, body);
    }

    private boolean matches(String id, String timestamp, String signatures, byte[] body)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        String expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        boolean found = false;
        // Khi đổi khóa có hai chữ ký. While a secret is exchanged there are two.
        for (String each : signatures.split(" ")) {
            // MessageDigest.isEqual: so sánh không lộ thời gian / takes the same time whatever differs
            found |= MessageDigest.isEqual(
                    each.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
        }
        return found;
    }

    /** Ví dụ đã công bố của Standard Webhooks, và bản giả. The published example, and forgeries of it. */
    static boolean selfTest() throws GeneralSecurityException {
        Webhook webhook = new Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        String id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        String at = "1614265330";
        String good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
        byte[] other = "{\"test\": 2432232315}".getBytes(StandardCharsets.UTF_8);
        long then = 1614265330L;
        return webhook.verify(id, at, good, body, then)
                && webhook.verify(id, at, "v1,AAAA " + good, body, then + TOLERANCE_SECONDS)
                && !webhook.verify(id, at, good, other, then)
                && !webhook.verify(id, at, "v1,AAAA", body, then)
                && !webhook.verify(id, at, good, body, then + TOLERANCE_SECONDS + 1);
    }
}
