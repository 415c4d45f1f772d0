package vn.antin.trial.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import vn.antin.door.webhook.EventRenderer;
import vn.antin.door.webhook.SigningKey;

/** Posts events to a local address as a webhook would (Standard Webhooks), each once. */
final class Forwarder {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final URI address;
    private final SigningKey key;
    private final Clock clock;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    Forwarder(URI address, SigningKey key, Clock clock) {
        this.address = address;
        this.key = key;
        this.clock = clock;
    }

    /** Posts an event; returns the status, or why there was none. */
    String forward(JsonNode event) {
        String id = event.path("source").asText() + ":" + event.path("id").asText();
        long timestamp = clock.instant().getEpochSecond();
        byte[] body = event.toString().getBytes(UTF_8);
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Content-Type", EventRenderer.MEDIA_TYPE)
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(timestamp))
                .header("webhook-signature", key.sign(id, timestamp, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            return Integer.toString(
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        } catch (IOException e) {
            return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
