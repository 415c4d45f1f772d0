package vn.antin.node;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.console.pages.BrokerQueues;
import vn.antin.console.pages.QueueMessage;
import vn.antin.console.pages.QueueRow;
import vn.antin.envelope.NodeId;
import vn.antin.node.broker.BrokerHealth.QueueHealth;
import vn.antin.node.broker.BrowsedMessage;
import vn.antin.node.broker.HubBroker;
import vn.antin.node.broker.QueueNames;
import vn.antin.observe.Stall;

/** The hub's queues for its console, with what came and went a minute: by what the broker had counted a while ago. */
final class HubQueues implements BrokerQueues {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final HubBroker broker;
    private final Supplier<List<Stall>> stalls;
    private final Clock clock;
    private final QueueNames names = QueueNames.standard();
    private @Nullable CountedQueues older;
    private @Nullable CountedQueues newer;

    private record CountedQueues(Instant at, Map<String, QueueHealth> queues) {}

    HubQueues(HubBroker broker, Supplier<List<Stall>> stalls, Clock clock) {
        this.broker = broker;
        this.stalls = stalls;
        this.clock = clock;
    }

    /** Looked at from time to time: keeps what was counted a minute ago or somewhat more. */
    synchronized void look() {
        Instant now = clock.instant();
        if (newer == null || !now.isBefore(newer.at().plus(MINUTE))) {
            older = newer;
            newer = new CountedQueues(
                    now,
                    broker.health().queues().stream()
                            .collect(Collectors.toMap(QueueHealth::name, queue -> queue, (one, other) -> one)));
        }
    }

    @Override
    public List<QueueRow> all() {
        CountedQueues before = before();
        Instant now = clock.instant();
        Set<String> still = stalls.get().stream()
                .filter(stall -> stall.kind() == Stall.StallKind.QUEUE)
                .map(Stall::subject)
                .collect(Collectors.toSet());
        return broker.health().queues().stream()
                .map(queue -> row(queue, before, still.contains(queue.name()), now))
                .toList();
    }

    @Override
    public long undecided() {
        return broker.health().queues().stream()
                .filter(queue -> names.sentTo().contains(queue.name()))
                .mapToLong(QueueHealth::messages)
                .sum();
    }

    @Override
    public List<String> of(NodeId node) {
        return List.of(names.downUrgent(node), names.down(node));
    }

    private synchronized @Nullable CountedQueues before() {
        return older == null ? newer : older;
    }

    @Override
    public Optional<List<QueueMessage>> in(String queue, int most) {
        return broker.browse(queue, most)
                .map(found -> found.stream().map(HubQueues::message).toList());
    }

    private static QueueRow row(QueueHealth queue, @Nullable CountedQueues before, boolean still, Instant now) {
        QueueHealth then = before == null ? null : before.queues().get(queue.name());
        QueueRow.Throughput pace = before == null || then == null || !now.isAfter(before.at())
                ? null
                : new QueueRow.Throughput(
                        perMinute(queue.added() - then.added(), before.at(), now),
                        perMinute(queue.taken() - then.taken(), before.at(), now));
        return new QueueRow(
                queue.name(),
                queue.messages(),
                queue.bytes(),
                queue.delivering(),
                queue.retrying(),
                queue.consumers(),
                queue.oldest().orElse(null),
                queue.paused(),
                still,
                pace,
                new QueueRow.Counts(queue.added(), queue.taken(), queue.again(), queue.dead(), queue.expired()));
    }

    private static double perMinute(long count, Instant from, Instant to) {
        return 60_000.0 * count / Math.max(1, Duration.between(from, to).toMillis());
    }

    private static QueueMessage message(BrowsedMessage one) {
        return QueueMessage.of(
                one.kind(),
                one.name(),
                HubBroker.isHub(one.sender()) ? "" : one.sender(),
                one.bytes(),
                one.since(),
                one.deliveries(),
                one.place().name(),
                one.next());
    }
}
