package vn.antin.node.broker;

import org.apache.camel.Processor;
import org.apache.camel.component.jms.JmsBinding;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsConfiguration;
import org.apache.camel.component.jms.JmsConsumer;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.jms.JmsQueueEndpoint;
import org.apache.camel.component.jms.QueueBrowseStrategy;

/** Camel's JMS component, restricted to queues, to {@link BytesBinding}, and to transactions when it consumes. */
final class BytesComponent extends JmsComponent {

    BytesComponent(JmsConfiguration settings) {
        super(settings);
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
    private static final class BytesQueue extends JmsQueueEndpoint {

        BytesQueue(
                String uri,
                JmsComponent component,
                String queue,
                JmsConfiguration settings,
                QueueBrowseStrategy browsing) {
            super(uri, component, queue, settings, browsing);
        }

        @Override
        protected JmsBinding createBinding() {
            return new BytesBinding(this);
        }

        @Override
        public JmsConsumer createConsumer(Processor processor) throws Exception {
            getConfiguration().setTransacted(true);
            return super.createConsumer(processor);
        }
    }
}
