package vn.antin.console.pages;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Relayed;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.query.Unsent;

/** What waits at the hub for one node, in its queues and in the outbox; read-only. */
final class WaitingDocuments {

    private final Repositories repositories;
    private final BrokerQueues queues;
    private final Relayed relayed;

    WaitingDocuments(Repositories repositories, BrokerQueues queues, Relayed relayed) {
        this.repositories = repositories;
        this.queues = queues;
        this.relayed = relayed;
    }

    /** The first messages of its queues, urgent first, including heartbeats and receipts. */
    List<QueueMessage.QueuedDocument> queued(NodeId node, int most) {
        List<QueueMessage> all = new ArrayList<>();
        for (String queue : queues.of(node)) {
            all.addAll(queues.in(queue, most - all.size()).orElse(List.of()));
        }
        return told(all);
    }

    /** The first outbox rows for it. */
    List<Unsent> unsent(NodeId node, int most) {
        return repositories.ledger().read(tx -> Unsent.first(tx, node, most));
    }

    /** Joins messages with their documents in the ledger; those that the hub has not processed have none. */
    List<QueueMessage.QueuedDocument> told(List<QueueMessage> messages) {
        Collection<EnvelopeId> ids = messages.stream()
                .map(QueueMessage::document)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Map<EnvelopeId, Relayed.StoredCopy> kept = repositories.ledger().read(tx -> relayed.those(tx, ids)).stream()
                .collect(Collectors.toMap(Relayed.StoredCopy::id, Function.identity()));
        return messages.stream()
                .map(message ->
                        QueueMessage.told(message, message.document() == null ? null : kept.get(message.document())))
                .toList();
    }
}
