package vn.antin.node.broker;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.component.jms.JmsBinding;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsConfiguration;
import org.apache.camel.component.jms.JmsConsumer;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.jms.JmsQueueEndpoint;
import org.apache.camel.component.jms.QueueBrowseStrategy;
import org.apache.camel.support.CamelContextHelper;
import org.jspecify.annotations.Nullable;
import vn.antin.wire.BatchReceiver;

/**
 * Camel's JMS component, restricted to queues, to {@link BytesBinding}, and to transactions when it consumes. Two
 * parameters are its own: {@code batch}, the most messages of one transaction, and {@code together}, which names the
 * stop that accepts several messages of a kind: {@code ENVELOPE=relay,RECEIPTS=witness}.
 */
final class BytesComponent extends JmsComponent {

    BytesComponent(JmsConfiguration settings) {
        super(settings);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        int batch = getAndRemoveParameter(parameters, "batch", Integer.class, 1);
        String together = getAndRemoveParameter(parameters, "together", String.class, "");
        Endpoint endpoint = super.createEndpoint(uri, remaining, parameters);
        ((BytesQueue) endpoint).takeTogether(batch, stops(together));
        return endpoint;
    }

    private Map<String, BatchReceiver> stops(String together) {
        Map<String, BatchReceiver> stops = new HashMap<>();
        for (String pair : together.isEmpty() ? new String[0] : together.split(",", -1)) {
            String[] both = pair.split("=", 2);
            stops.put(both[0], CamelContextHelper.mandatoryLookup(getCamelContext(), both[1], BatchReceiver.class));
        }
        return stops;
    }

    @Override
    protected JmsEndpoint createQueueEndpoint(
            String uri, JmsComponent component, String queue, JmsConfiguration settings, QueueBrowseStrategy browsing) {
        return new BytesQueue(uri, component, queue, settings, browsing);
    }

    /**
     * One queue. Its producers are not transacted: in a transaction a duplicate that the broker knows would be an
     * error.
     */
    static final class BytesQueue extends JmsQueueEndpoint {

        private int batch = 1;
        private Map<String, BatchReceiver> stops = Map.of();
        private @Nullable JmsConsumer consumer;

        BytesQueue(
                String uri,
                JmsComponent component,
                String queue,
                JmsConfiguration settings,
                QueueBrowseStrategy browsing) {
            super(uri, component, queue, settings, browsing);
        }

        private void takeTogether(int most, Map<String, BatchReceiver> byKind) {
            batch = most;
            stops = byKind;
        }

        @Override
        protected JmsBinding createBinding() {
            return new BytesBinding(this);
        }

        @Override
        public JmsConsumer createConsumer(Processor processor) throws Exception {
            getConfiguration().setTransacted(true);
            JmsConsumer made = super.createConsumer(processor);
            consumer = made;
            return made;
        }

        /** How its route takes batches. */
        BatchRoute route() {
            BatchObserver observer = Optional.ofNullable(
                            getCamelContext().getRegistry().findSingleByType(BatchObserver.class))
                    .orElse(BatchObserver.NONE);
            return new BatchRoute(
                    this, () -> Objects.requireNonNull(consumer).getRoute().getRouteId(), batch, stops, observer);
        }
    }
}
