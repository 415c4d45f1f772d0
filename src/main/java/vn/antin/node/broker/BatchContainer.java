package vn.antin.node.broker;

import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.DefaultJmsMessageListenerContainer;
import org.apache.camel.spi.InflightRepository;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionStatus;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;

/**
 * Takes messages of one queue in batches: one with wait, and those that the broker has sent ahead by then, so that a
 * lone message is not delayed. What the stops settle together is acknowledged together; every other message of the
 * batch goes through the route by itself. Only those whose route fails come again.
 */
final class BatchContainer extends DefaultJmsMessageListenerContainer {

    /** Bytes of the bodies of a batch, after which no further message is added. */
    static final int FULL = 1 << 20;

    private final BatchRoute route;

    /** The threads that wait for a first message; nobody else is interrupted by a stop. */
    private final Set<Thread> waiting = new HashSet<>();

    BatchContainer(BatchRoute route) {
        super(route.queue());
        this.route = route;
    }

    @Override
    protected MessageConsumer createConsumer(Session session, Destination destination) throws JMSException {
        return new QueueConsumer(session, destination);
    }

    @Override
    protected boolean doReceiveAndExecute(
            Object invoker,
            @Nullable Session session,
            @Nullable MessageConsumer consumer,
            @Nullable TransactionStatus status)
            throws JMSException {
        if (session == null || !(consumer instanceof QueueConsumer own)) {
            throw new IllegalStateException("sessions and consumers are kept");
        }
        Message first = first(own);
        if (first == null) {
            noMessageReceived(invoker, session);
            return false;
        }
        messageReceived(invoker, session);
        // Until the batch is acknowledged it counts as under way, so that a stop of the route waits for it.
        Exchange underWay = route.queue().createExchange();
        InflightRepository inflight = route.queue().getCamelContext().getInflightRepository();
        String id = route.id().get();
        inflight.add(underWay, id);
        try {
            take(session, own, batch(first, own));
        } finally {
            inflight.remove(underWay, id);
        }
        return true;
    }

    private @Nullable Message first(QueueConsumer own) throws JMSException {
        synchronized (waiting) {
            if (!isRunning()) {
                return null;
            }
            waiting.add(Thread.currentThread());
        }
        try {
            return receiveMessage(own);
        } finally {
            synchronized (waiting) {
                waiting.remove(Thread.currentThread());
                // A stop may interrupt when the wait is over but the thread is still listed. The interrupt is cleared:
                // it would hit the next work, settling the batch or giving the messages back to the broker.
                Thread.interrupted();
            }
        }
    }

    /** Ends the waits for a first message, too: a wait is long, because after each the broker is asked whether it has one. */
    @Override
    protected void doStop() throws JMSException {
        super.doStop();
        synchronized (waiting) {
            waiting.forEach(Thread::interrupt);
        }
    }

    private List<Message> batch(Message first, QueueConsumer consumer) throws JMSException {
        List<Message> batch = new ArrayList<>();
        long bytes = 0;
        Message next = first;
        while (next != null) {
            batch.add(next);
            bytes += next instanceof BytesMessage body ? body.getBodyLength() : 0;
            next = batch.size() < route.most() && bytes < FULL ? consumer.receiveNoWait() : null;
        }
        return batch;
    }

    private void take(Session session, QueueConsumer consumer, List<Message> batch) throws JMSException {
        BitSet done = isRunning() ? route.settle(batch) : new BitSet();
        BitSet failed = new BitSet();
        boolean goesOn = true;
        for (int i = done.nextClearBit(0); i < batch.size() && goesOn && isRunning(); i = done.nextClearBit(i + 1)) {
            try {
                invokeListener(session, batch.get(i));
                done.set(i);
            } catch (JMSException | RuntimeException | Error e) {
                failed.set(i);
                handleListenerException(e);
                goesOn = !isOutage(e);
            }
        }
        if (done.cardinality() == batch.size()) {
            consumer.commit(batch);
        } else {
            consumer.commitSome(batch, done, failed);
        }
    }

    /** Whether the messages behind one that failed so would fail, too, each after the same wait. */
    private static boolean isOutage(Throwable failure) {
        Throwable cause = failure;
        while (cause != null) {
            if (cause instanceof TryLater later) {
                return later.fault() == Fault.LEDGER_UNAVAILABLE || later.fault() == Fault.STOPPING;
            }
            cause = cause.getCause() == cause ? null : cause.getCause();
        }
        return false;
    }
}
