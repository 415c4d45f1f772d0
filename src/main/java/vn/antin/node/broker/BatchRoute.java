package vn.antin.node.broker;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.component.jms.JmsEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.wire.BatchReceiver;
import vn.antin.wire.InboundMessage;

/**
 * Gives the messages of a batch to their stops, each kind to its own. A message that comes again goes by itself: it is
 * the one that failed.
 *
 * @param id of the route; known when it runs
 * @param most messages of one batch
 * @param stops by the kind that a message says it is
 */
record BatchRoute(
        JmsEndpoint queue, Supplier<String> id, int most, Map<String, BatchReceiver> stops, BatchObserver observer) {

    private static final Logger log = LoggerFactory.getLogger(BatchRoute.class);

    /** The positions of the messages that are settled. */
    BitSet settle(List<Message> batch) throws JMSException {
        BitSet done = new BitSet();
        if (batch.size() < 2 || stops.isEmpty()) {
            return done;
        }
        Map<String, Map<Integer, InboundMessage>> byKind = new LinkedHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            if (!batch.get(i).getJMSRedelivered()) {
                InboundMessage message = BytesBinding.read(batch.get(i));
                byKind.computeIfAbsent(message.kind(), unused -> new LinkedHashMap<>())
                        .put(i, message);
            }
        }
        byKind.forEach((kind, messages) -> {
            BatchReceiver stop = stops.get(kind);
            if (stop != null && messages.size() > 1) {
                accepted(stop, List.copyOf(messages.values())).stream()
                        .map(List.copyOf(messages.keySet())::get)
                        .forEach(done::set);
            }
        });
        return done;
    }

    private BitSet accepted(BatchReceiver stop, List<InboundMessage> messages) {
        long begun = System.nanoTime();
        BitSet accepted = new BitSet();
        observer.begun(id.get(), messages.size());
        try {
            accepted = stop.acceptTogether(messages);
        } catch (RuntimeException | Error e) {
            log.warn("{} messages go one by one, so that the one at fault is found: {}", messages.size(), e.toString());
        } finally {
            observer.ended(id.get(), messages.size(), accepted.cardinality(), System.nanoTime() - begun);
        }
        return accepted;
    }
}
