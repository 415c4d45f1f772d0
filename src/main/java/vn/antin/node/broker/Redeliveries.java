package vn.antin.node.broker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;

/** Counts redeliveries, which the broker itself does not count. */
final class Redeliveries implements ActiveMQServerMessagePlugin {

    private final Map<SimpleString, LongAdder> counts = new ConcurrentHashMap<>();

    @Override
    public void beforeDeliver(ServerConsumer consumer, MessageReference message) {
        if (message.getDeliveryCount() > 1) {
            counts.computeIfAbsent(message.getQueue().getName(), unused -> new LongAdder())
                    .increment();
        }
    }

    /** Redeliveries since the start. */
    long of(SimpleString queue) {
        LongAdder count = counts.get(queue);
        return count == null ? 0 : count.sum();
    }
}
