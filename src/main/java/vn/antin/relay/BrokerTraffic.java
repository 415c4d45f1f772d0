package vn.antin.relay;

import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import vn.antin.envelope.NodeId;

/** The hub broker's view of the nodes: which are connected, and what waits in their queues. */
public interface BrokerTraffic {

    /**
     * The queues of one node together.
     *
     * @param messages messages that wait
     * @param bytes bytes of these messages
     * @param taken messages ever taken since the hub started
     * @param consumers connected consumers
     */
    record WaitingMessages(long messages, long bytes, long taken, int consumers) {

        /** The value for a node without queues. */
        public static final WaitingMessages NONE = new WaitingMessages(0, 0, 0, 0);
    }

    /** The nodes with an open connection. */
    Set<NodeId> connected();

    /** The queues by node; a node without queues is missing. */
    Map<NodeId, WaitingMessages> waiting();

    /** Pauses or resumes a node's queue for ordinary documents; a repeat changes nothing. */
    void pause(NodeId node, boolean paused);

    /**
     * Takes the documents out of a node's queues, one after the other; other messages stay.
     *
     * @param taken durable when it returns; then the message is removed, else it stays
     */
    void drain(NodeId node, Consumer<byte[]> taken);
}
