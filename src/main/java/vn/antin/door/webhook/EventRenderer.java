package vn.antin.door.webhook;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import vn.antin.ledger.Feed;

/** Renders events for webhooks as the feed of the REST door does. */
public interface EventRenderer {

    /** Media type of both bodies: one CloudEvent in structured mode. */
    String MEDIA_TYPE = "application/cloudevents+json";

    /** The event as JSON; the same bytes for every attempt. */
    byte[] body(Feed.FeedEntry entry);

    /** A test message as JSON, about no document. */
    byte[] test(UUID webhook, Instant at);

    /**
     * The ledger's event names for a comma-separated list of types; empty for all.
     *
     * @throws vn.antin.fault.Refused if a type is not known
     */
    Set<String> whats(String types);
}
