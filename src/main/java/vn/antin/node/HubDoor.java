package vn.antin.node;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.console.pages.DirectoryActs;
import vn.antin.console.pages.HubPages;
import vn.antin.console.pages.JoinActs;
import vn.antin.directory.Directory;
import vn.antin.directory.Edition;
import vn.antin.directory.HubEndpoint;
import vn.antin.directory.NodeEntry;
import vn.antin.directory.ProvinceFile;
import vn.antin.door.DoorLimits;
import vn.antin.door.Errors;
import vn.antin.door.docs.Docs;
import vn.antin.door.docs.ErrorPages;
import vn.antin.door.http.HttpDoor;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.query.LedgerGauges;
import vn.antin.log.ProofRenewal;
import vn.antin.node.broker.AllowedPeers;
import vn.antin.node.broker.HubBroker;
import vn.antin.node.broker.Tls;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.join.ActApproval;
import vn.antin.node.join.AuthorityAnswers;
import vn.antin.node.join.AuthorityRing;
import vn.antin.node.join.AuthorityRollover;
import vn.antin.node.join.JoinEndpoint;
import vn.antin.node.join.JoinFile;
import vn.antin.node.join.JoinFiles;
import vn.antin.node.join.KeyRollover;
import vn.antin.node.join.Registry;
import vn.antin.observe.Alerts;
import vn.antin.observe.Sampler;
import vn.antin.relay.HubProbe;
import vn.antin.relay.NodeLines;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.timestamp.TimeStampSource;

/** The HTTPS door of a hub: what nodes call, joining, the console, metrics and backups. */
final class HubDoor {

    /** Each node brings one part and fetches one at a time, and a call under way has a thread. */
    private static final DoorLimits LIMITS =
            new DoorLimits(1 << 20, 1 << 20, 16, 1, 16, 512, 64, Duration.ofSeconds(20));

    private final ModuleRuntime runtime;
    private final Storage storage;
    private final Config config;
    private final Clock clock;
    private final HubKeys keys;
    private final KeyRollover rollover;
    private final HubBroker broker;
    private final Routes routes;
    private final HubStops.LineMonitors monitors;
    private final Errors errors = Errors.load();

    /**
     * The hub's own keys and those of the province's authority.
     *
     * @param apart null where the authority is here
     */
    record HubKeys(
            Keys own,
            AuthorityRing authority,
            AuthorityRollover rollover,
            @Nullable AuthorityAnswers apart) {}

    HubDoor(
            ModuleRuntime runtime,
            Storage storage,
            HubKeys keys,
            KeyRollover rollover,
            HubBroker broker,
            Routes routes,
            HubStops.LineMonitors monitors) {
        this.runtime = runtime;
        this.storage = storage;
        this.config = storage.config();
        this.clock = storage.clock();
        this.keys = keys;
        this.rollover = rollover;
        this.broker = broker;
        this.routes = routes;
        this.monitors = monitors;
    }

    /** Takes calls from now on. */
    HttpDoor open(AllowedPeers peers, Registry registry, TimeStampSource timeStamps) {
        HttpDoor door = new HttpDoor(
                        new InetSocketAddress(
                                config.listen().host(), config.listen().port()),
                        Tls.hub(
                                        () -> keys.own().of(Purpose.CONNECTION),
                                        storage.directories().trust()::anchors,
                                        clock)
                                .context(),
                        true,
                        LIMITS,
                        errors)
                .known(Tls.hosts(
                        keys.own().of(Purpose.CONNECTION), config.listen().host()));
        NodeLines lines = monitors.lines();
        door.addServlet(PartsEndpoint.PATH, new PartsEndpoint(peers, storage.repositories(), storage.parts()));
        door.addServlet(DirectoryEndpoint.PATH, new DirectoryEndpoint(peers, storage.directories()));
        door.addServlet(LinesEndpoint.PATH, new LinesEndpoint(peers, storage.repositories(), lines));
        door.addServlet(SpeedEndpoint.PATH, new SpeedEndpoint(peers));
        door.addServlet(TimeStampEndpoint.PATH, new TimeStampEndpoint(peers, timeStamps, clock));
        byte[] secret = KeyFiles.read(config.data().resolveSibling("join.secret"));
        JoinFiles joins = new JoinFiles(config, storage.directories(), storage.ledger(), clock);
        door.addServlet(
                JoinEndpoint.PATH,
                new JoinEndpoint(
                        registry,
                        joins,
                        storage.directories(),
                        keys.authority(),
                        () -> keys.own().of(Purpose.CONNECTION).certificate(),
                        secret,
                        clock));
        door.addServlet(ErrorPages.PATH + "*", new ErrorPages(errors));
        // the pages of errors have their looks and their links from there
        door.addServlet(Docs.PATH, new Docs());
        DirectoryActs acts = new ActApproval(
                registry, keys.rollover(), storage.directories()::current, joined(), storage.ledger(), clock);
        ConsoleModule console = addConsole(door, acts, joins);
        runtime.opened(door.start());
        OperatorFiles commands = runtime.opened(new OperatorFiles(config.data()))
                .on(OperatorActs.TASK, new OperatorActs(acts)::answer)
                .on(OperatorJoins.TASK, new OperatorJoins(joins)::answer)
                .on(OperatorProvince.TASK, new OperatorProvince(this::province, this::behind)::answer);
        console.invite(commands, config.data(), door.port());
        new OperatorRenewal(rollover).on(commands);
        new OperatorAuthority(keys.apart()).on(commands);
        new OperatorRetention(storage).on(commands);
        new OperatorProofs(storage, routes.bean("proofRenewal", ProofRenewal.class))
                .on(commands)
                .start();
        return door;
    }

