package vn.antin.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import vn.antin.dispatch.Dispatcher;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.TraceId;
import vn.antin.ledger.Outbox;
import vn.antin.node.broker.BatchSender;

/** Takes what the dispatcher hands out to the broker, a batch at a time. */
public final class BatchPublisher {

    private static final String NODE = "{node}";

    private final Map<String, BatchSender> lanes;

    BatchPublisher(Map<String, BatchSender> lanes) {
        this.lanes = lanes;
    }

    /**
     * Sends them in their order and says what became of each.
     *
     * @param lane the connection, by the name the routes use
     * @param queue where to; {@code {node}} stands for the node of the row
     */
    public List<Dispatcher.SendResult> send(List<Dispatcher.Outgoing> batch, String lane, String queue) {
        if (batch.isEmpty()) {
            return List.of();
        }
        BatchSender sender = Objects.requireNonNull(lanes.get(lane), lane);
        List<Optional<Exception>> fates =
                sender.send(batch.stream().map(one -> letter(one, queue)).toList());
        List<Dispatcher.SendResult> answers = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            answers.add(new Dispatcher.SendResult(batch.get(i).row(), fates.get(i)));
        }
        return answers;
    }

    private static BatchSender.OutboundMessage letter(Dispatcher.Outgoing one, String queue) {
        Outbox.OutboxRow row = one.row();
        TraceId trace = one.trace();
        NodeId node = row.node();
        String to = node == null ? queue : queue.replace(NODE, node.value());
        return new BatchSender.OutboundMessage(
                to,
                row.kind().name(),
                row.lane() == Outbox.Lane.URGENT,
                row.dup(),
                one.message(),
                trace == null ? null : trace.hex());
    }
}
