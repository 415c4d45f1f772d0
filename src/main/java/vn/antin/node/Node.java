package vn.antin.node;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.archive.ArchiveJobs;
import vn.antin.directory.Directory;
import vn.antin.directory.HubEndpoint;
import vn.antin.door.Bus;
import vn.antin.door.http.HttpDoor;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.node.broker.HubReachability;
import vn.antin.node.broker.QueueNames;
import vn.antin.node.config.Config;
import vn.antin.node.config.KeyFiles;
import vn.antin.node.config.RouteSettings;
import vn.antin.node.join.NodeKeyRollover;
import vn.antin.parts.RemoteProgress;
import vn.antin.seal.pki.KeyRing;
import vn.antin.seal.pki.Trust;

/** A running agency node: its modules in the order they open; {@link #close} stops them in the reverse order. */
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
            "node/6-deadlines.camel.yaml",
            "node/7-renewal.camel.yaml",
            "node/7-retention.camel.yaml");

    private final ModuleRuntime runtime;
    private final Storage storage;
    private final HubLink link;
    private final HttpDoor door;
    private final ArchiveJobs archive;

    /** Starts the node; it is ready when this returns, whether the hub can be reached or not. */
    public static Node start(Config config, CrashPoints crashPoints, Clock clock) {
        return ModuleRuntime.start(runtime -> new Node(runtime, config, crashPoints, clock));
    }

    private Node(ModuleRuntime runtime, Config config, CrashPoints crashPoints, Clock clock) {
        this.runtime = runtime;
        Trust trust = Trust.read(config.trust());
        KeyRing keys = KeyFiles.ring(config);
        this.storage = Storage.open(runtime, config, trust, crashPoints, clock);
        TrustFile.keep(storage);
        this.link = HubLink.open(runtime, storage, keys);
        NodeKeyRollover rollover =
                new NodeKeyRollover(config, keys, storage.repositories(), storage.directories(), link.session(), clock);
        rollover.onUse(link.connections()::renew);
        NodeStops stops = new NodeStops(storage, keys, link, rollover);
        Bus bus = stops.bus(runtime.opened(new RemoteProgress(link.parts())));
        Routes routes = openRoutes(stops);
        PartCarriers.open(runtime, storage, link);
        this.archive = runtime.opened(new ArchiveJobs(storage.repositories(), stops.archive(), clock))
                .start();
        this.door = new NodeDoors(runtime, storage, keys, rollover, link, routes, bus).open(ROUTES, archive);
        FolderDoors.open(config, bus, storage.repositories(), clock).forEach(runtime::opened);
        log.info("node {} ready, https port {}", config.node(), door.port());
    }

    /** Prepared only: the doors start them. Before they stop, the hub is told of it. */
    private Routes openRoutes(NodeStops stops) {
        Config config = storage.config();
        Properties settings = RouteSettings.routes();
        settings.putAll(QueueNames.standard().forNode(config.node()));
        Routes routes = runtime.opened(new Routes(
                config.node().value(),
                stops.beans(),
                Map.of(
                        "jms", link.connections().ordinary(),
                        "urgent", link.connections().urgent()),
                settings));
        storage.ledger().onWake(routes::wake);
        runtime.opened((AutoCloseable) () -> {
            if (link.connections().state().up()) {
                routes.goodbye();
            }
        });
        return routes;
    }

    public int port() {
        return door.port();
    }

    /** Where the address stands at which the first person chooses a password for the console; nothing once one has. */
    public Optional<Path> firstLink() {
        return LoginLinks.first(storage.config().data());
    }

    /** Sets what runs once when another process has taken over the ledger; this one can only end then. */
    public void onLedgerLost(Runnable listener) {
        storage.ledger().onLost(listener);
    }

    public HubReachability line() {
        return link.connections().state();
    }

    /** Where the hub is reached, or tried first. */
    public HubEndpoint hub() {
        return link.connections().place();
    }

    public Repositories repositories() {
        return storage.repositories();
    }

    /** Exports to archive packages, and removals of what they hold. */
    public ArchiveJobs archive() {
        return archive;
    }

    /** Whether the hub has answered since the start. */
    public boolean greeted() {
        return link.session().good();
    }

    public Supplier<Directory> directory() {
        return storage.directories()::current;
    }

    /** Door, routes, line, ledger: each in turn, whatever the one before it did; ten seconds at most. */
    @Override
    public void close() {
        runtime.close();
    }
}
