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
 * A message in a queue, browsed without consuming it.
 *
 * @param kind as its sender declares
 * @param name its duplicate id, as its sender made it; empty for none
 * @param sender the node, which the broker took from the certificate, or the hub itself
 * @param bytes of the message
 * @param since when the broker received it; null when unknown
 * @param deliveries number of deliveries
 * @param next time of a scheduled redelivery; null otherwise
 */
public record BrowsedMessage(
        String kind,
        String name,
        String sender,
        long bytes,
        @Nullable Instant since,
        int deliveries,
        MessagePlace place,
        @Nullable Instant next) {

    /** The state of the message. */
    public enum MessagePlace {
        WAITS,
        /** With a consumer that has not acknowledged it. */
        OUT,
        /** Scheduled for redelivery. */
        LATER
    }

    /** The messages in a queue, up to a number: those being delivered or next to be, the oldest first. */
    static List<BrowsedMessage> in(Queue queue, int most) {
        List<BrowsedMessage> all = new ArrayList<>();
        queue.getDeliveringMessages().values().forEach(out -> out.forEach(one -> all.add(of(one, MessagePlace.OUT))));
        queue.getScheduledMessages().forEach(one -> all.add(of(one, MessagePlace.LATER)));
        try (LinkedListIterator<MessageReference> waiting = queue.browserIterator()) {
            for (int i = 0; i < most && waiting.hasNext(); i++) {
                all.add(of(waiting.next(), MessagePlace.WAITS));
            }
        }
        all.sort(Comparator.comparing(BrowsedMessage::since, Comparator.nullsLast(Comparator.naturalOrder())));
        return List.copyOf(all.subList(0, Math.min(most, all.size())));
    }

    private static BrowsedMessage of(MessageReference reference, MessagePlace place) {
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
                place == MessagePlace.LATER ? Instant.ofEpochMilli(reference.getScheduledDeliveryTime()) : null);
    }
}
