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
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.Pauses;
import vn.antin.ledger.Pauses.PausedNode;
import vn.antin.ledger.db.Ledger;
import vn.antin.relay.BrokerTraffic.WaitingMessages;
import vn.antin.wire.Heartbeat;

/**
 * The state of every agency's line. A route refreshes it every few seconds and pages read the last result, so that ten
 * thousand rows cost a reader nothing. The start of each state is kept in the ledger and survives a restart of the hub.
 */
public final class NodeLines {

    /** A node greets twice a minute; after three missed greetings it counts as silent. */
    private static final Duration UNHEARD = Duration.ofSeconds(100);

    /** A connected node that takes no message for this long counts as silent. */
    private static final Duration UNTAKEN = Duration.ofMinutes(2);

    /** An agency's software that takes no document for this long, a working day, counts as silent. */
    private static final Duration UNREAD = Duration.ofHours(8);

    /** Time for nodes to reconnect after a start of the hub. */
    private static final Duration COMING_BACK = Duration.ofMinutes(1);

    /** Large parts are counted at every tenth refresh only: they are many rows and change slowly. */
    private static final int PARTS_EVERY = 10;

    private final Ledger ledger;
    private final Heartbeats heartbeats;
    private final Supplier<List<Agency>> agencies;
    private final BrokerTraffic traffic;
    private final TrafficCounter trafficCounter;
    private final Clock clock;
    private final Instant started;
    private final Set<NodeId> seen = new HashSet<>();
    private final Map<NodeId, TakenCount> taken = new HashMap<>();
    /** When the connection of a node was first seen. */
    private final Map<NodeId, Instant> connectedSince = new HashMap<>();

    private Map<NodeId, Long> parts = Map.of();
    private long refreshes;
    private volatile List<LineRow> rows = List.of();
    private volatile Runnable change = () -> {};
    private volatile Supplier<Optional<Directory>> directory = Optional::empty;

    /** The count of messages taken from a node's queues, and when it last changed. */
    private record TakenCount(long count, Instant since) {}

    private record Judged(NodeLineState state, String why) {}

    /** The input of one refresh. */
    private record Inputs(
            Map<NodeId, Heartbeats.LastHeartbeat> kept,
            Map<NodeId, PausedNode> paused,
            Map<NodeId, Long> unsent,
            Set<NodeId> connected,
            Map<NodeId, WaitingMessages> waiting,
            Map<NodeId, Long> parts) {}

    public NodeLines(
            Ledger ledger,
            Heartbeats heartbeats,
            Supplier<List<Agency>> agencies,
            BrokerTraffic traffic,
            TrafficCounter trafficCounter,
            Clock clock) {
        this.trafficCounter = trafficCounter;
        this.ledger = ledger;
        this.heartbeats = heartbeats;
        this.agencies = agencies;
        this.traffic = traffic;
        this.clock = clock;
        this.started = clock.instant();
    }

    /** Sets a listener for a refresh that changed a row. */
    public void onChange(Runnable listener) {
        change = listener;
    }

    /** Sets the directory in force, which may bar nodes. */
    public NodeLines under(Supplier<Optional<Directory>> inForce) {
        directory = inForce;
        return this;
    }

    /** Serial of the directory's edition in force; 0 before there is one. */
    public long edition() {
        return directory.get().map(Directory::serial).orElse(0L);
    }

    /** The rows of the last refresh, worst first. */
    public List<LineRow> rows() {
        return rows;
    }

    /** The agency's row of the last refresh. */
    public Optional<LineRow> row(AgencyCode agency) {
        return rows.stream().filter(row -> row.agency().code().equals(agency)).findFirst();
    }

    /** Refreshes all rows and stores state changes. A repeat changes nothing. */
    public synchronized void look() {
        Instant now = clock.instant();
        if (refreshes++ % PARTS_EVERY == 0) {
            parts = ledger.read(heartbeats::parts);
        }
        Inputs inputs = new Inputs(
                ledger.read(heartbeats::all),
                ledger.read(Pauses::all).stream()
                        .collect(Collectors.toMap(pause -> new NodeId(pause.target()), Function.identity())),
                ledger.read(heartbeats::unsent),
                traffic.connected(),
                traffic.waiting(),
                parts);
        seen.addAll(inputs.connected());
        inputs.waiting()
                .keySet()
                .forEach(node -> traffic.pause(node, inputs.paused().containsKey(node)));
        Map<NodeId, Judged> states = new HashMap<>();
        Map<NodeId, Instant> since = new HashMap<>();
        Map<NodeId, Judged> fresh = new HashMap<>();
        inputs.kept().forEach((node, kept) -> {
            Judged judged = judge(kept, inputs, now);
            states.put(node, judged);
            since.put(node, since(kept, judged.state(), now));
            if (!kept.state().equals(judged.state().name())) {
                fresh.put(node, judged);
            }
        });
        if (!fresh.isEmpty()) {
            ledger.storeRelaxed(
                    "lines.stands",
                    tx -> fresh.forEach((node, judged) -> heartbeats.setState(
                            tx, node, judged.state().name(), Objects.requireNonNull(since.get(node)))));
        }
        List<LineRow> found = agencies.get().stream()
                .map(agency -> row(agency, trafficCounter.of(codes(agency), now), inputs, states, since))
                .sorted(LineRow.WORST)
                .toList();
        boolean changed = !found.equals(rows);
        rows = found;
        if (changed) {
            change.run();
        }
    }

