package vn.antin.node;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Supplier;
import vn.antin.directory.HubEndpoint;
import vn.antin.envelope.VietnamTime;
import vn.antin.ledger.HubSession;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.query.NodeOverview;
import vn.antin.ledger.query.WaitingWork;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.seal.pki.Keys;
import vn.antin.wire.Heartbeat;

/** How this node stands, looked at when its hub is greeted. */
final class HeartbeatSource implements Supplier<Heartbeat> {

    private final Ledger ledger;
    private final HubSession standing;
    private final Keys keys;
    private final Supplier<HubEndpoint> hub;
    private final Clock clock;

    /** @param hub where it is reached */
    HeartbeatSource(Ledger ledger, HubSession standing, Keys keys, Supplier<HubEndpoint> hub, Clock clock) {
        this.hub = hub;
        this.ledger = ledger;
        this.standing = standing;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public Heartbeat get() {
        WaitingWork backlog = ledger.read(WaitingWork::of);
        Instant midnight = VietnamTime.midnightBefore(clock.instant());
        Heartbeat.Fares fares = ledger.read(tx -> new Heartbeat.Fares(
                standing.roundTrip().orElse(null), NodeOverview.failed(tx, midnight), NodeOverview.overdue(tx)));
        OptionalLong offset = standing.offsetMillis();
        String version = HeartbeatSource.class.getPackage().getImplementationVersion();
        return new Heartbeat(
                version == null ? "dev" : version,
                backlog.documents(),
                backlog.bytes(),
                backlog.oldest(),
                backlog.inbox(),
                backlog.inboxOldest(),
                backlog.lastDocument(),
                offset.isPresent() ? Duration.ofMillis(offset.getAsLong()) : null,
                offset.isPresent() && !standing.good(),
                ledger.freeBytes(),
                days(),
                false,
                fares,
                hub.get().place());
    }

    private int days() {
        long days = KeyFiles.purposes(Config.Role.NODE).stream()
                .map(keys::of)
                .map(key -> key.certificate().getNotAfter().toInstant())
                .mapToLong(end -> Duration.between(clock.instant(), end).toDays())
                .min()
                .orElse(0);
        return Math.toIntExact(Math.max(0, days));
    }
}
