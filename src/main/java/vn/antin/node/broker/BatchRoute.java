package vn.antin.node.broker;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.component.jms.JmsEndpoint;
import org.jspecify.annotations.Nullable;
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

    /** The positions of the messages that are settled. */
    BitSet settle(List<Message> batch) throws JMSException {
        BitSet done = new BitSet();
        if (batch.size() < 2 || stops.isEmpty()) {
            return done;
        }
        Map<String, List<Integer>> byKind = new LinkedHashMap<>();
        List<@Nullable InboundMessage> read = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            InboundMessage message = batch.get(i).getJMSRedelivered() ? null : BytesBinding.read(batch.get(i));
            read.add(message);
            if (message != null && stops.containsKey(message.kind())) {
                byKind.computeIfAbsent(message.kind(), unused -> new ArrayList<>())
                        .add(i);
            }
        }
        byKind.forEach((kind, positions) -> {
            BatchReceiver stop = stops.get(kind);
            if (stop != null && positions.size() > 1) {
                settle(stop, positions, read, done);
            }
        });
        return done;
    }

    private void settle(BatchReceiver stop, List<Integer> positions, List<InboundMessage> read, BitSet done) {
        long begun = System.nanoTime();
        observer.begun(id.get(), positions.size());
        BitSet accepted = new BitSet();
        try {
            accepted = stop.acceptTogether(positions.stream().map(read::get).toList());
            accepted.stream().map(positions::get).forEach(done::set);
        } finally {
            observer.ended(id.get(), positions.size(), accepted.cardinality(), System.nanoTime() - begun);
        }
    }
}