    private static LineRow row(
            Agency agency,
            TrafficCounter.Passed passed,
            Inputs inputs,
            Map<NodeId, Judged> states,
            Map<NodeId, Instant> since) {
        NodeId node = agency.node();
        if (node == null) {
            return new LineRow(agency, NodeLineState.NOT_JOINED, "", null, null, 0, 0, passed, null);
        }
        WaitingMessages waiting = inputs.waiting().getOrDefault(node, WaitingMessages.NONE);
        Heartbeats.LastHeartbeat kept = inputs.kept().get(node);
        Judged judged = states.getOrDefault(node, new Judged(NodeLineState.NEVER, ""));
        return new LineRow(
                agency,
                judged.state(),
                judged.why(),
                since.get(node),
                kept,
                waiting.messages() + inputs.unsent().getOrDefault(node, 0L),
                waiting.bytes() + inputs.parts().getOrDefault(node, 0L),
                passed,
                inputs.paused().get(node));
    }

    /** All codes of an agency: a sender may still use an older one. */
    private static List<AgencyCode> codes(Agency agency) {
        List<AgencyCode> codes = new ArrayList<>(agency.aliases());
        codes.add(agency.code());
        return codes;
    }

    /**
     * The start of a state: as stored, or now if the state is new; for a line that broke while no hub ran, the last
     * heartbeat.
     */
    private Instant since(Heartbeats.LastHeartbeat kept, NodeLineState state, Instant now) {
        if (kept.state().equals(state.name())) {
            return kept.since();
        }
        boolean before = state == NodeLineState.DOWN && kept.heard().isBefore(started);
        return before ? kept.heard() : now;
    }

    private Judged judge(Heartbeats.LastHeartbeat kept, Inputs inputs, Instant now) {
        NodeId node = kept.node();
        Heartbeat beat = kept.beat();
        Optional<String> barred = directory.get().flatMap(inForce -> barred(inForce, node));
        if (barred.isPresent()) {
            return new Judged(NodeLineState.PAUSED, barred.get());
        }
        if (!inputs.connected().contains(node)) {
            taken.remove(node);
            connectedSince.remove(node);
            if (beat.stopping()) {
                return new Judged(NodeLineState.STOPPED, "");
            }
            boolean comingBack = !seen.contains(node) && now.isBefore(started.plus(COMING_BACK));
            return new Judged(comingBack ? before(kept) : NodeLineState.DOWN, comingBack ? "COMING_BACK" : "");
        }
        // The last heartbeat before a disconnection says nothing about the time since: a reconnected node gets the same
        // time to greet.
        Instant back = connectedSince.computeIfAbsent(node, unused -> now);
        Instant heard = kept.heard().isAfter(back) ? kept.heard() : back;
        if (!beat.stopping() && now.isAfter(heard.plus(UNHEARD))) {
            return new Judged(NodeLineState.SILENT, "UNHEARD");
        }
        if (inputs.paused().containsKey(node)) {
            return new Judged(NodeLineState.PAUSED, "");
        }
        WaitingMessages waiting = inputs.waiting().getOrDefault(node, WaitingMessages.NONE);
        if (takesNothing(node, waiting, now)) {
            return new Judged(NodeLineState.SILENT, "UNTAKEN");
        }
        if (beat.clockWrong()) {
            return new Judged(NodeLineState.CLOCK, "");
        }
        Instant unread = beat.inboxOldest();
        if (unread != null && now.isAfter(unread.plus(UNREAD))) {
            return new Judged(NodeLineState.SILENT, "UNREAD");
        }
        boolean busy = waiting.messages() + beat.documents() + inputs.unsent().getOrDefault(node, 0L) > 0;
        return new Judged(busy ? NodeLineState.BUSY : NodeLineState.GOOD, "");
    }

    private static Optional<String> barred(Directory inForce, NodeId node) {
        return inForce.bar(node).map(bar -> switch (bar) {
            case REVOKED -> "REVOKED";
            case STOPPED -> inForce.returns(node) ? "RETURNING" : "BARRED";
        });
    }

    /** The state before the hub stopped: a hub that has just started knows nothing newer. */
    private static NodeLineState before(Heartbeats.LastHeartbeat kept) {
        return NodeLineState.valueOf(kept.state());
    }

    private boolean takesNothing(NodeId node, WaitingMessages waiting, Instant now) {
        @Nullable TakenCount before = taken.get(node);
        if (before == null || before.count() != waiting.taken() || waiting.messages() == 0) {
            taken.put(node, new TakenCount(waiting.taken(), now));
            return false;
        }
        return now.isAfter(before.since().plus(UNTAKEN));
    }
}
