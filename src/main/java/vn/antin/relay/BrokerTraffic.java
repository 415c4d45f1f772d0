package vn.antin.relay;

import java.util.Map;
import java.util.Set;
import vn.antin.envelope.NodeId;

/** What the hub's broker knows of the nodes: who is connected, and what waits in their queues. */
public interface BrokerTraffic {

    /**
     * The queues of one node together.
     *
     * @param messages that wait
     * @param bytes of them
     * @param taken how many were ever taken from them since the hub started
     * @param consumers who listen
     */
    record Waiting(long messages, long bytes, long taken, int consumers) {

        /** Nothing, of a node without queues. */
        public static final Waiting NONE = new Waiting(0, 0, 0, 0);
    }

    /** The nodes whose connections stand now. */
    Set<NodeId> connected();

    /** By node; what is not in it has no queues yet. */
    Map<NodeId, Waiting> waiting();

    /** Stops or lets go what lies in the queue of a node for ordinary documents; a repeat changes nothing. */
    void pause(NodeId node, boolean paused);
}
