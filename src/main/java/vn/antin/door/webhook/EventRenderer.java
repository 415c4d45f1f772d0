package vn.antin.door.webhook;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import vn.antin.ledger.Feed;

/** How events are told outside: as the feed of the REST door tells them. */
public interface EventRenderer {

    /** Of both bodies: one CloudEvent, in structured mode. */
    String MEDIA_TYPE = "application/cloudevents+json";

    /** JSON; the same bytes each time it is told. */
    byte[] body(Feed.FeedEntry entry);

    /** JSON of an event that is no event of a document, to try a webhook with. */
    byte[] test(UUID webhook, Instant at);

    /**
     * The words in the events that are wanted, for the names of types, separated by commas; empty for all.
     *
     * @throws vn.antin.fault.Refused if a name is not known
     */
    Set<String> whats(String types);
}
