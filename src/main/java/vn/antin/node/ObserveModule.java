package vn.antin.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Directory;
import vn.antin.directory.NodeEntry;
import vn.antin.door.Errors;
import vn.antin.door.http.HttpDoor;
import vn.antin.door.webhook.AlertPoster;
import vn.antin.door.webhook.AllowedNetworks;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.ledger.AuthorityRequests;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.HubSession;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.StoppedRoutes;
import vn.antin.ledger.query.LedgerGauges;
import vn.antin.ledger.query.TraceSteps;
import vn.antin.node.broker.BrokerHealth;
import vn.antin.node.broker.HubBroker;
import vn.antin.node.broker.HubReachability;
import vn.antin.node.broker.QueueNames;
import vn.antin.node.broker.Tls;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.join.KeyRollover;
import vn.antin.observe.Alerts;
import vn.antin.observe.CallCounter;
import vn.antin.observe.HealthChecks;
import vn.antin.observe.HealthMonitor;
import vn.antin.observe.HealthReading;
import vn.antin.observe.ManagementServer;
import vn.antin.observe.Metrics;
import vn.antin.observe.ObserveEndpoints;
import vn.antin.observe.ProgressWatch;
import vn.antin.observe.TraceExporter;
import vn.antin.relay.HubProbe;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.TokenKey;

/** Gathers how a node or hub stands, and opens the window through which machines look. */
final class ObserveModule {

    /** Routes without which nothing is delivered, at a node or a hub. */
    private static final Set<String> CORE = Set.of(
            "relay",
            "relay-urgent",
            "pump",
            "pump-urgent",
            "log",
            "dispatch",
            "dispatch-urgent",
            "receive",
            "receive-urgent");

    private final Config config;
    private final Repositories repositories;
    private final DirectoryEditions directories;
    private final BackupModule backupModule;
    private final Clock clock;
    private final LedgerGauges gauges;
    private final HealthReading.Self self;
    private final CallCounter calls = new CallCounter();
    private final Keys keys;
    private final KeyRollover rollover;
    private Supplier<Map<String, X509Certificate>> authority = Map::of;
    private final Map<String, Instant> gone = new HashMap<>();
    private final ProgressWatch progress;
    private @Nullable Instant tokenGone;
    private volatile Supplier<Map<String, ProgressWatch.Runs>> routes = Map::of;
    private final HealthMonitor observatory;

    /** What differs between a node and a hub; what one of them lacks is absent. */
    interface Side {

        default HealthReading.@Nullable LineReading line() {
            return null;
        }

        default @Nullable Duration clock() {
            return null;
        }

        default Set<AgencyCode> hosted() {
            return Set.of();
        }

        default long lineBytesPerSecond() {
            return 0;
        }

        default @Nullable BrokerHealth broker() {
            return null;
        }

        /** When the last message through the hub and back came; null before the first. */
        @Nullable
        Instant cameBack();
    }

    ObserveModule(
            Storage storage,
            Keys keys,
            KeyRollover rollover,
            Supplier<String> house,
            Side side,
            BackupModule backupModule) {
        this.keys = keys;
        this.rollover = rollover;
        this.config = storage.config();
        this.backupModule = backupModule;
        this.repositories = storage.repositories();
        this.directories = storage.directories();
        this.clock = storage.clock();
        this.gauges = new LedgerGauges(repositories);
        this.progress = new ProgressWatch(clock.instant());
        this.self = new HealthReading.Self(
                config.role() == Config.Role.HUB,
                config.node().value(),
                house.get(),
                config.mode().word(),
                version(),
                clock.instant());
        this.observatory = new HealthMonitor(
                () -> reading(side),
                new HealthChecks(config.alerts().limits(), config.times().clock()));
    }

    /** The routes that run, by their ids, with how they fare. */
    ObserveModule over(Supplier<Map<String, ProgressWatch.Runs>> running) {
        routes = running;
        return this;
    }

    /** The certificates of the province's own keys, too, each under a word: a hub only. */
    ObserveModule also(Supplier<Map<String, X509Certificate>> certificates) {
        authority = certificates;
        return this;
    }

    static String version() {
        return Objects.requireNonNullElse(Node.class.getPackage().getImplementationVersion(), "in development");
    }

    HealthMonitor observatory() {
        return observatory;
    }

    /** Puts what machines read into the door and on a port of its own, exports traces, and watches from now on. */
    Alerts open(ModuleRuntime runtime, HttpDoor door, Predicate<String> more, Errors errors) {
        Set<Digest> keys = Set.copyOf(config.observe().keys());
        ObserveEndpoints endpoints = new ObserveEndpoints(
                observatory,
                new Metrics(observatory, gauges, calls),
                directories::current,
                key -> keys.contains(Digest.sha256(key.getBytes(StandardCharsets.UTF_8))) || more.test(key),
                this::diagnosis,
                errors);
        door.addServlet(ObserveEndpoints.PATH, endpoints).onAnswer(calls);
        Config.Address port = config.observe().port();
        if (port != null) {
            runtime.opened(new ManagementServer(new InetSocketAddress(port.host(), port.port()), endpoints));
        }
        URI collector = config.traces().otlp();
        if (collector != null) {
            runtime.opened(
                    new TraceExporter(collector, self.node(), new TraceSteps(repositories.ledger(), self.hub())));
        }
        return runtime.opened(alerts(errors));
    }

