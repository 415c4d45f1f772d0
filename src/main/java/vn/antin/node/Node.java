package vn.antin.node;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.deliver.Contents;
import vn.antin.deliver.EvidenceExport;
import vn.antin.deliver.InboxLeases;
import vn.antin.directory.Agency;
import vn.antin.dispatch.Dispatcher;
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
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Feed;
import vn.antin.ledger.HubSession;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.RestoreRecovery;
import vn.antin.ledger.StoredParts.PartDirection;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Signal;
import vn.antin.ledger.query.Lists;
import vn.antin.ledger.query.Views;
import vn.antin.log.HubPublisher;
import vn.antin.log.Issuer;
import vn.antin.log.Sequencer;
import vn.antin.node.broker.HubConnections;
import vn.antin.node.broker.HubReachability;
import vn.antin.node.broker.LineSettings;
import vn.antin.node.broker.QueueNames;
import vn.antin.node.broker.Tls;
import vn.antin.node.broker.TlsMaterial;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.config.RouteSettings;
import vn.antin.node.join.ConsoleApiKeys;
import vn.antin.observe.Alerts;
import vn.antin.observe.Sampler;
import vn.antin.parts.Carrier;
import vn.antin.parts.HubParts;
import vn.antin.parts.PartStore;
import vn.antin.parts.PartsCollector;
import vn.antin.parts.RecipientLines;
import vn.antin.parts.RemoteProgress;
import vn.antin.parts.Throttle;
import vn.antin.parts.TransferProgress;
import vn.antin.parts.TransferView;
import vn.antin.receipt.ReceiptVerifier;
import vn.antin.receive.EnvelopeOpener;
import vn.antin.receive.Reception;
import vn.antin.seal.SealedEnvelope;
import vn.antin.seal.Sealer;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.seal.timestamp.TimeStamps;
import vn.antin.settle.Deadlines;
import vn.antin.settle.NodeHandshake;
import vn.antin.settle.Settlement;
import vn.antin.submit.Intake;

