package vn.antin.door.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Feed;

/**
 * One message: its id, which is the same for every attempt, and its body.
 *
 * @param id goes as {@code webhook-id}; a receiver that knows it drops the message
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record WebhookMessage(String id, byte[] body) {

    static WebhookMessage of(NodeId node, Feed.FeedEntry entry, EventRenderer telling) {
        return new WebhookMessage(name(node, entry), telling.body(entry));
    }

    /** The id depends on the event's content, because a restored ledger may give its number to another event. */
    static String name(NodeId node, Feed.FeedEntry entry) {
        var event = entry.event();
        String digest = Digest.sha256(String.join(
                                "\n",
                                node.value(),
                                event.document().toString(),
                                event.what(),
                                event.at().toString())
                        .getBytes(UTF_8))
                .hex();
        return "evt_" + event.number() + "_" + digest.substring(0, 16);
    }

    /** The headers of one attempt, with the attempt's time, so that an old message cannot be replayed. */
    Map<String, String> headers(List<SigningKey> keys, Instant at) {
        return Map.of(
                "webhook-id", id,
                "webhook-timestamp", Long.toString(at.getEpochSecond()),
                "webhook-signature", WebhookKeyWrap.signatures(keys, id, at, body));
    }
}
