package vn.antin.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import vn.antin.door.webhook.AlertPoster;

/** Posts the alert as JSON to a webhook, signed as all webhooks are. */
final class WebhookChannel implements AlertChannel {

    private final AlertSettings.Hook hook;
    private final AlertPoster announcer;

    WebhookChannel(AlertSettings.Hook hook, AlertPoster announcer) {
        this.hook = hook;
        this.announcer = announcer;
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public void send(long number, AlertMessage bulletin) throws IOException {
        Path secret = hook.secret();
        byte[] key = secret == null
                ? null
                : Base64.getDecoder()
                        .decode(Files.readAllLines(secret).get(0).strip().replaceFirst("^whsec_", ""));
        announcer.post(
                hook.url(),
                key,
                bulletin.node() + ".alerts." + number,
                bulletin.at(),
                bulletin.json().getBytes(UTF_8));
    }

    @Override
    public void close() {
        announcer.close();
    }
}
