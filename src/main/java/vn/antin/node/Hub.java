package vn.antin.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.ProvinceFile;
import vn.antin.door.http.HttpDoor;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.UsedJoinFiles;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.query.LatencyHistogram;
import vn.antin.node.broker.AllowedPeers;
import vn.antin.node.broker.BrokerSettings;
import vn.antin.node.broker.HubBroker;
import vn.antin.node.broker.QueueNames;
import vn.antin.node.broker.Tls;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.config.RouteSettings;
import vn.antin.node.join.ApartAuthority;
import vn.antin.node.join.AuthorityAnswers;
import vn.antin.node.join.AuthorityRing;
import vn.antin.node.join.AuthorityRollover;
import vn.antin.node.join.HubKeyRollover;
import vn.antin.node.join.ProvinceSigners;
import vn.antin.node.join.Registry;
import vn.antin.node.join.ReturnFiles;
import vn.antin.relay.NodeLines;
import vn.antin.relay.TrafficCounter;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.KeyRing;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.seal.timestamp.HttpTimeStamps;
import vn.antin.seal.timestamp.LocalTimeStamps;
import vn.antin.seal.timestamp.TimeStampSource;

/** A running hub: its modules in the order they open; {@link #close} stops them in the reverse order. */
public final class Hub implements AutoCloseable {

    private static final Duration TIME_STAMP_TIMEOUT = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(Hub.class);

    /** In the order of the way. */
    static final List<String> ROUTES = List.of(
            "on-failure.camel.yaml",
            "dead-letters.camel.yaml",
            "hub/1-relay.camel.yaml",
            "hub/2-pump.camel.yaml",
            "hub/3-log.camel.yaml",
            "hub/4-welcome.camel.yaml",
            "hub/5-parts.camel.yaml",
            "hub/6-lines.camel.yaml",
            "hub/7-probe.camel.yaml",
            "hub/8-dead.camel.yaml",
            "hub/9-renewal.camel.yaml",
            "hub/9-retention.camel.yaml");

    private final ModuleRuntime runtime;
    private final Storage storage;
    private final AllowedPeers peers;
    private final HubBroker broker;
    private final HttpDoor door;
    private final Supplier<ProvinceFile> province;
    private final Registry registry;

    /** Starts the hub; it takes connections when this returns. */
    public static Hub start(Config config, CrashPoints crashPoints, Clock clock) {
        return ModuleRuntime.start(runtime -> new Hub(runtime, config, crashPoints, clock));
    }

    private Hub(ModuleRuntime runtime, Config config, CrashPoints crashPoints, Clock clock) {
        this.runtime = runtime;
        Trust trust = Trust.read(config.trust());
        KeyRing keys = KeyFiles.ring(config);
        AuthorityRing authority = AuthorityRing.open(config, clock);
        this.storage = Storage.open(runtime, config, trust, crashPoints, clock);
        this.peers = new DirectoryPeers(storage.directories(), clock);
        this.broker = openBroker(keys);
        HubStops.LineMonitors monitors = monitors();
        checkPortIsFree(config.brokerOrFail());
        broker.start();
        @Nullable
        ApartAuthority apart = authority.isApart()
                ? new ApartAuthority(
                        authority, storage.repositories(), config.times().authorityAwaited(), clock)
                : null;
        this.registry = registry(apart == null ? authority : apart);
        Sealer sealer = KeyFiles.sealer(() -> keys.of(Purpose.SEAL), config.seal(), clock);
        HubKeyRollover rollover =
                new HubKeyRollover(config, keys, storage.repositories(), storage.directories(), registry, clock);
        AuthorityRollover authorityRollover = new AuthorityRollover(
                config, authority, storage.repositories(), storage.directories(), registry, clock);
        @Nullable
        AuthorityAnswers answers = apart == null
                ? null
                : new AuthorityAnswers(apart, registry, storage.directories(), storage.ledger(), sealer, clock);
        TimeStampSource timeStamps = timeStamps(authority.keys());
        Map<String, Object> beans =
                new HubStops(storage, monitors, broker).beans(sealer, timeStamps, registry, rollover);
        beans.put("authorityRollover", authorityRollover);
        Routes routes = openRoutes(beans);
        HubDoor opening = new HubDoor(
                runtime,
                storage,
                new HubDoor.HubKeys(keys, authority, authorityRollover, answers),
                rollover,
                broker,
                routes,
                monitors);
        this.province = opening::province;
        this.door = opening.open(peers, registry, timeStamps);
        log.info("hub {} ready, broker port {}, https port {}", config.node(), broker.port(), door.port());
    }

