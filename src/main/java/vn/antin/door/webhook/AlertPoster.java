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

/** Posts the node's own alerts to one address, with the network restrictions and the signature of webhooks. */
public final class AlertPoster implements AutoCloseable {

    private final WebhookClient webhookClient;
    private final UUID self = UUID.randomUUID();

    public AlertPoster(AllowedNetworks networks, SSLContext tls) {
        this.webhookClient = new WebhookClient(networks, tls);
    }

    /**
     * Parses an address.
     *
     * @throws vn.antin.fault.Refused if it cannot be the address of a webhook
     */
    public static URI target(String text) {
        return WebhookTarget.read(text);
    }

    /**
     * Posts an alert and waits for the answer.
     *
     * @param secret shared with the receiver; null for no signature
     * @throws TryLater unless the receiver accepted it
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
                    .get(2 * WebhookClient.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
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