    /** Where nodes join. */
    private HubEndpoint joined() {
        Config.Address broker = JoinFile.reached(
                config.brokerOrFail(), keys.own().of(Purpose.CONNECTION).certificate());
        return new HubEndpoint(broker.host(), broker.port(), config.listen().port(), null);
    }

    /** The file of this province for the hub of another. */
    ProvinceFile province() {
        Directory directory = storage.directories().current();
        return ProvinceFile.of(
                storage.directories().sealed(directory.serial()).orElseThrow(),
                keys.authority().authority().certificate(),
                directory.hubEndpoints(clock.instant()).stream().findFirst().orElseGet(this::joined));
    }

    /** The nodes that have not said that they work by the edition in force. */
    private List<String> behind() {
        Edition edition = storage.directories().current().edition();
        Map<NodeId, Heartbeats.LastHeartbeat> heard = storage.ledger().read(new Heartbeats()::all);
        return edition.nodes().stream()
                .filter(node -> !node.hub())
                .map(NodeEntry::id)
                .filter(node -> {
                    Heartbeats.LastHeartbeat last = heard.get(node);
                    return last == null || last.directory() < edition.serial();
                })
                .map(NodeId::value)
                .sorted()
                .toList();
    }

    private ConsoleModule addConsole(HttpDoor door, DirectoryActs acts, JoinActs joins) {
        ConsoleModule console = new ConsoleModule(
                storage.repositories(), config.people(), KeyFiles.paper(keys.own(), clock), errors, clock);
        BackupModule backups = runtime.opened(BackupModule.start(config, storage.ledger(), clock));
        ObserveModule observe = new ObserveModule(
                        storage,
                        keys.own(),
                        rollover,
                        () -> storage.directories().current().province(),
                        ObserveModule.hub(broker, routes.bean("probe", HubProbe.class)),
                        backups)
                .over(routes::runs)
                .also(keys.rollover()::certificates);
        HubQueues queues =
                new HubQueues(broker, () -> observe.observatory().now().stalls(), clock);
        Sampler sampler = Sampler.hub(
                storage.ledger(),
                observe.observatory(),
                new LedgerGauges(storage.repositories()),
                monitors.latency(),
                () -> HubPages.there(monitors.lines().rows()));
        QuotaAlarms quotas = new QuotaAlarms(
                storage.repositories(), broker::overQuota, config.limits().nodeBytesPerHour(), clock);
        Alerts alerts = observe.open(runtime, door, key -> false, errors).beside(() -> {
            sampler.look();
            queues.look();
            storage.mark().keep();
            quotas.look();
        });
        console.hub(
                door,
                new ConsoleModule.HubServices(monitors.lines(), monitors.heartbeats(), queues, acts, joins),
                new ConsoleModule.OperatorServices(
                        new RouteRepairs(routes),
                        routes.board(() -> ConsoleModule.stopped(storage.ledger())),
                        observe,
                        alerts,
                        new HubMachine(
                                config,
                                rollover,
                                keys.rollover(),
                                keys.apart(),
                                routes.bean("proofRenewal", ProofRenewal.class)),
                        backups,
                        storage.retention()));
        return console;
    }
}