    private HubBroker openBroker(Keys keys) {
        Config config = storage.config();
        Config.Address address = config.brokerOrFail();
        return runtime.opened(new HubBroker(
                config.data().resolve("broker"),
                BrokerSettings.of(address.host(), address.port())
                        .withNodeBytesPerHour(config.limits().nodeBytesPerHour()),
                Tls.hub(() -> keys.of(Purpose.CONNECTION), storage.directories().trust()::anchors, storage.clock()),
                peers,
                storage.clock()));
    }

    private HubStops.LineMonitors monitors() {
        Heartbeats heartbeats = new Heartbeats();
        TrafficCounter traffic = new TrafficCounter(storage.clock());
        NodeLines lines = new NodeLines(
                        storage.ledger(),
                        heartbeats,
                        () -> storage.directories().current().agencies(),
                        broker,
                        traffic,
                        storage.clock())
                .under(storage.directories()::newest);
        return new HubStops.LineMonitors(lines, heartbeats, traffic, new LatencyHistogram());
    }

    /** Said before the broker tries, which would only log it. */
    private static void checkPortIsFree(Config.Address address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(address.host(), address.port()));
        } catch (IOException e) {
            throw new Refused(Fault.PORT_TAKEN, e, address.host() + ":" + address.port());
        }
    }

    /** The directory in force holds for days, and a route renews it: a start does not fail for lack of room. */
    private Registry registry(ProvinceSigners authority) {
        Registry registry = new Registry(
                storage.directories(),
                new UsedJoinFiles(storage.ledger()),
                authority,
                storage.config().times().overlap(),
                storage.clock());
        try {
            registry.refresh();
        } catch (TryLater later) {
            log.warn("the directory is renewed later: {}", later.getMessage());
        }
        return registry;
    }

    private TimeStampSource timeStamps(Keys authorityKeys) {
        var external = storage.config().authorityOrFail().timeStamps();
        return external == null
                ? new LocalTimeStamps(() -> authorityKeys.of(Purpose.TIME_STAMP), storage.clock())
                : new HttpTimeStamps(external, TIME_STAMP_TIMEOUT);
    }

    private Routes openRoutes(Map<String, Object> beans) {
        Properties settings = RouteSettings.routes();
        settings.putAll(QueueNames.standard().forHub());
        Routes routes = runtime.opened(
                new Routes(storage.config().node().value(), beans, Map.of("jms", broker.connections()), settings));
        broker.expectConsumers(() -> expectedConsumers(routes));
        routes.start(ROUTES, ConsoleModule.stopped(storage.ledger()));
        storage.ledger().onWake(routes::wake);
        TrustFile.keep(storage);
        ReturnFiles returns =
                new ReturnFiles(storage.config(), storage.directories(), new UsedJoinFiles(storage.ledger()));
        returns.look();
        // A node takes a newer directory at its next greeting; it may miss three of them.
        Duration greeted = Duration.ofMillis(4 * Long.parseLong(settings.getProperty("greeting.every")));
        storage.directories().onChange((before, fresh) -> {
            returns.look();
            broker.ensureQueues();
            broker.disconnectRefused();
            // All nodes at once would fetch what none of them needs yet.
            Instant soon = storage.clock().instant().plus(greeted);
            if (before.filter(known -> fresh.edition().worksLike(known.edition(), soon))
                    .isEmpty()) {
                routes.announce();
            }
        });
        return routes;
    }

    /** The most consumers of one connection at each queue: what this program has, and what any node's program has. */
    private Map<String, Integer> expectedConsumers(Routes routes) {
        Map<String, Integer> expected = new HashMap<>(routes.consumers());
        Properties settings = RouteSettings.routes();
        QueueNames names = QueueNames.standard();
        for (NodeId node : peers.nodes()) {
            expected.put(names.down(node), Integer.valueOf(settings.getProperty("receive.consumers")));
            expected.put(names.downUrgent(node), Integer.valueOf(settings.getProperty("settle.consumers")));
        }
        return expected;
    }

    public int httpsPort() {
        return door.port();
    }

    public int brokerPort() {
        return broker.port();
    }

    public HubBroker broker() {
        return broker;
    }

    public Registry registry() {
        return registry;
    }

    /** What this hub gives to that of another province before they become one. */
    public ProvinceFile provinceFile() {
        return province.get();
    }

    public Repositories repositories() {
        return storage.repositories();
    }

    /** Where the address stands at which the first person chooses a password for the console; nothing once one has. */
    public Optional<Path> firstLink() {
        return LoginLinks.first(storage.config().data());
    }

    /** Sets what runs once when another process has taken over the ledger; this one can only end then. */
    public void onLedgerLost(Runnable listener) {
        storage.ledger().onLost(listener);
    }

    /** Door, routes, broker, ledger: each in turn, whatever the one before it did; ten seconds at most. */
    @Override
    public void close() {
        runtime.close();
    }
}
