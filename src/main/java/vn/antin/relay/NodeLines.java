package vn.antin.relay;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Agency;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.Pauses;
import vn.antin.ledger.Pauses.PausedNode;
import vn.antin.ledger.db.Ledger;
import vn.antin.relay.BrokerTraffic.Waiting;
import vn.antin.wire.Heartbeat;

/**
 * How every agency and its line stand. Looked at every few seconds by one route; pages read the last look, so that ten
 * thousand rows cost one reader nothing. Since when something stands so is kept in the ledger and survives the hub.
 */
public final class NodeLines {

    /** A node greets twice a minute; three greetings that did not come are no accident. */
    private static final Duration UNHEARD = Duration.ofSeconds(100);

    /** What is for a node that is connected is taken within this, else it takes nothing. */
    private static final Duration UNTAKEN = Duration.ofMinutes(2);

    /** An agency's software that takes nothing for a working day. */
    private static final Duration UNREAD = Duration.ofHours(8);

    /** After a start of the hub, nodes get so long to come back before they count as gone. */
    private static final Duration COMING_BACK = Duration.ofMinutes(1);

    /** Large parts are counted at every so many looks only: they are many rows, and take their time on the line. */
    private static final int PARTS_EVERY = 10;

    private final Ledger ledger;
    private final Heartbeats heartbeats;
    private final Supplier<List<Agency>> agencies;
    private final BrokerTraffic traffic;
    private final TrafficCounter passing;
    private final Clock clock;
    private final Instant started;
    private final Set<NodeId> seen = new HashSet<>();
    private final Map<NodeId, Taken> taken = new HashMap<>();
    /** Since when the connection of a node stands, as this hub saw it. */
    private final Map<NodeId, Instant> connectedSince = new HashMap<>();

    private Map<NodeId, Long> parts = Map.of();
    private long viewAudit;
    private volatile List<LineRow> rows = List.of();
    private volatile Runnable change = () -> {};

    /** How many messages were taken from a node's queues, and since when no other was. */
    private record Taken(long count, Instant since) {}

    private record Judged(NodeLineState state, String why) {}

    /** All that one look rests on. */
    private record Seen(
            Map<NodeId, Heartbeats.LastHeartbeat> kept,
            Map<NodeId, PausedNode> paused,
            Map<NodeId, Long> unsent,
            Set<NodeId> connected,
            Map<NodeId, Waiting> waiting,
            Map<NodeId, Long> parts) {}

    public NodeLines(
            Ledger ledger,
            Heartbeats heartbeats,
            Supplier<List<Agency>> agencies,
            BrokerTraffic traffic,
            TrafficCounter passing,
            Clock clock) {
        this.passing = passing;
        this.ledger = ledger;
        this.heartbeats = heartbeats;
        this.agencies = agencies;
        this.traffic = traffic;
        this.clock = clock;
        this.started = clock.instant();
    }

    /** Told when the rows are others than at the look before. */
    public void onChange(Runnable listener) {
        change = listener;
    }

    /** As they stood at the last look, worst first. */
    public List<LineRow> rows() {
        return rows;
    }

    /** The agency's row at the last look. */
    public Optional<LineRow> row(AgencyCode agency) {
        return rows.stream().filter(row -> row.agency().code().equals(agency)).findFirst();
    }

    /** Looks at all of them; what has changed since is kept. A repeat changes nothing. */
    public synchronized void look() {
        Instant now = clock.instant();
        if (viewAudit++ % PARTS_EVERY == 0) {
            parts = ledger.read(heartbeats::parts);
        }
        Seen all = new Seen(
                ledger.read(heartbeats::all),
                ledger.read(Pauses::all).stream()
                        .collect(Collectors.toMap(pause -> new NodeId(pause.target()), Function.identity())),
                ledger.read(heartbeats::unsent),
                traffic.connected(),
                traffic.waiting(),
                parts);
        seen.addAll(all.connected());
        all.waiting().keySet().forEach(node -> traffic.pause(node, all.paused().containsKey(node)));
        Map<NodeId, Judged> states = new HashMap<>();
        Map<NodeId, Instant> since = new HashMap<>();
        Map<NodeId, Judged> fresh = new HashMap<>();
        all.kept().forEach((node, kept) -> {
            Judged judged = judge(kept, all, now);
            states.put(node, judged);
            since.put(node, since(kept, judged.state(), now));
            if (!kept.state().equals(judged.state().name())) {
                fresh.put(node, judged);
            }
        });
        if (!fresh.isEmpty()) {
            ledger.storeRelaxed(
                    "lines.stands",
                    tx -> fresh.forEach((node, judged) -> heartbeats.stands(
                            tx, node, judged.state().name(), Objects.requireNonNull(since.get(node)))));
        }
        List<LineRow> found = agencies.get().stream()
                .map(agency -> row(agency, passing.of(codes(agency), now), all, states, since))
                .sorted(LineRow.WORST)
                .toList();
        boolean other = !found.equals(rows);
        rows = found;
        if (other) {
            change.run();
        }
    }

