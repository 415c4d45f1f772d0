package vn.antin.trial;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.node.Hub;
import vn.antin.node.Node;
import vn.antin.node.broker.QueueNames;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;
import vn.antin.node.join.HomeSetup;
import vn.antin.node.join.JoinFile;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.trial.line.SimulatedLine;

/** A province on this machine: a hub and nodes in one folder and one process, over real TLS on loopback. */
public final class Province implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";

    private static final Duration JOIN_LIFE = Duration.ofDays(1);

    private static final int LOWEST_PORT = 20_000;
    private static final int HIGHEST_PORT = 32_000;
    private static final int PORTS_TRIED = 1_000;

    private static final String NAME = "Tỉnh Bà Rịa - Vũng Tàu";

    private final Path folder;
    private final Clock clock;
    private final KeyAlgorithm algorithm;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, SimulatedLine> lines = new LinkedHashMap<>();
    private Hub hub;

    /** Creates the hub's folder if it does not exist, and starts the hub. */
    public Province(Path folder, Path agencies, KeyAlgorithm algorithm, Clock clock) {
        this(folder, agencies, Mode.PRODUCTION, algorithm, clock);
    }

    /** With another name than the province of the demo has. */
    public Province(String name, Path folder, Path agencies, KeyAlgorithm algorithm, Clock clock) {
        this(name, folder, agencies, Mode.PRODUCTION, algorithm, clock);
    }

    /** With documents of that mode; nodes that join inherit it. */
    public Province(Path folder, Path agencies, Mode mode, KeyAlgorithm algorithm, Clock clock) {
        this(NAME, folder, agencies, mode, algorithm, clock);
    }

    private Province(String name, Path folder, Path agencies, Mode mode, KeyAlgorithm algorithm, Clock clock) {
        this.folder = folder;
        this.clock = clock;
        this.algorithm = algorithm;
        Path home = folder.resolve("hub");
        if (!Files.exists(home)) {
            int[] ports = freePorts();
            new HomeSetup(clock)
                    .hub(
                            new HomeSetup.NewHub(
                                    name, new NodeId("hub"), agencies, LOOPBACK, ports[0], ports[1], algorithm, mode),
                            home);
        }
        this.hub = Hub.start(ConfigFile.read(home.resolve("hub.yaml")), CrashPoints.NONE, clock);
    }

    /**
     * Joins a node for these agencies if its folder does not exist.
     *
     * @param more further lines of its configuration
     */
    public void join(String node, List<String> agencies, String more) {
        if (Files.exists(home(node))) {
            return;
        }
        Path hubHome = folder.resolve("hub");
        Path join = hubHome.resolve("joins").resolve(node + ".join");
        Config config = ConfigFile.read(hubHome.resolve("hub.yaml"));
        Instant expires = clock.instant().plus(JOIN_LIFE).truncatedTo(ChronoUnit.SECONDS);
        try {
            JoinFile.of(config, node, node, agencies, expires).write(join);
            join(node);
            Files.writeString(home(node).resolve("node.yaml"), more, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(join.toString(), e);
        }
    }

    /** Puts a message into a node's queue that a correct hub would never send, for the node to refuse. */
    public void slip(String node, byte[] envelope) {
        try (JMSContext session = hub.broker().connections().createContext()) {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(envelope);
            message.setStringProperty("antin_kind", "ENVELOPE");
            session.createProducer()
                    .send(session.createQueue(QueueNames.standard().down(new NodeId(node))), message);
        } catch (JMSException e) {
            throw new IllegalStateException("the hub's own broker did not take a message", e);
        }
    }

    /** Joins a node if its folder does not exist, and starts it. */
    public Node start(String node) {
        join(node);
        return run(node);
    }

    /** Joins a node if its folder does not exist, and starts it behind this line, which is closed with the node. */
    public Node start(String node, SimulatedLine line) {
        lines.put(node, line);
        join(node);
        HomeSetup.reroute(
                home(node),
                line.to(hub.brokerPort()).number(),
                line.to(hub.httpsPort()).number());
        return run(node);
    }

    private void join(String node) {
        if (!Files.exists(home(node))) {
            JoinFile join = JoinFile.read(folder.resolve("hub").resolve("joins").resolve(node + ".join"));
            new HomeSetup(clock).node(join, home(node), freePorts()[0], algorithm);
        }
    }

    private Node run(String node) {
        Node started = Node.start(ConfigFile.read(home(node).resolve("node.yaml")), CrashPoints.NONE, clock);
        nodes.put(node, started);
        return started;
    }

    public void stop(String node) {
        Node running = nodes.remove(node);
        if (running != null) {
            running.close();
        }
        SimulatedLine line = lines.remove(node);
        if (line != null) {
            line.close();
        }
    }

    public void stopHub() {
        hub.close();
    }

    public void startHub() {
        hub = Hub.start(ConfigFile.read(folder.resolve("hub").resolve("hub.yaml")), CrashPoints.NONE, clock);
    }

    public Path home(String node) {
        return folder.resolve(node);
    }

    public Hub hub() {
        return hub;
    }

    /**
     * Two different free ports, below those from which the system takes the ports of outgoing connections: one of these
     * could take a port before it is listened on.
     */
    private static int[] freePorts() {
        int[] ports = ThreadLocalRandom.current()
                .ints(LOWEST_PORT, HIGHEST_PORT)
                .distinct()
                .limit(PORTS_TRIED)
                .filter(Province::isFree)
                .limit(2)
                .toArray();
        if (ports.length < 2) {
            throw new IllegalStateException("no free port on loopback from " + LOWEST_PORT + " to " + HIGHEST_PORT);
        }
        return ports;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** Stops the nodes first, in parallel, so that what they still send arrives. */
    @Override
    public void close() {
        List<Thread> stopping = new ArrayList<>();
        nodes.values().forEach(node -> stopping.add(new Thread(node::close, "stopping a node")));
        nodes.clear();
        stopping.forEach(Thread::start);
        for (Thread each : stopping) {
            try {
                each.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        lines.values().forEach(SimulatedLine::close);
        hub.close();
    }
}