    /** A report in a zip, for whoever helps. */
    byte[] diagnosis() {
        return new Diagnosis(config, repositories, observatory, backupModule, clock).zip();
    }

    /** By the ways that the configuration names. */
    private Alerts alerts(Errors errors) {
        Config.WebhookLimits allowed = config.webhooks();
        Path authorities = allowed.authorities();
        return Alerts.start(
                config.alerts(),
                observatory,
                repositories.ledger(),
                () -> new AlertPoster(
                        AllowedNetworks.of(allowed.networks()),
                        authorities == null ? Tls.known() : Tls.known(authorities)),
                errors,
                clock);
    }

    private HealthReading reading(Side side) {
        Instant now = clock.instant();
        Directory directory = directories.current();
        LedgerGauges.GaugeReading look = gauges.now(side.hosted(), self.hub());
        BrokerHealth broker = side.broker();
        return new HealthReading(
                now,
                self,
                side.line(),
                peers(directory, broker, now),
                side.clock(),
                queues(look, broker),
                look,
                repositories.ledger().commits(),
                repositories.ledger().syncs(),
                disk(),
                broker == null
                        ? null
                        : new HealthReading.Broker(
                                broker.running(), broker.full(), broker.connections(), broker.consumersClosed()),
                certificates(directory, now),
                new HealthReading.DirectoryEdition(directory.serial(), directory.issued(), directory.expires()),
                side.lineBytesPerSecond(),
                backupModule.reading(),
                rollover.state(),
                token(now),
                self.hub() ? repositories.ledger().read(new AuthorityRequests()::count) : null,
                progress.look(seen(side, look, broker, now)));
    }

    /** What a person has stopped or holds back does not move on purpose. */
    private ProgressWatch.Observation seen(
            Side side, LedgerGauges.GaugeReading look, @Nullable BrokerHealth broker, Instant now) {
        Set<String> stopped =
                look.stopped().stream().map(StoppedRoutes.StoppedRoute::route).collect(Collectors.toSet());
        List<ProgressWatch.WatchedQueue> waiting = new ArrayList<>();
        for (LedgerGauges.Moving lane : look.moving()) {
            if (!(lane.name().equals("out") && (stopped.contains("pump") || stopped.contains("dispatch")))) {
                waiting.add(new ProgressWatch.WatchedQueue(
                        lane.name(), ProgressWatch.QueueWay.OUTBOX, lane.count(), null, lane.first(), 0));
            }
        }
        if (broker != null) {
            broker.queues().forEach(queue -> waiting(queue, stopped).ifPresent(waiting::add));
        }
        HealthReading.LineReading line = side.line();
        Instant connected = line == null ? self.started() : line.up() ? line.since() : null;
        return new ProgressWatch.Observation(
                now,
                connected,
                waiting,
                routes.get(),
                CORE,
                side.cameBack(),
                self.hub() ? null : earlier(look.unproved(), look.unanswered()));
    }

