package vn.antin.door.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import vn.antin.door.webhook.EventRenderer;
import vn.antin.envelope.NodeId;
import vn.antin.json.Json;
import vn.antin.ledger.Feed;

/** Renders an event for webhooks as {@code GET /events} does. */
public final class WebhookEventRenderer implements EventRenderer {

    static final String TEST = "vn.antin.webhook.test";

    private final NodeId node;

    public WebhookEventRenderer(NodeId node) {
        this.node = node;
    }

    @Override
    public byte[] body(Feed.FeedEntry entry) {
        return written(CloudEvent.of(node, entry));
    }

    @Override
    public byte[] test(UUID webhook, Instant at) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("specversion", "1.0");
        event.put("id", "0");
        event.put("source", "urn:antin:node:" + node);
        event.put("type", TEST);
        event.put("subject", webhook.toString());
        event.put("time", at);
        event.put("datacontenttype", "application/json");
        event.put("data", Map.of("links", Map.of("webhook", WebhookJson.at(webhook))));
        return written(event);
    }

    private static byte[] written(Object event) {
        try {
            return Json.MAPPER.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event in JSON", e);
        }
    }

    @Override
    public Set<String> whats(String types) {
        return EventTypes.wanted(types);
    }
}
