package vn.antin.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.console.pages.HubPages;
import vn.antin.directory.Directory;
import vn.antin.directory.NodeEntry;
import vn.antin.dispatch.Dispatcher;
import vn.antin.door.DoorLimits;
import vn.antin.door.Errors;
import vn.antin.door.docs.Docs;
import vn.antin.door.docs.ErrorPages;
import vn.antin.door.http.HttpDoor;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.RestoreRecovery;
import vn.antin.ledger.UsedJoinFiles;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.query.LatencyHistogram;
import vn.antin.ledger.query.LedgerGauges;
import vn.antin.log.Issuer;
import vn.antin.log.NodePublisher;
import vn.antin.log.Sequencer;
import vn.antin.node.broker.AllowedPeers;
import vn.antin.node.broker.BrokerSettings;
import vn.antin.node.broker.HubBroker;
import vn.antin.node.broker.QueueNames;
import vn.antin.node.broker.Tls;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.config.RouteSettings;
import vn.antin.node.join.JoinEndpoint;
import vn.antin.node.join.Registry;
import vn.antin.observe.Alerts;
import vn.antin.observe.Sampler;
import vn.antin.parts.PartStore;
import vn.antin.parts.PartsCollector;
import vn.antin.relay.HubHandshake;
import vn.antin.relay.HubProbe;
import vn.antin.relay.NodeLines;
import vn.antin.relay.PartsGate;
import vn.antin.relay.Relay;
import vn.antin.relay.TrafficCounter;
import vn.antin.relay.Witness;
import vn.antin.seal.SealAlgorithm;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Authority;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.seal.timestamp.HttpTimeStamps;
import vn.antin.seal.timestamp.LocalTimeStamps;
import vn.antin.seal.timestamp.TimeStampSource;

/** A running hub: the province's broker, ledger, register and door, stopped in the reverse order. */
public final class Hub implements AutoCloseable {

