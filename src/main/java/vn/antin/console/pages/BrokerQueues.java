package vn.antin.console.pages;

import java.util.List;
import java.util.Optional;
import vn.antin.envelope.NodeId;

/** The present queues of a hub's broker. */
public interface BrokerQueues {

    List<QueueRow> all();

    /** Messages from nodes that the hub has not processed. */
    long undecided();

    /** The queues of a node, urgent first. */
    List<String> of(NodeId node);

    /** The messages in a queue, up to a number; empty if there is no such queue. */
    Optional<List<QueueMessage>> in(String queue, int most);
}
