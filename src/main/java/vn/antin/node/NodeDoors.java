package vn.antin.node;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.antin.archive.ArchiveJobs;
import vn.antin.door.ApiKeys;
import vn.antin.door.Bus;
import vn.antin.door.BusQueries;
import vn.antin.door.DoorLimits;
import vn.antin.door.Errors;
import vn.antin.door.docs.Docs;
import vn.antin.door.docs.ErrorPages;
import vn.antin.door.http.HttpDoor;
import vn.antin.door.rest.InboxNotifier;
import vn.antin.door.rest.RestApi;
import vn.antin.door.rest.UploadService;
import vn.antin.door.rest.WebhookEventRenderer;
import vn.antin.door.soap.SoapApi;
import vn.antin.door.vxp.AxisServlet;
import vn.antin.door.webhook.AllowedNetworks;
import vn.antin.door.webhook.WebhookKeyWrap;
import vn.antin.door.webhook.WebhookService;
import vn.antin.door.webhook.WebhookSettings;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.ledger.Feed;
import vn.antin.ledger.db.Signal;
import vn.antin.ledger.query.Lists;
import vn.antin.log.ProofRenewal;
import vn.antin.node.broker.Tls;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.join.ConsoleApiKeys;
import vn.antin.node.join.KeyRollover;
import vn.antin.observe.Alerts;
import vn.antin.observe.Sampler;
import vn.antin.parts.RecipientLines;
import vn.antin.seal.pki.KeyRing;
import vn.antin.seal.pki.Purpose;

/** The HTTPS doors of a node, and what they need beside the bus: API keys, webhooks, console, metrics, backups. */
final class NodeDoors {

    private static final int WORKING_CALLS = 32;
    private static final int BODIES = 128;
    private static final Duration IDLE = Duration.ofSeconds(90);

    private final ModuleRuntime runtime;
    private final Storage storage;
    private final Config config;
    private final Clock clock;
    private final KeyRing keys;
    private final KeyConfirmations confirmations;
    private final KeyRollover rollover;
    private final HubLink link;
    private final Routes routes;
    private final Bus bus;
    private final Errors errors = Errors.load();
    private final ConsoleModule console;
    private final ConsoleApiKeys madeKeys;
    private final ApiKeys apiKeys;
    private final DoorLimits limits;
    private final BusQueries queries;
    private final RecipientLines recipients;
    private final WebhookService webhooks;

    NodeDoors(
            ModuleRuntime runtime,
            Storage storage,
            KeyRing keys,
            KeyRollover rollover,
            HubLink link,
            Routes routes,
            Bus bus) {
        this.rollover = rollover;
        this.runtime = runtime;
        this.storage = storage;
        this.config = storage.config();
        this.clock = storage.clock();
        this.keys = keys;
        this.confirmations = new KeyConfirmations(storage, keys);
        this.link = link;
        this.routes = routes;
        this.bus = bus;
        this.console = new ConsoleModule(
                        storage.repositories(), config.people(), KeyFiles.paper(keys, clock), errors, clock)
                .judging(storage.directories());
        this.madeKeys = new ConsoleApiKeys(storage.ledger().forPeople(), console.audit(), config.mode(), clock);
        this.apiKeys = apiKeys();
        this.limits = limits();
        Feed feed = new Feed(storage.repositories(), this::codes);
        this.queries = new NodeBusQueries(new Lists(storage.ledger()), feed, storage.directories());
        this.recipients = runtime.opened(new RecipientLines(link.parts()));
        this.webhooks = runtime.opened(webhooks(feed));
    }

    /** Starts the routes and takes calls; both only when everything behind them is there. */
    HttpDoor open(List<String> files, ArchiveJobs archive) {
        HttpDoor door = new HttpDoor(
                        new InetSocketAddress(
                                config.listen().host(), config.listen().port()),
                        Tls.server(() -> keys.of(Purpose.DOOR)),
                        limits,
                        errors)
                .known(Tls.hosts(keys.of(Purpose.DOOR), config.listen().host()));
        addRest(door);
        SoapApi soap = new SoapApi(bus, apiKeys, limits, config.data().resolve("spool-soap"), errors, clock);
        door.addServlet(SoapApi.PATH, soap.servlet());
        door.addServlet(ErrorPages.PATH + "*", new ErrorPages(errors));
        door.addServlet(Docs.PATH, new Docs());
        addConsole(door, archive);
        if (config.vxp()) {
            AxisServlet.AxisSettings settings = new AxisServlet.AxisSettings(
                    config.limits().packageBytes(), config.times().vxpSignature());
            door.addServlet(AxisServlet.PATH, new AxisServlet(bus, apiKeys, settings, errors, clock));
        }
        routes.start(files, ConsoleModule.stopped(storage.ledger()));
        runtime.opened(door.start());
        OperatorFiles commands = runtime.opened(new OperatorFiles(config.data()));
        console.invite(commands, config.data(), door.port());
        new OperatorRenewal(rollover).on(commands);
        confirmations.on(commands);
        new OperatorRetention(storage).on(commands);
        new OperatorProofs(storage, routes.bean("proofRenewal", ProofRenewal.class)).on(commands);
        new OperatorArchive(archive).on(commands).start();
        return door;
    }

