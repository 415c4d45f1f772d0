package vn.antin.node.broker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;
import org.jspecify.annotations.Nullable;

/**
 * A message where it lies in a queue, looked at and left there.
 *
 * @param kind as its sender says
 * @param name the id that keeps the broker from taking it twice, as its sender made it; empty for none
 * @param sender the node as the broker found it in the certificate, or the hub itself
 * @param bytes of the message
 * @param since when the broker took it; null when it did not say
 * @param deliveries how often it was handed out
 * @param next when it is handed out again, of one that waits for another try; null for all others
 */
public record BrowsedMessage(
        String kind,
        String name,
        String sender,
        long bytes,
        @Nullable Instant since,
        int deliveries,
        Place place,
        @Nullable Instant next) {

    /** Where it is. */
    public enum Place {
        WAITS,
        /** With a consumer that has not confirmed it. */
        OUT,
        /** Waits for another try. */
        LATER
    }

    /** Up to so many: those that are out or go out first, the oldest of them on top. */
    static List<BrowsedMessage> in(Queue queue, int most) {
        List<BrowsedMessage> all = new ArrayList<>();
        queue.getDeliveringMessages().values().forEach(out -> out.forEach(one -> all.add(of(one, Place.OUT))));
        queue.getScheduledMessages().forEach(one -> all.add(of(one, Place.LATER)));
        try (LinkedListIterator<MessageReference> waiting = queue.browserIterator()) {
            for (int i = 0; i < most && waiting.hasNext(); i++) {
                all.add(of(waiting.next(), Place.WAITS));
            }
        }
        all.sort(Comparator.comparing(BrowsedMessage::since, Comparator.nullsLast(Comparator.naturalOrder())));
        return List.copyOf(all.subList(0, Math.min(most, all.size())));
    }

    private static BrowsedMessage of(MessageReference reference, Place place) {
        Message message = reference.getMessage();
        Long since = message.getIngressTimestamp();
        return new BrowsedMessage(
                Objects.toString(message.getObjectProperty(BrokerHeaders.KIND), ""),
                Objects.toString(message.getDuplicateProperty(), ""),
                Objects.toString(message.getValidatedUserID(), ""),
                message.getWholeMessageSize(),
                since == null ? null : Instant.ofEpochMilli(since),
                reference.getDeliveryCount(),
                place,
                place == Place.LATER ? Instant.ofEpochMilli(reference.getScheduledDeliveryTime()) : null);
    }
}