/** A running agency node: its ledger, its routes to the hub and its door, stopped in the reverse order. */
public final class Node implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Node.class);

    /** In the order of the way. */
    static final List<String> ROUTES = List.of(
            "on-failure.camel.yaml",
            "dead-letters.camel.yaml",
            "node/1-dispatch.camel.yaml",
            "node/2-receive.camel.yaml",
            "node/3-log.camel.yaml",
            "node/4-greeting.camel.yaml",
            "node/5-parts.camel.yaml",
            "node/6-deadlines.camel.yaml");

    private final Config config;
    private final Clock clock;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Ledger ledger;
    private final Repositories repositories;
    private final LogMark mark;
    private final PartStore store;
    private final TransferProgress progress = new TransferProgress();
    private final DirectoryEditions directories;
    private final HubSession standing;
    private final TlsMaterial tls;
    private final HubConnections line;
    private final HttpDoor door;

    /** Starts the node; it is ready when this returns, whether the hub can be reached or not. */
    public static Node start(Config config, CrashPoints watch, Clock clock) {
        return new Node(config, watch, clock);
    }

    private Node(Config config, CrashPoints watch, Clock clock) {
        this.config = config;
        this.clock = clock;
        try {
            Trust trust = Trust.read(config.trust());
            Keys keys = KeyFiles.open(config.keys(), config.pin());
            this.ledger = opened(config.openLedger(watch));
            this.repositories = Repositories.of(config.node(), ledger, clock, config.rules());
            checkMode();
            this.mark = opened(new LogMark(config.data(), repositories));
            mark.beyond()
                    .ifPresent(beyond -> ledger.store("log.older", tx -> {
                        new RestoreRecovery(repositories).older(tx, beyond.toString());
                    }));
            this.directories = new DirectoryEditions(ledger, repositories.log(), trust, clock);
            firstDirectory(config);
            this.standing = new HubSession(config.times().clock());
            this.store = new PartStore(config.data().resolve("parts"));
            Config.HubAddress hub = config.hubOrFail();
            this.tls = Tls.node(keys.of(Purpose.CONNECTION), trust.anchors(), this::isHub);
            this.line = opened(new HubConnections(LineSettings.of(hub.host(), hub.port()), tls, clock));
            this.door = wire(trust, keys);
            log.info("node {} ready, https port {}", config.node(), door.port());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** All documents of a ledger are of one mode, whatever becomes of the configuration. */
    private void checkMode() {
        ledger.read(repositories.documents()::sample)
                .map(bytes -> SealedEnvelope.open(bytes).envelope())
                .filter(envelope -> envelope.mode() != config.mode())
                .ifPresent(other -> {
                    throw new Refused(
                            Fault.MODE_CHANGED,
                            config.mode().word(),
                            config.data().toString());
                });
    }

    /** The directory that came with the join file, until the hub sends a newer one. */
    private void firstDirectory(Config config) {
        Path file = config.data().resolveSibling("directory.xml");
        if (directories.newest().isEmpty() && Files.isRegularFile(file)) {
            directories.take(KeyFiles.read(file));
        }
    }

    /** By the directory in force: no other certificate is the hub's, whoever issued it. */
    private boolean isHub(X509Certificate certificate) {
        return directories
                .newest()
                .filter(directory -> directory.isHub(certificate, clock.instant()))
                .isPresent();
    }

    private HttpDoor wire(Trust trust, Keys keys) {
        Sealer sealer = KeyFiles.sealer(keys.of(Purpose.SEAL), config.seal(), clock);
        Issuer issuer = new Issuer(
                config.node(),
                repositories.evidence(),
                () -> directories.current().serial(),
                standing::offsetMillis,
                clock);
        Config.Limits limits = config.limits();
        Config.Times times = config.times();
        Intake intake = new Intake(
                config.node(),
                repositories,
                directories,
                issuer,
                sealer,
                keys.of(Purpose.ENCRYPTION),
                trust,
                store,
                new Intake.Limits(
                        limits.packageBytes(),
                        config.signatures(),
                        limits.inlineBytes(),
                        limits.parts(),
                        limits.recipients(),
                        limits.storeBytes()),
                new Intake.Times(times.expires(), times.relayed(), times.urgent()),
                config.mode(),
                clock);
        Contents contents = new Contents(config.node(), keys.of(Purpose.ENCRYPTION), repositories, store);
        InboxLeases inbasket = new InboxLeases(repositories, contents, issuer, times.lease(), times.retry());
        Views views = new Views(repositories, TimeStamps::time);
        EvidenceExport dossier = new EvidenceExport(repositories, views, contents, directories, clock);
        HubParts parts = hubParts();
        RemoteProgress farSide = opened(new RemoteProgress(parts));
        Routes routes = routes(trust, keys, sealer, issuer, parts);
        Bus bus = new NodeBus(
                intake,
                inbasket,
                new NodeBus.Readers(views, new TransferView(repositories, progress, farSide), contents, dossier),
                directories,
                KeyFiles.paper(keys, clock),
                config.mode());
        HttpDoor made = door(bus, keys, routes, opened(new RecipientLines(parts)));
        FolderDoors.open(config, bus, repositories, clock).forEach(this::opened);
        return made;
    }

    private HubParts hubParts() {
        Config.HubAddress hub = config.hubOrFail();
        return new HubParts(URI.create("https://" + hub.host() + ":" + hub.https()), tls.context());
    }

    private Routes routes(Trust trust, Keys keys, Sealer sealer, Issuer issuer, HubParts parts) {
        Config.Times times = config.times();
        Map<String, Object> beans = new HashMap<>();
        Dispatcher dispatcher = new Dispatcher(
                ledger,
                repositories.outbox(),
                repositories.documents(),
                repositories.copies(),
                repositories.timeline(),
                times.retry(),
                clock);
        beans.put("dispatcher", dispatcher);
        Reception reception = new Reception(
                config.node(),
                repositories,
                directories,
                issuer,
                new EnvelopeOpener(config.node(), keys.of(Purpose.ENCRYPTION), store),
                store,
                trust,
                config.mode(),
                clock);
        beans.put("reception", reception);
        beans.put("keeper", new PartsCollector(repositories, store, times.parts(), clock));
        beans.put(
                "failures",
                new RouteFailures(
                        repositories,
                        (sender, message, why) -> reception.abandon(message, why),
                        times.deadLetters(),
                        clock));
        beans.put(
                "settlement",
                new Settlement(
                        repositories,
                        new ReceiptVerifier(trust, directories),
                        standing,
                        new Settlement.Times(times.consigned(), times.handedOver(), times.urgent()),
                        clock));
        beans.put("deadlines", new Deadlines(repositories, issuer, clock));
        beans.put(
                "greeter",
                new NodeHandshake(
                        config.node(),
                        repositories,
                        directories,
                        standing,
                        new HeartbeatSource(ledger, standing, keys, clock),
                        parts::directory,
                        clock));
        beans.put(
                "sequencer",
                new Sequencer(
                        ledger,
                        repositories.log(),
                        repositories.evidence(),
                        repositories.checkpoints(),
                        repositories.timeline(),
                        sealer,
                        null,
                        new HubPublisher(repositories.outbox(), repositories.evidence()),
                        standing::good,
                        clock));
        Properties settings = RouteSettings.routes();
        settings.putAll(QueueNames.standard().forNode(config.node()));
        Routes routes = opened(new Routes(
                config.node().value(), beans, Map.of("jms", line.ordinary(), "urgent", line.urgent()), settings));
        ledger.onWake(routes::wake);
        opened((AutoCloseable) () -> {
            if (line.state().up()) {
                routes.goodbye();
            }
        });
        carry(parts);
        return routes;
    }

    private void carry(HubParts parts) {
        Throttle throttle = new Throttle(
                config.line().stream()
                        .map(cap -> new Throttle.Hours(cap.from(), cap.until(), cap.bytesPerSecond()))
                        .toList(),
                clock);
        for (PartDirection direction : PartDirection.values()) {
            Carrier carrier = opened(new Carrier(direction, repositories, store, parts, throttle, progress));
            ledger.onWake(what -> {
                if (what == Signal.PARTS) {
                    carrier.wake();
                }
            });
            carrier.start();
        }
        // Closed before the carriers: it wakes them.
        opened(parts);
    }

    private HttpDoor door(Bus bus, Keys keys, Routes routes, RecipientLines recipients) {
        Errors errors = Errors.load();
        ConsoleModule consoleModule = new ConsoleModule(
                        repositories, config.people(), KeyFiles.paper(keys, clock), errors, clock)
                .judging(directories);
        ConsoleApiKeys madeKeys = new ConsoleApiKeys(ledger.forPeople(), consoleModule.audit(), config.mode(), clock);
        ApiKeys apiKeys = keys(madeKeys);
        InboxNotifier bell = new InboxNotifier();
        ledger.onWake(what -> {
            if (what == Signal.INBOX) {
                hosted().forEach(bell::ring);
            }
        });
        DoorLimits limits = new DoorLimits(
                config.limits().documentBytes(),
                config.limits().packageBytes(),
                config.limits().parts(),
                config.limits().recipients(),
                config.limits().waitingPolls(),
                32,
                128,
                java.time.Duration.ofSeconds(90));
        Feed feed = new Feed(repositories);
        WebhookService webhooks = opened(webhooks(feed, keys));
        BusQueries queries = new NodeBusQueries(new Lists(ledger), feed, directories);
        RestApi rest = new RestApi(
                bus,
                queries,
                new UploadService(
                        ledger,
                        config.data().resolve("uploads"),
                        4 * config.limits().documentBytes(),
                        clock),
                webhooks,
                apiKeys,
                limits,
                config.data().resolve("spool"),
                bell,
                errors,
                clock);
        ledger.onWake(what -> {
            if (what == Signal.EVENTS) {
                rest.happened();
                webhooks.happened();
            }
        });
        HttpDoor made = new HttpDoor(
                        new InetSocketAddress(
                                config.listen().host(), config.listen().port()),
                        Tls.server(keys.of(Purpose.DOOR)),
                        limits,
                        errors)
                .known(Tls.hosts(keys.of(Purpose.DOOR), config.listen().host()));
        made.addServlet(RestApi.PATH, rest.servlet()).onClose(rest::close);
        made.addServlet(RestApi.STREAM_PATH, rest.streams());
        SoapApi soap = new SoapApi(bus, apiKeys, limits, config.data().resolve("spool-soap"), errors, clock);
        made.addServlet(SoapApi.PATH, soap.servlet());
        made.addServlet(ErrorPages.PATH + "*", new ErrorPages(errors));
        made.addServlet(Docs.PATH, new Docs());
        BackupModule backupModule = opened(BackupModule.start(config, ledger, clock));
        ObserveModule observeModule = new ObserveModule(
                        config,
                        repositories,
                        directories,
                        keys,
                        this::house,
                        ObserveModule.node(line::state, standing, this::hosted, progress::bytesPerSecond),
                        backupModule,
                        clock)
                .over(routes::runs);
        observeModule.open(made, madeKeys::watches, errors).ifPresent(this::opened);
        Sampler sampler = Sampler.node(ledger, observeModule.observatory());
        observeModule.trace().ifPresent(this::opened);
        Alerts alerts = opened(observeModule.watch(errors)).beside(() -> {
            sampler.look();
            mark.keep();
        });
        line.onChange(consoleModule::changed);
        consoleModule.node(
                made,
                this::house,
                bus,
                queries,
                line::state,
                recipients,
                standing::good,
                this::hosted,
                new RouteRepairs(routes),
                routes.board(() -> ConsoleModule.stopped(ledger)),
                observeModule.observatory(),
                alerts,
                new NodeMachine(config, () -> wayToHub(keys, routes), madeKeys, this::hosted),
                backupModule,
                observeModule::diagnosis);
        if (config.vxp()) {
            made.addServlet(
                    AxisServlet.PATH,
                    new AxisServlet(
                            bus,
                            apiKeys,
                            new AxisServlet.Settings(
                                    config.limits().packageBytes(),
                                    config.times().vxpSignature()),
                            errors,
                            clock));
        }
        routes.start(ROUTES, ConsoleModule.stopped(ledger));
        opened(made.start());
        consoleModule.invite(config.data(), "localhost", made.port());
        return made;
    }

    /** As its people call it: its first agency, else its id. */
    private String house() {
        return directories.current().agencies().stream()
                .filter(agency -> config.node().equals(agency.node()))
                .map(Agency::name)
                .findFirst()
                .orElse(config.node().value());
    }

    private WebhookService webhooks(Feed feed, Keys keys) {
        Config.WebhookLimits allowed = config.webhooks();
        Path authorities = allowed.authorities();
        return new WebhookService(
                        repositories,
                        feed,
                        new WebhookKeyWrap(() -> keys.of(Purpose.ENCRYPTION)),
                        new WebhookEventRenderer(config.node()),
                        new vn.antin.door.webhook.WebhookSettings(
                                AllowedNetworks.of(allowed.networks()),
                                authorities == null ? Tls.known() : Tls.known(authorities),
                                allowed.most(),
                                allowed.keep(),
                                config.mode()),
                        clock)
                .start();
    }

    private ConnectionTest wayToHub(Keys keys, Routes routes) {
        return new ConnectionTest(
                config.hubOrFail(),
                tls,
                keys.of(Purpose.CONNECTION).certificate(),
                line::state,
                standing,
                () -> routes.wake(Signal.GREETING),
                clock);
    }

    private ApiKeys keys(ConsoleApiKeys made) {
        Map<Digest, Set<AgencyCode>> keys = new HashMap<>();
        config.apiKeys().forEach(key -> keys.put(key.sha256(), Set.copyOf(key.agencies())));
        return new ApiKeys(keys, made::forSoftware);
    }

    private Set<AgencyCode> hosted() {
        Set<AgencyCode> hosted = new HashSet<>();
        directories.current().agencies().stream()
                .filter(agency -> config.node().equals(agency.node()))
                .map(Agency::code)
                .forEach(hosted::add);
        return hosted;
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    /** The port of the door. */
    public int port() {
        return door.port();
    }

    /** Where the address stands at which the first person chooses a password for the console; nothing once one has. */
    public Optional<Path> firstLink() {
        Path file = config.data().resolve(LoginLinks.LINK);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    public HubReachability line() {
        return line.state();
    }

    public Repositories repositories() {
        return repositories;
    }

    /** Whether the hub has answered since the start. */
    public boolean greeted() {
        return standing.good();
    }

    public Supplier<vn.antin.directory.Directory> directory() {
        return directories::current;
    }

    /** Door, routes, line, ledger: each in turn, whatever the one before it did; ten seconds at most. */
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