    private void addRest(HttpDoor door) {
        InboxNotifier notifier = new InboxNotifier();
        UploadService uploads = new UploadService(
                storage.ledger(),
                config.data().resolve("uploads"),
                4 * config.limits().documentBytes(),
                clock);
        RestApi rest = new RestApi(
                bus,
                queries,
                new RestApi.Services(uploads, webhooks, apiKeys, notifier),
                limits,
                config.data().resolve("spool"),
                errors,
                clock);
        storage.ledger().onWake(what -> {
            if (what == Signal.INBOX) {
                storage.hosted().forEach(notifier::ring);
            } else if (what == Signal.EVENTS) {
                rest.happened();
                webhooks.happened();
            }
        });
        door.addServlet(RestApi.PATH, rest.servlet()).onClose(rest::close);
        door.addServlet(RestApi.STREAM_PATH, rest.streams());
    }

    private void addConsole(HttpDoor door, ArchiveJobs archive) {
        BackupModule backups = runtime.opened(BackupModule.start(config, storage.ledger(), clock));
        ObserveModule observe = new ObserveModule(
                        storage, keys, rollover, storage::house, ObserveModule.node(storage, link), backups)
                .over(routes::runs);
        Sampler sampler = Sampler.node(storage.ledger(), observe.observatory());
        Alerts alerts = observe.open(runtime, door, madeKeys::watches, errors).beside(() -> {
            sampler.look();
            storage.mark().keep();
        });
        link.connections().onChange(console::changed);
        console.node(
                door,
                new ConsoleModule.NodeServices(
                        storage::house,
                        bus,
                        queries,
                        link,
                        recipients,
                        storage::everHosted,
                        archive,
                        config.keep().archive()),
                new ConsoleModule.OperatorServices(
                        new RouteRepairs(routes),
                        routes.board(() -> ConsoleModule.stopped(storage.ledger())),
                        observe,
                        alerts,
                        new NodeMachine(
                                config,
                                this::wayToHub,
                                madeKeys,
                                storage::hosted,
                                rollover,
                                confirmations,
                                routes.bean("proofRenewal", ProofRenewal.class)),
                        backups,
                        storage.retention()));
    }

    private DoorLimits limits() {
        Config.Limits sizes = config.limits();
        return new DoorLimits(
                sizes.documentBytes(),
                sizes.packageBytes(),
                sizes.parts(),
                sizes.recipients(),
                sizes.waitingPolls(),
                WORKING_CALLS,
                BODIES,
                IDLE);
    }

    private WebhookService webhooks(Feed feed) {
        Config.WebhookLimits allowed = config.webhooks();
        Path authorities = allowed.authorities();
        return new WebhookService(
                        storage.repositories(),
                        feed,
                        new WebhookKeyWrap(keys),
                        new WebhookEventRenderer(config.node()),
                        new WebhookSettings(
                                AllowedNetworks.of(allowed.networks()),
                                authorities == null ? Tls.known() : Tls.known(authorities),
                                allowed.most(),
                                allowed.keep(),
                                config.mode()),
                        clock)
                .start();
    }

    private ConnectionTest wayToHub() {
        return new ConnectionTest(
                link.connections().place(),
                link.tls(),
                keys.of(Purpose.CONNECTION).certificate(),
                link.connections()::state,
                link.session(),
                () -> routes.wake(Signal.GREETING),
                clock);
    }

    private ApiKeys apiKeys() {
        Map<Digest, Set<AgencyCode>> known = new HashMap<>();
        config.apiKeys().forEach(key -> known.put(key.sha256(), Set.copyOf(key.agencies())));
        return new ApiKeys(known, madeKeys::forSoftware, this::codes);
    }

    private Set<AgencyCode> codes(Set<AgencyCode> agencies) {
        return storage.directories()
                .newest()
                .map(directory -> directory.codes(agencies))
                .orElse(agencies);
    }
}
