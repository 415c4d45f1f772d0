package vn.antin.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import vn.antin.door.webhook.Announcer;

/** By a webhook: the JSON, signed as all webhooks are. */
final class HookWay implements Way {

    private final AlertSettings.Hook hook;
    private final Announcer announcer;

    HookWay(AlertSettings.Hook hook, Announcer announcer) {
        this.hook = hook;
        this.announcer = announcer;
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public void send(long number, Bulletin bulletin) throws IOException {
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
