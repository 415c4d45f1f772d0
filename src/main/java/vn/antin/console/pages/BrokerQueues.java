package vn.antin.console.pages;

import java.util.List;
import java.util.Optional;
import vn.antin.envelope.NodeId;

/** The queues of a hub's broker, looked at as they are now. */
public interface BrokerQueues {

    List<QueueRow> all();

    /** Messages from the nodes that the hub has not taken yet. */
    long undecided();

    /** The queues of a node, urgent first. */
    List<String> of(NodeId node);

    /** What lies in one, up to so many messages; nothing if there is no such queue. */
    Optional<List<QueueMessage>> in(String queue, int most);
}
