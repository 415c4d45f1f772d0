package vn.antin.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
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
import vn.antin.door.webhook.Announcer;
import vn.antin.door.webhook.Networks;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.ledger.Books;
import vn.antin.ledger.Directories;
import vn.antin.ledger.Standing;
import vn.antin.ledger.StoppedRoutes;
import vn.antin.ledger.query.Gauges;
import vn.antin.ledger.query.Steps;
import vn.antin.node.broker.BrokerHealth;
import vn.antin.node.broker.LineState;
import vn.antin.node.broker.QueueNames;
import vn.antin.node.broker.Tls;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.observe.Alerts;
import vn.antin.observe.Calls;
import vn.antin.observe.Checks;
import vn.antin.observe.Metrics;
import vn.antin.observe.Observatory;
import vn.antin.observe.PlainDoor;
import vn.antin.observe.Progress;
import vn.antin.observe.Reading;
import vn.antin.observe.Spans;
import vn.antin.observe.Window;
import vn.antin.seal.pki.Keys;
import vn.antin.seal.pki.Purpose;

/** Gathers how a node or hub stands, and opens the window through which machines look. */
final class Observing {

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
    private final Books books;
    private final Directories directories;
    private final Keeping keeping;
    private final Clock clock;
    private final Gauges gauges;
    private final Reading.Self self;
    private final Calls calls = new Calls();
    private final Map<String, X509Certificate> own = new HashMap<>();
    private final Map<String, Instant> gone = new HashMap<>();
    private final Progress progress;
    private volatile Supplier<Map<String, Progress.Runs>> routes = Map::of;
    private final Observatory observatory;

    /** What differs between a node and a hub. */
    interface Side {

        Reading.@Nullable Line line();

        @Nullable
        Duration clock();

        Set<AgencyCode> hosted();

        long lineBytesPerSecond();

        @Nullable
        BrokerHealth broker();

        /** When the last message through the hub and back came; null before the first. */
        @Nullable
        Instant cameBack();
    }

    Observing(
            Config config,
            Books books,
            Directories directories,
            Keys keys,
            Supplier<String> house,
            Side side,
            Keeping keeping,
            Clock clock) {
        this.config = config;
        this.keeping = keeping;
        this.books = books;
        this.directories = directories;
        this.clock = clock;
        this.gauges = new Gauges(books);
        this.progress = new Progress(clock.instant());
        this.self = new Reading.Self(
                config.role() == Config.Role.HUB,
                config.node().value(),
                house.get(),
                config.mode().word(),
                version(),
                clock.instant());
        KeyFiles.purposes(config.role())
                .forEach(purpose -> own.put(purpose.name(), keys.of(purpose).certificate()));
        this.observatory = new Observatory(
                () -> reading(side),
                new Checks(config.alerts().limits(), config.times().clock()));
    }

    /** The routes that run, by their ids, with how they fare. */
    Observing over(Supplier<Map<String, Progress.Runs>> running) {
        routes = running;
        return this;
    }

    /** The authority's own certificates, too: a hub only. */
    Observing also(Keys authority) {
        for (Purpose purpose : List.of(Purpose.AUTHORITY, Purpose.DIRECTORY, Purpose.TIME_STAMP)) {
            own.put(purpose.name(), authority.of(purpose).certificate());
        }
        return this;
    }

    static String version() {
        return Objects.requireNonNullElse(Node.class.getPackage().getImplementationVersion(), "in development");
    }

    Observatory observatory() {
        return observatory;
    }