    private static final Duration STAMP_PATIENCE = Duration.ofSeconds(5);
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
            "hub/8-dead.camel.yaml");

    private final Config config;
    private final Clock clock;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Ledger ledger;
    private final Repositories repositories;
    private final LogMark mark;
    private final PartStore store;
    private final Trust trust;
    private final DirectoryEditions directories;
    private final HubBroker broker;
    private final Heartbeats heartbeats = new Heartbeats();
    private final TrafficCounter passing;
    private final NodeLines lines;
    private final LatencyHistogram took = new LatencyHistogram();
    private final HttpDoor door;

    /** Starts the hub; it takes connections when this returns. */
    public static Hub start(Config config, CrashPoints watch, Clock clock) {
        return new Hub(config, watch, clock);
    }

    private Hub(Config config, CrashPoints watch, Clock clock) {
        this.config = config;
        this.clock = clock;
        try {
            this.trust = Trust.read(config.trust());
            Keys keys = KeyFiles.open(config.keys(), config.pin());
            Keys authority = KeyFiles.open(config.authorityOrFail().keys(), config.pin());
            this.ledger = opened(config.openLedger(watch));
            this.repositories = Repositories.of(config.node(), ledger, clock);
            this.mark = opened(new LogMark(config.data(), repositories));
            mark.beyond().ifPresent(beyond -> goOnAsRestored());
            this.store = new PartStore(config.data().resolve("parts"));
            this.directories = new DirectoryEditions(ledger, repositories.log(), trust, clock);
            firstDirectory();
            Config.Address address = config.brokerOrFail();
            this.broker = opened(new HubBroker(
                    config.data().resolve("broker"),
                    BrokerSettings.of(address.host(), address.port())
                            .withNodeBytesPerHour(config.limits().nodeBytesPerHour()),
                    Tls.hub(keys.of(Purpose.CONNECTION), trust.anchors()),
                    new Listed(),
                    clock));
            this.passing = new TrafficCounter(clock);
            this.lines = new NodeLines(
                    ledger, heartbeats, () -> directories.current().agencies(), broker, passing, clock);
            checkFree(address);
            broker.start();
            this.door = wire(keys, authority);
            log.info("hub {} ready, broker port {}, https port {}", config.node(), broker.port(), door.port());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** An older ledger was put back by hand: two checkpoints of one size would look like two histories. */
    private void goOnAsRestored() {
        int again = ledger.commit("log.older", tx -> new RestoreRecovery(repositories).hub(tx, clock.instant()));
        log.error("this hub goes on as after a restore: {} copies go out again", again);
    }

    /** Said before the broker tries, which would only log it. */
    private static void checkFree(Config.Address address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(address.host(), address.port()));
        } catch (IOException e) {
            throw new Refused(Fault.PORT_TAKEN, e, address.host() + ":" + address.port());
        }
    }

    private void firstDirectory() {
        Path file = config.data().resolveSibling("directory.xml");
        if (directories.newest().isEmpty() && Files.isRegularFile(file)) {
            directories.take(KeyFiles.read(file));
        }
    }

    private HttpDoor wire(Keys keys, Keys authorityKeys) {
        Sealer sealer = KeyFiles.sealer(keys.of(Purpose.SEAL), config.seal(), clock);
        Authority authority = new Authority(authorityKeys.of(Purpose.AUTHORITY), clock);
        var directoryKey = authorityKeys.of(Purpose.DIRECTORY);
        Registry registry = new Registry(
                directories,
                new UsedJoinFiles(ledger),
                authority,
                new Sealer(
                        directoryKey,
                        SealAlgorithm.defaultFor(directoryKey.certificate().getPublicKey()),
                        clock),
                clock);
        renew(registry);
        Routes routes = routes(sealer, stamps(authorityKeys), registry);
        broker.expectConsumers(() -> expected(routes));
        routes.start(ROUTES, ConsoleModule.stopped(ledger));
        ledger.onWake(routes::wake);
        directories.onChange(() -> {
            broker.ensureQueues();
            routes.announce();
        });
        // Each node brings one part and fetches one at a time, and a call under way has a thread.
        DoorLimits limits = new DoorLimits(1 << 20, 1 << 20, 16, 1, 16, 512, 64, Duration.ofSeconds(20));
        Errors errors = Errors.load();
        HttpDoor made = new HttpDoor(
                        new InetSocketAddress(
                                config.listen().host(), config.listen().port()),
                        Tls.hub(keys.of(Purpose.CONNECTION), trust.anchors()).context(),
                        true,
                        limits,
                        errors)
                .known(Tls.hosts(keys.of(Purpose.CONNECTION), config.listen().host()));
        made.addServlet(PartsEndpoint.PATH, new PartsEndpoint(new Listed(), repositories, store));
        made.addServlet(DirectoryEndpoint.PATH, new DirectoryEndpoint(new Listed(), directories));
        made.addServlet(LinesEndpoint.PATH, new LinesEndpoint(new Listed(), repositories, lines));
        made.addServlet(SpeedEndpoint.PATH, new SpeedEndpoint(new Listed()));
        byte[] secret = KeyFiles.read(config.data().resolveSibling("join.secret"));
        made.addServlet(
                JoinEndpoint.PATH,
                new JoinEndpoint(
                        registry,
                        directories,
                        authority,
                        keys.of(Purpose.CONNECTION).certificate(),
                        secret,
                        clock));
        made.addServlet(ErrorPages.PATH + "*", new ErrorPages(errors));
        // the pages of errors have their looks and their links from there
        made.addServlet(Docs.PATH, new Docs());
        ConsoleModule consoleModule =
                new ConsoleModule(repositories, config.people(), KeyFiles.paper(keys, clock), errors, clock);
        BackupModule backupModule = opened(BackupModule.start(config, ledger, clock));
        ObserveModule observeModule = new ObserveModule(
                        config,
                        repositories,
                        directories,
                        keys,
                        () -> directories.current().province(),
                        ObserveModule.hub(broker::health, routes.bean("probe", HubProbe.class)::cameBack),
                        backupModule,
                        clock)
                .over(routes::runs)
                .also(authorityKeys);
        observeModule.open(made, key -> false, errors).ifPresent(this::opened);
        HubQueues queues =
                new HubQueues(broker, () -> observeModule.observatory().now().stalls(), clock);
        Sampler sampler = Sampler.hub(
                ledger,
                observeModule.observatory(),
                new LedgerGauges(repositories),
                took,
                () -> HubPages.there(lines.rows()));
        observeModule.trace().ifPresent(this::opened);
        QuotaAlarms quotas =
                new QuotaAlarms(repositories, broker::overQuota, config.limits().nodeBytesPerHour(), clock);
        Alerts alerts = opened(observeModule.watch(errors)).beside(() -> {
            sampler.look();
            queues.look();
            mark.keep();
            quotas.look();
        });
        consoleModule.hub(
                made,
                lines,
                heartbeats,
                queues,
                directories::current,
                new RouteRepairs(routes),
                routes.board(() -> ConsoleModule.stopped(ledger)),
                observeModule.observatory(),
                alerts,
                new HubMachine(config),
                backupModule,
                observeModule::diagnosis);
        opened(made.start());
        consoleModule.invite(config.data(), "localhost", made.port());
        return made;
    }

    /** The most consumers of one connection at each queue: what this program has, and what any node's program has. */
    private Map<String, Integer> expected(Routes routes) {
        Map<String, Integer> expected = new HashMap<>(routes.consumers());
        Properties settings = RouteSettings.routes();
        QueueNames names = QueueNames.standard();
        for (NodeId node : new Listed().nodes()) {
            expected.put(names.down(node), Integer.valueOf(settings.getProperty("receive.consumers")));
            expected.put(names.downUrgent(node), Integer.valueOf(settings.getProperty("settle.consumers")));
        }
        return expected;
    }

    /** The one in force holds for days, and a route renews it: a start does not fail for lack of room. */
    private static void renew(Registry registry) {
        try {
            registry.refresh();
        } catch (TryLater later) {
            log.warn("the directory is renewed later: {}", later.getMessage());
        }
    }

    private TimeStampSource stamps(Keys authorityKeys) {
        var external = config.authorityOrFail().timeStamps();
        return external == null
                ? new LocalTimeStamps(authorityKeys.of(Purpose.TIME_STAMP), clock)
                : new HttpTimeStamps(external, STAMP_PATIENCE);
    }

    private Routes routes(Sealer sealer, TimeStampSource stamps, Registry registry) {
        Issuer issuer = new Issuer(
                config.node(),
                repositories.evidence(),
                () -> directories.current().serial(),
                OptionalLong::empty,
                clock);
        Map<String, Object> beans = new HashMap<>();
        Config.Limits limits = config.limits();
        PartsGate partsGate = new PartsGate(
                repositories, issuer, store, new PartsGate.Limits(limits.storeBytes(), limits.quotaBytes()), passing);
        Relay relay = new Relay(repositories, directories, issuer, partsGate, trust, config.mode(), passing, clock);
        beans.put("warehouse", partsGate);
        beans.put(
                "keeper", new PartsCollector(repositories, store, config.times().parts(), clock));
        beans.put(
                "failures",
                new RouteFailures(repositories, relay::abandon, config.times().deadLetters(), clock));
        beans.put("relay", relay);
        beans.put(
                "witness",
                new Witness(repositories, directories, trust, clock).onArrival(time -> took.record(time.toMillis())));
        beans.put("welcome", new HubHandshake(repositories, directories, heartbeats, clock));
        beans.put("lines", lines);
        beans.put("probe", new HubProbe(ledger, HubBroker.self(), clock));
        beans.put("registry", registry);
        Dispatcher dispatcher = new Dispatcher(
                ledger,
                repositories.outbox(),
                repositories.documents(),
                repositories.copies(),
                repositories.timeline(),
                config.times().retry(),
                clock);
        beans.put("dispatcher", dispatcher);
        beans.put(
                "sequencer",
                new Sequencer(
                        ledger,
                        repositories.log(),
                        repositories.evidence(),
                        repositories.checkpoints(),
                        repositories.timeline(),
                        sealer,
                        stamps,
                        new NodePublisher(
                                repositories.checkpoints(),
                                repositories.outbox(),
                                repositories.evidence(),
                                repositories.awaitingWitness()),
                        () -> true,
                        clock));
        return opened(
                new Routes(config.node().value(), beans, Map.of("jms", broker.connections()), RouteSettings.routes()));
    }

    /** Who may connect: whom the directory in force names, with a certificate that is good now. */
    private final class Listed implements AllowedPeers {

        @Override
        public Optional<NodeId> nodeOf(X509Certificate certificate) {
            Directory directory = directories.current();
            return directory.nodeByConnection(certificate).filter(node -> {
                try {
                    directory.checkSigner(node, certificate, Purpose.CONNECTION, clock.instant(), trust);
                    return true;
                } catch (Refused refused) {
                    log.warn("{} may not connect: {}", node, refused.getMessage());
                    return false;
                }
            });
        }

        @Override
        public Set<NodeId> nodes() {
            Set<NodeId> nodes = new HashSet<>();
            directories.current().edition().nodes().stream()
                    .filter(node -> !node.hub())
                    .map(NodeEntry::id)
                    .forEach(nodes::add);
            return nodes;
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
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

    public Repositories repositories() {
        return repositories;
    }

    /** Where the address stands at which the first person chooses a password for the console; nothing once one has. */
    public Optional<Path> firstLink() {
        Path file = config.data().resolve(LoginLinks.LINK);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /** Door, routes, broker, ledger: each in turn, whatever the one before it did; ten seconds at most. */
    @Override
    public void close() {
        while (!open.isEmpty()) {
            AutoCloseable part = open.pop();
            try {
                part.close();
            } catch (Exception e) {
                log.warn("{} did not stop cleanly: {}", part.getClass().getSimpleName(), e.toString());
            }
        }
    }
}