    private static Optional<ProgressWatch.WatchedQueue> waiting(BrokerHealth.QueueHealth queue, Set<String> stopped) {
        QueueNames names = QueueNames.standard();
        boolean urgent = queue.name().equals(names.upUrgent());
        boolean intake = urgent || queue.name().equals(names.up());
        boolean kept = queue.name().equals(names.dead()) || queue.name().equals(names.expired());
        if (kept || queue.paused() || (intake && stopped.contains(urgent ? "relay-urgent" : "relay"))) {
            return Optional.empty();
        }
        if (!intake && queue.consumers() == 0) {
            return Optional.empty(); // its node has no connection: told as a line that is down
        }
        Instant oldest = queue.oldest().orElse(null);
        return Optional.of(new ProgressWatch.WatchedQueue(
                queue.name(),
                intake ? ProgressWatch.QueueWay.INTAKE : ProgressWatch.QueueWay.TO_NODE,
                queue.messages(),
                oldest,
                oldest == null ? 0 : oldest.toEpochMilli(),
                queue.taken()));
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    private static List<HealthReading.QueueReading> queues(
            LedgerGauges.GaugeReading look, @Nullable BrokerHealth broker) {
        List<HealthReading.QueueReading> all = new ArrayList<>();
        look.queues()
                .forEach(each -> all.add(
                        new HealthReading.QueueReading(each.name(), each.count(), each.oldest(), each.bytes(), 0)));
        if (broker != null) {
            broker.queues()
                    .forEach(each -> all.add(new HealthReading.QueueReading(
                            each.name(), each.messages(), each.oldest().orElse(null), each.bytes(), each.consumers())));
        }
        return all;
    }

    /** Since when a node has no connection, this process remembers; at its start all have none. */
    private List<HealthReading.Peer> peers(Directory directory, @Nullable BrokerHealth broker, Instant now) {
        if (broker == null) {
            return List.of();
        }
        QueueNames names = QueueNames.standard();
        Map<String, BrokerHealth.QueueHealth> queues =
                broker.queues().stream().collect(Collectors.toMap(BrokerHealth.QueueHealth::name, each -> each));
        List<HealthReading.Peer> peers = new ArrayList<>();
        for (NodeEntry node : directory.edition().nodes()) {
            BrokerHealth.QueueHealth queue = queues.get(names.down(node.id()));
            BrokerHealth.QueueHealth urgent = queues.get(names.downUrgent(node.id()));
            if (node.hub() || queue == null || urgent == null) {
                continue;
            }
            boolean connected = queue.consumers() + urgent.consumers() > 0;
            if (connected) {
                gone.remove(node.id().value());
            } else {
                gone.putIfAbsent(node.id().value(), now);
            }
            peers.add(new HealthReading.Peer(
                    node.id().value(),
                    gone.get(node.id().value()),
                    queue.messages() + urgent.messages(),
                    queue.oldest().or(urgent::oldest).orElse(null)));
        }
        return peers;
    }

    /** The token is tried when nothing was signed for some seconds. */
    private HealthReading.@Nullable TokenReading token(Instant now) {
        if (!(keys.of(Purpose.SEAL).key() instanceof TokenKey key)) {
            return null;
        }
        @Nullable Fault trouble = key.token().trouble(key.publicKey()).orElse(null);
        tokenGone = trouble == null ? null : Objects.requireNonNullElse(tokenGone, now);
        return new HealthReading.TokenReading(key.token().label(), tokenGone, trouble);
    }

    private HealthReading.Disk disk() {
        try {
            FileStore disk = Files.getFileStore(config.data());
            return new HealthReading.Disk(
                    disk.getUsableSpace(), disk.getTotalSpace(), config.limits().freeBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("looking at the disk of " + config.data(), e);
        }
    }

    /** Our own; and of every other node the last to end of each purpose, for a renewed one stands beside the old. */
    private List<HealthReading.Certificate> certificates(Directory directory, Instant now) {
        List<HealthReading.Certificate> all = new ArrayList<>();
        KeyFiles.purposes(config.role())
                .forEach(purpose -> all.add(
                        told(self.node(), purpose.name(), keys.of(purpose).certificate())));
        authority.get().forEach((purpose, certificate) -> all.add(told(self.node(), purpose, certificate)));
        for (NodeEntry node : directory.edition().nodes()) {
            boolean shown = self.hub() ? !node.hub() : node.hub();
            if (shown) {
                Map<Purpose, X509Certificate> last = new HashMap<>();
                node.certificates().stream()
                        .filter(each -> !directory.stoppedAt(each.certificate(), now))
                        .forEach(each -> last.merge(
                                each.purpose(),
                                each.certificate(),
                                (one, other) -> ends(one).isAfter(ends(other)) ? one : other));
                last.forEach((purpose, certificate) -> all.add(told(node.id().value(), purpose.name(), certificate)));
            }
        }
        return all;
    }

    private static Instant ends(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    private static HealthReading.Certificate told(String owner, String purpose, X509Certificate certificate) {
        return new HealthReading.Certificate(
                owner,
                purpose,
                certificate.getSerialNumber().toString(16),
                certificate.getNotBefore().toInstant(),
                ends(certificate));
    }

    /** A node as it looks at itself. */
    static Side node(Storage storage, HubLink link) {
        HubSession session = link.session();
        return new Side() {
            @Override
            public HealthReading.LineReading line() {
                HubReachability state = link.connections().state();
                return new HealthReading.LineReading(
                        state.up(),
                        state.since(),
                        state.trouble().name(),
                        session.good(),
                        session.roundTrip().orElse(null));
            }

            @Override
            public @Nullable Duration clock() {
                var offset = session.offsetMillis();
                return offset.isEmpty() ? null : Duration.ofMillis(offset.getAsLong());
            }

            @Override
            public Set<AgencyCode> hosted() {
                return storage.hosted();
            }

            @Override
            public long lineBytesPerSecond() {
                return link.progress().bytesPerSecond();
            }

            @Override
            public @Nullable Instant cameBack() {
                return session.heard().orElse(null);
            }
        };
    }

    /** A hub as it looks at itself. */
    static Side hub(HubBroker broker, HubProbe probe) {
        return new Side() {
            @Override
            public BrokerHealth broker() {
                return broker.health();
            }

            @Override
            public Instant cameBack() {
                return probe.cameBack();
            }
        };
    }
}