    private static LineRow row(
            Agency agency,
            TrafficCounter.Passed passed,
            Seen all,
            Map<NodeId, Judged> states,
            Map<NodeId, Instant> since) {
        NodeId node = agency.node();
        if (node == null) {
            return new LineRow(agency, NodeLineState.NOT_JOINED, "", null, null, 0, 0, passed, null);
        }
        Waiting waiting = all.waiting().getOrDefault(node, Waiting.NONE);
        Heartbeats.LastHeartbeat kept = all.kept().get(node);
        Judged judged = states.getOrDefault(node, new Judged(NodeLineState.NEVER, ""));
        return new LineRow(
                agency,
                judged.state(),
                judged.why(),
                since.get(node),
                kept,
                waiting.messages() + all.unsent().getOrDefault(node, 0L),
                waiting.bytes() + all.parts().getOrDefault(node, 0L),
                passed,
                all.paused().get(node));
    }

    /** Who sends may still call itself by an older code. */
    private static List<AgencyCode> codes(Agency agency) {
        List<AgencyCode> codes = new ArrayList<>(agency.aliases());
        codes.add(agency.code());
        return codes;
    }

    /** What the ledger says, unless it has just become so; for a line that broke while no hub ran, the last word. */
    private Instant since(Heartbeats.LastHeartbeat kept, NodeLineState state, Instant now) {
        if (kept.state().equals(state.name())) {
            return kept.since();
        }
        boolean before = state == NodeLineState.DOWN && kept.heard().isBefore(started);
        return before ? kept.heard() : now;
    }

    private Judged judge(Heartbeats.LastHeartbeat kept, Seen all, Instant now) {
        NodeId node = kept.node();
        Heartbeat beat = kept.beat();
        if (!all.connected().contains(node)) {
            taken.remove(node);
            connectedSince.remove(node);
            if (beat.stopping()) {
                return new Judged(NodeLineState.STOPPED, "");
            }
            boolean comingBack = !seen.contains(node) && now.isBefore(started.plus(COMING_BACK));
            return new Judged(comingBack ? before(kept) : NodeLineState.DOWN, comingBack ? "COMING_BACK" : "");
        }
        // The last greeting before a cut says nothing of the time since: a node that is back has its time to greet.
        Instant back = connectedSince.computeIfAbsent(node, unused -> now);
        Instant heard = kept.heard().isAfter(back) ? kept.heard() : back;
        if (!beat.stopping() && now.isAfter(heard.plus(UNHEARD))) {
            return new Judged(NodeLineState.SILENT, "UNHEARD");
        }
        if (all.paused().containsKey(node)) {
            return new Judged(NodeLineState.PAUSED, "");
        }
        Waiting waiting = all.waiting().getOrDefault(node, Waiting.NONE);
        if (untaken(node, waiting, now)) {
            return new Judged(NodeLineState.SILENT, "UNTAKEN");
        }
        if (beat.clockWrong()) {
            return new Judged(NodeLineState.CLOCK, "");
        }
        Instant unread = beat.inboxOldest();
        if (unread != null && now.isAfter(unread.plus(UNREAD))) {
            return new Judged(NodeLineState.SILENT, "UNREAD");
        }
        boolean busy = waiting.messages() + beat.documents() + all.unsent().getOrDefault(node, 0L) > 0;
        return new Judged(busy ? NodeLineState.BUSY : NodeLineState.GOOD, "");
    }

    /** A hub that starts knows no better than what it knew when it stopped. */
    private static NodeLineState before(Heartbeats.LastHeartbeat kept) {
        return NodeLineState.valueOf(kept.state());
    }

    private boolean untaken(NodeId node, Waiting waiting, Instant now) {
        @Nullable Taken before = taken.get(node);
        if (before == null || before.count() != waiting.taken() || waiting.messages() == 0) {
            taken.put(node, new Taken(waiting.taken(), now));
            return false;
        }
        return now.isAfter(before.since().plus(UNTAKEN));
    }
}
