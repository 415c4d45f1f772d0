package vn.antin.node;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import vn.antin.archive.RetentionRun;
import vn.antin.dispatch.Dispatcher;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.query.LatencyHistogram;
import vn.antin.log.Issuer;
import vn.antin.log.NodePublisher;
import vn.antin.log.ProofRenewal;
import vn.antin.log.Sequencer;
import vn.antin.node.broker.HubBroker;
import vn.antin.node.config.Config;
import vn.antin.node.join.AdmittedLists;
import vn.antin.node.join.KeyRollover;
import vn.antin.node.join.Registry;
import vn.antin.parts.PartsCollector;
import vn.antin.relay.BrokerTraffic;
import vn.antin.relay.HubHandshake;
import vn.antin.relay.HubProbe;
import vn.antin.relay.NodeLines;
import vn.antin.relay.PartsGate;
import vn.antin.relay.QueueReturns;
import vn.antin.relay.Relay;
import vn.antin.relay.TrafficCounter;
import vn.antin.relay.Witness;
import vn.antin.seal.Sealer;
import vn.antin.seal.timestamp.TimeStampSource;

/** The stops of a hub, which its routes call. */
final class HubStops {

    private final Storage storage;
    private final LineMonitors monitors;
    private final BrokerTraffic traffic;

    /**
     * What the hub knows of the lines to its nodes.
     *
     * @param latency from a receipt's checkpoint to its arrival here
     */
    record LineMonitors(NodeLines lines, Heartbeats heartbeats, TrafficCounter traffic, LatencyHistogram latency) {}

    HubStops(Storage storage, LineMonitors monitors, BrokerTraffic traffic) {
        this.storage = storage;
        this.monitors = monitors;
        this.traffic = traffic;
    }

    /** By the names in the route files. */
    Map<String, Object> beans(Sealer sealer, TimeStampSource timeStamps, Registry registry, KeyRollover rollover) {
        Config config = storage.config();
        Repositories repositories = storage.repositories();
        DirectoryEditions directories = storage.directories();
        Clock clock = storage.clock();
        Issuer issuer = new Issuer(
                config.node(),
                repositories.evidence(),
                () -> directories.current().serial(),
                OptionalLong::empty,
                clock);
        PartsGate parts = new PartsGate(
                repositories,
                issuer,
                storage.parts(),
                new PartsGate.StoreLimits(
                        config.limits().storeBytes(), config.limits().quotaBytes()),
                monitors.traffic());
        Relay relay = new Relay(repositories, directories, issuer, parts, config.mode(), monitors.traffic(), clock);
        Map<String, Object> beans = new HashMap<>();
        beans.put("partsGate", parts);
        beans.put(
                "partsCollector",
                new PartsCollector(repositories, storage.parts(), config.times().parts(), clock));
        beans.put("retention", new RetentionRun(repositories, storage.retention(), clock));
        beans.put(
                "failures",
                new RouteFailures(repositories, relay::abandon, config.times().deadLetters(), clock));
        beans.put("relay", relay);
        beans.put("returns", new QueueReturns(repositories, directories, issuer, traffic));
        beans.put(
                "witness",
                new Witness(repositories, directories, directories.trust(), clock)
                        .onArrival(time -> monitors.latency().record(time.toMillis())));
        beans.put(
                "handshake",
                new HubHandshake(repositories, directories, monitors.heartbeats(), clock).certifying(registry));
        beans.put("lines", monitors.lines());
        beans.put("probe", new HubProbe(storage.ledger(), HubBroker.self(), clock));
        beans.put("registry", registry);
        beans.put(
                "admittedLists",
                new AdmittedLists(config.authorityOrFail().lists(), repositories, directories, registry, clock));
        beans.put("rollover", rollover);
        beans.put("dispatcher", new Dispatcher(repositories, config.times().retry(), clock));
        beans.put("proofRenewal", new ProofRenewal(repositories, directories, timeStamps, clock));
        beans.put(
                "sequencer",
                new Sequencer(
                        repositories,
                        sealer,
                        timeStamps,
                        new NodePublisher(
                                repositories.checkpoints(), repositories.outbox(), repositories.awaitingWitness()),
                        () -> true,
                        clock));
        return beans;
    }
}
