package vn.antin.door.webhook;

import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;

/** Posts what the node itself has to say to one address, with the fences and the signature of webhooks. */
public final class AlertPoster implements AutoCloseable {

    private final WebhookClient webhookClient;
    private final UUID self = UUID.randomUUID();

    public AlertPoster(AllowedNetworks networks, SSLContext tls) {
        this.webhookClient = new WebhookClient(networks, tls);
    }

    /** Refuses what can be no address of a webhook. */
    public static URI target(String text) {
        return WebhookTarget.read(text);
    }

    /**
     * Posts, and waits for the answer.
     *
     * @param secret that the other side knows; null for no signature
     * @throws TryLater unless it was taken
     */
    public void post(URI url, byte @Nullable [] secret, String id, Instant at, byte[] body) {
        Map<String, String> headers = new HashMap<>();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", Long.toString(at.getEpochSecond()));
        if (secret != null) {
            headers.put("webhook-signature", SigningKey.shared(secret, id, at.getEpochSecond(), body));
        }
        try {
            AttemptResult answer = webhookClient
                    .post(self, url, headers, "application/json", body)
                    .get(2 * WebhookClient.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (answer.setback() != null) {
                throw new TryLater(Fault.UNREACHABLE, url + ": " + answer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TryLater(Fault.STOPPING, url.toString());
        } catch (ExecutionException | TimeoutException e) {
            throw new TryLater(Fault.UNREACHABLE, url + ": " + e);
        }
    }

    @Override
    public void close() {
        webhookClient.close();
    }
}
