package vn.antin.door.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Feed;
import vn.antin.ledger.TimelineEvent;

/**
 * An event of a document as a CloudEvent 1.0.
 *
 * @param id its number in the feed of this node, to be given as {@code after}
 * @param subject the document's id
 */
record CloudEvent(
        String specversion,
        String id,
        String source,
        String type,
        String subject,
        Instant time,
        String datacontenttype,
        Data data) {

    static final String BATCH = "application/cloudevents-batch+json";

    /** The event's data; the document itself is at the address. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Data(
            String document,
            String sender,
            @Nullable String documentId,
            @Nullable String agency,
            @Nullable String code,
            @Nullable String detail,
            String traceId,
            Map<String, String> links) {}

    static CloudEvent of(NodeId node, Feed.FeedEntry entry) {
        TimelineEvent event = entry.event();
        String document = event.document().toString();
        return new CloudEvent(
                "1.0",
                Long.toString(event.number()),
                "urn:antin:node:" + node,
                EventTypes.of(event.what()),
                document,
                event.at(),
                "application/json",
                new Data(
                        document,
                        entry.sender().value(),
                        entry.documentId(),
                        event.agency() == null ? null : event.agency().value(),
                        event.code(),
                        event.detail(),
                        entry.trace().hex(),
                        Map.of("document", ResponseJson.at(event.document()))));
    }

    static List<CloudEvent> of(NodeId node, List<Feed.FeedEntry> entries) {
        return entries.stream().map(entry -> of(node, entry)).toList();
    }
}