    /** Puts the window into the door; what must be closed again, if there is a port of its own. */
    Optional<AutoCloseable> open(HttpDoor door, Predicate<String> more, Errors errors) {
        Set<Digest> keys = Set.copyOf(config.observe().keys());
        Window window = new Window(
                observatory,
                new Metrics(observatory, gauges, calls),
                directories::current,
                key -> keys.contains(Digest.sha256(key.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                        || more.test(key),
                this::diagnosis,
                errors);
        door.addServlet(Window.PATH, window).onAnswer(calls);
        Config.Address port = config.observe().port();
        return port == null
                ? Optional.empty()
                : Optional.of(new PlainDoor(new InetSocketAddress(port.host(), port.port()), window));
    }

    /** A report in a zip, for whoever helps. */
    byte[] diagnosis() {
        return new Diagnosis(config, books, observatory, keeping, clock).zip();
    }

    /** Tells the steps of documents to a collector, if the configuration names one. */
    Optional<AutoCloseable> trace() {
        URI collector = config.traces();
        return collector == null
                ? Optional.empty()
                : Optional.of(new Spans(collector, self.node(), new Steps(books.ledger(), self.hub())));
    }

    /** Watches from now on, and tells people by the ways that the configuration names. */
    Alerts watch(Errors errors) {
        Config.Webhooks allowed = config.webhooks();
        Path authorities = allowed.authorities();
        return Alerts.start(
                config.alerts(),
                observatory,
                books.ledger(),
                () -> new Announcer(
                        Networks.of(allowed.networks()), authorities == null ? Tls.known() : Tls.known(authorities)),
                errors,
                clock);
    }

    private Reading reading(Side side) {
        Instant now = clock.instant();
        Directory directory = directories.current();
        Gauges.Look look = gauges.now(side.hosted(), self.hub());
        BrokerHealth broker = side.broker();
        return new Reading(
                now,
                self,
                side.line(),
                peers(directory, broker, now),
                side.clock(),
                queues(look, broker),
                look,
                books.ledger().commits(),
                books.ledger().syncs(),
                disk(),
                broker == null
                        ? null
                        : new Reading.Broker(
                                broker.running(), broker.full(), broker.connections(), broker.consumersClosed()),
                certificates(directory, now),
                new Reading.DirectoryEdition(directory.serial(), directory.issued(), directory.expires()),
                side.lineBytesPerSecond(),
                keeping.reading(),
                progress.look(seen(side, look, broker, now)));
    }

    /** What a person has stopped or holds back does not move on purpose. */
    private Progress.Seen seen(Side side, Gauges.Look look, @Nullable BrokerHealth broker, Instant now) {
        Set<String> stopped =
                look.stopped().stream().map(StoppedRoutes.Stopped::route).collect(Collectors.toSet());
        List<Progress.Waiting> waiting = new ArrayList<>();
        for (Gauges.Moving lane : look.moving()) {
            if (!(lane.name().equals("out") && (stopped.contains("pump") || stopped.contains("dispatch")))) {
                waiting.add(
                        new Progress.Waiting(lane.name(), Progress.Way.OUTBOX, lane.count(), null, lane.first(), 0));
            }
        }
        if (broker != null) {
            broker.queues().forEach(queue -> waiting(queue, stopped).ifPresent(waiting::add));
        }
        Reading.Line line = side.line();
        Instant connected = line == null ? self.started() : line.up() ? line.since() : null;
        return new Progress.Seen(
                now,
                connected,
                waiting,
                routes.get(),
                CORE,
                side.cameBack(),
                self.hub() ? null : earlier(look.unproved(), look.unanswered()));
    }

    private static Optional<Progress.Waiting> waiting(BrokerHealth.QueueHealth queue, Set<String> stopped) {
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
        return Optional.of(new Progress.Waiting(
                queue.name(),
                intake ? Progress.Way.INTAKE : Progress.Way.TO_NODE,
                queue.messages(),
                oldest,
                oldest == null ? 0 : oldest.toEpochMilli(),
                queue.taken()));
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    private static List<Reading.Queue> queues(Gauges.Look look, @Nullable BrokerHealth broker) {
        List<Reading.Queue> all = new ArrayList<>();
        look.queues()
                .forEach(each -> all.add(new Reading.Queue(each.name(), each.count(), each.oldest(), each.bytes(), 0)));
        if (broker != null) {
            broker.queues()
                    .forEach(each -> all.add(new Reading.Queue(
                            each.name(), each.messages(), each.oldest().orElse(null), each.bytes(), each.consumers())));
        }
        return all;
    }

    /** Since when a node has no connection, this process remembers; at its start all have none. */
    private List<Reading.Peer> peers(Directory directory, @Nullable BrokerHealth broker, Instant now) {
        if (broker == null) {
            return List.of();
        }
        QueueNames names = QueueNames.standard();
        Map<String, BrokerHealth.QueueHealth> queues =
                broker.queues().stream().collect(Collectors.toMap(BrokerHealth.QueueHealth::name, each -> each));
        List<Reading.Peer> peers = new ArrayList<>();
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
            peers.add(new Reading.Peer(
                    node.id().value(),
                    gone.get(node.id().value()),
                    queue.messages() + urgent.messages(),
                    queue.oldest().or(urgent::oldest).orElse(null)));
        }
        return peers;
    }

    private Reading.Disk disk() {
        try {
            FileStore disk = Files.getFileStore(config.data());
            return new Reading.Disk(
                    disk.getUsableSpace(), disk.getTotalSpace(), config.limits().freeBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("looking at the disk of " + config.data(), e);
        }
    }

    /** Our own; and of every other node the last to end of each purpose, for a renewed one stands beside the old. */
    private List<Reading.Certificate> certificates(Directory directory, Instant now) {
        List<Reading.Certificate> all = new ArrayList<>();
        own.forEach((purpose, certificate) -> all.add(told(self.node(), purpose, certificate)));
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

    private static Reading.Certificate told(String owner, String purpose, X509Certificate certificate) {
        return new Reading.Certificate(
                owner,
                purpose,
                certificate.getSerialNumber().toString(16),
                certificate.getNotBefore().toInstant(),
                ends(certificate));
    }

    /** A node as it looks at itself. */
    static Side node(
            Supplier<LineState> line, Standing standing, Supplier<Set<AgencyCode>> hosted, Supplier<Long> bytes) {
        return new Side() {
            @Override
            public Reading.Line line() {
                LineState state = line.get();
                return new Reading.Line(
                        state.up(),
                        state.since(),
                        state.trouble().name(),
                        standing.good(),
                        standing.roundTrip().orElse(null));
            }

            @Override
            public @Nullable Duration clock() {
                var offset = standing.offsetMillis();
                return offset.isEmpty() ? null : Duration.ofMillis(offset.getAsLong());
            }

            @Override
            public Set<AgencyCode> hosted() {
                return hosted.get();
            }

            @Override
            public long lineBytesPerSecond() {
                return bytes.get();
            }

            @Override
            public @Nullable BrokerHealth broker() {
                return null;
            }

            @Override
            public @Nullable Instant cameBack() {
                return standing.heard().orElse(null);
            }
        };
    }

    /** A hub as it looks at itself. */
    static Side hub(Supplier<BrokerHealth> broker, Supplier<Instant> cameBack) {
        return new Side() {
            @Override
            public Reading.@Nullable Line line() {
                return null;
            }

            @Override
            public @Nullable Duration clock() {
                return null;
            }

            @Override
            public Set<AgencyCode> hosted() {
                return Set.of();
            }

            @Override
            public long lineBytesPerSecond() {
                return 0;
            }

            @Override
            public BrokerHealth broker() {
                return broker.get();
            }

            @Override
            public Instant cameBack() {
                return cameBack.get();
            }
        };
    }
}
