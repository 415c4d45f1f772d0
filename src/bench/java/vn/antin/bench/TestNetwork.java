package vn.antin.bench;

import java.io.File;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import vn.antin.directory.Agency;
import vn.antin.directory.AgencyList;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;
import vn.antin.node.join.HomeSetup;
import vn.antin.node.join.JoinFile;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.trial.demo.DemoFolder;

/** The folders of a hub and its joined nodes, in a temporary folder that is removed with the measurement. */
final class TestNetwork implements AutoCloseable {

    static final String HUB = "hub";
    static final String SENDER = "so-noi-vu";
    static final String RECIPIENT = "so-y-te";
    static final String RECIPIENT_CODE = "H06.16";
    private static final String PROVINCE = "Tỉnh Bà Rịa - Vũng Tàu";
    private static final Duration JOIN_LIFE = Duration.ofDays(1);
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern HUB_ADDRESS = Pattern.compile("(?m)^hub: \\{.*}$");

    private static final int FIRST_PORT = 12_000;
    private static final int PORTS = 18_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final int heapMegabytes;

    /** Of the program that runs in this network. */
    private final String classpath;

    private final List<String> nodes = new ArrayList<>();

    private TestNetwork(Path folder, int heapMegabytes) {
        this(folder, heapMegabytes, Jvm.classpath());
    }

    private TestNetwork(Path folder, int heapMegabytes, String classpath) {
        this.folder = folder;
        this.heapMegabytes = heapMegabytes;
        this.classpath = classpath;
    }

    /**
     * A network of another build of Antin, made by that build's own commands.
     *
     * @param checkout the folder of a checkout that was built there
     */
    static TestNetwork of(Path checkout, KeyAlgorithm algorithm, int heapMegabytes, List<String> nodes) {
        try {
            TestNetwork site = new TestNetwork(
                    Files.createTempDirectory("antin-bench"), heapMegabytes, jars(checkout.resolve("target")));
            String keys = algorithm == KeyAlgorithm.RSA_2048 ? "rsa" : "ec";
            Path hub = site.folder.resolve(HUB);
            Path agencies = HomeSetup.exampleAgencies(site.folder);
            String broker = Integer.toString(freePort());
            site.finish(List.of(
                    "init",
                    "hub",
                    hub.toString(),
                    "--province=" + PROVINCE,
                    "--agencies=" + agencies,
                    "--host=" + LOOPBACK,
                    "--broker-port=" + broker,
                    "--https-port=" + freePort(),
                    "--keys=" + keys));
            unlimited(hub);
            try (ChildProcess running = site.run(HUB)) {
                for (String node : nodes) {
                    Path join = hub.resolve("joins").resolve(node + ".join");
                    String home = site.folder.resolve(node).toString();
                    String port = "--https-port=" + freePort();
                    site.finish(List.of("init", "node", home, "--join=" + join, port, "--keys=" + keys));
                    site.nodes.add(node);
                }
                if (!running.alive()) {
                    throw new IllegalStateException("the hub ended");
                }
            }
            return site;
        } catch (IOException e) {
            throw new UncheckedIOException("no network of " + checkout, e);
        }
    }

    /** As the launcher does: the product, its libraries, and the native one of this machine. */
    private static String jars(Path target) throws IOException {
        String machine = System.getProperty("os.arch").equals("aarch64") ? "linux-aarch_64.jar" : "linux-x86_64.jar";
        Path natives = target.resolve("lib").resolve("native");
        try (Stream<Path> own = Files.list(target);
                Stream<Path> libraries = Files.walk(target.resolve("lib"), 2)) {
            Stream<Path> used = libraries.filter(
                    file -> !file.startsWith(natives) || file.toString().endsWith(machine));
            return Stream.concat(own.filter(TestNetwork::isProduct), used)
                    .filter(file -> file.toString().endsWith(".jar"))
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static boolean isProduct(Path file) {
        String name = file.getFileName().toString();
        return name.matches("antin-.*\\.jar") && !name.endsWith("-bench.jar");
    }

    /** Runs a command of this network's program to its end. */
    private void finish(List<String> words) throws IOException {
        Path log = log("init");
        Process process = new ProcessBuilder(Jvm.antin(heapMegabytes, classpath, words))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", words) + ":\n" + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(String.join(" ", words), e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Lifts the hourly quota of a node, which is not what is measured. */
    private static void unlimited(Path hub) throws IOException {
        Files.writeString(
                hub.resolve("hub.yaml"), "limits: { nodeBytesPerHour: 1099511627776 }\n", StandardOpenOption.APPEND);
    }

    /**
     * Creates the hub and joins the nodes.
     *
     * @param heapMegabytes heap of each process
     */
    static TestNetwork make(KeyAlgorithm algorithm, int heapMegabytes, List<String> nodes) {
        return make(algorithm, heapMegabytes, all -> nodes, hub -> {});
    }

    /** Prepares the hub's folder before its first start. */
    static TestNetwork make(KeyAlgorithm algorithm, int heapMegabytes, List<String> nodes, Consumer<Path> hub) {
        return make(algorithm, heapMegabytes, all -> nodes, hub);
    }

    /** With the nodes of that many agencies, or of all when there are fewer. */
    static TestNetwork make(KeyAlgorithm algorithm, int heapMegabytes, int agencies) {
        return make(algorithm, heapMegabytes, agencies, hub -> {});
    }

    /** The same with a preparation of the hub's folder. */
    static TestNetwork make(KeyAlgorithm algorithm, int heapMegabytes, int agencies, Consumer<Path> hub) {
        return make(algorithm, heapMegabytes, all -> all.subList(0, Math.min(agencies, all.size())), hub);
    }

    private static TestNetwork make(
            KeyAlgorithm algorithm, int heapMegabytes, UnaryOperator<List<String>> chosen, Consumer<Path> prepare) {
        return make(
                algorithm,
                heapMegabytes,
                HomeSetup::exampleAgencies,
                prepare,
                site -> chosen.apply(site.all()).stream().map(site::joinFile).toList());
    }

    /**
     * A province of that many agencies: the first has the sender's node, the others share the recipient's, up to its
     * most recipients of one document.
     */
    static TestNetwork shared(KeyAlgorithm algorithm, int heapMegabytes, int agencies, int most) {
        return make(algorithm, heapMegabytes, folder -> manyAgencies(folder, agencies), hub -> {}, site -> {
            Config hub = ConfigFile.read(site.config(HUB));
            Instant expires = Instant.now(Clock.systemUTC()).plus(JOIN_LIFE).truncatedTo(ChronoUnit.SECONDS);
            return List.of(
                    JoinFile.of(hub, PROVINCE, SENDER, List.of(manyCode(0)), expires),
                    JoinFile.of(hub, PROVINCE, RECIPIENT, manyCodes(1, Math.min(agencies, most + 1)), expires));
        });
    }

    /** Codes of agencies of such a province, without the last one. */
    static List<String> manyCodes(int from, int to) {
        return IntStream.range(from, to).mapToObj(TestNetwork::manyCode).toList();
    }

    private static String manyCode(int number) {
        return "H06." + (number + 1);
    }

    private static Path manyAgencies(Path folder, int agencies) {
        StringBuilder list = new StringBuilder("level,name,parent_code,gso_code,code_qcvn102_SYNTHETIC,"
                + "code_qd20_SYNTHETIC,notation_abbrev,line_mbit,note\n");
        for (int i = 0; i < agencies; i++) {
            String code = manyCode(i);
            list.append(String.join(",", "2", "Cơ quan " + (i + 1), "", "", code, code, "CQ", "10", "\n"));
        }
        try {
            return Files.writeString(folder.resolve("agencies.csv"), list);
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    private static TestNetwork make(
            KeyAlgorithm algorithm,
            int heapMegabytes,
            UnaryOperator<Path> agencies,
            Consumer<Path> prepare,
            Function<TestNetwork, List<JoinFile>> chosen) {
        try {
            TestNetwork site = new TestNetwork(Files.createTempDirectory("antin-bench"), heapMegabytes);
            HomeSetup setup = new HomeSetup(Clock.systemUTC());
            Path home = site.folder.resolve(HUB);
            setup.hub(
                    new HomeSetup.NewHub(
                            PROVINCE,
                            new NodeId(HUB),
                            agencies.apply(site.folder),
                            LOOPBACK,
                            freePort(),
                            freePort(),
                            algorithm,
                            Mode.PRODUCTION),
                    home);
            unlimited(home);
            prepare.accept(home);
            try (ChildProcess hub = site.run(HUB)) {
                for (JoinFile join : chosen.apply(site)) {
                    setup.node(join, site.folder.resolve(join.node()), freePort(), algorithm);
                    site.nodes.add(join.node());
                }
                if (!hub.alive()) {
                    throw new IllegalStateException("the hub ended");
                }
            }
            return site;
        } catch (IOException e) {
            throw new UncheckedIOException("no folder to measure in", e);
        }
    }

    private JoinFile joinFile(String node) {
        return JoinFile.read(folder.resolve(HUB).resolve("joins").resolve(node + ".join"));
    }

    /** The code of the agency that a node hosts. */
    String code(String node) {
        return joinFile(node).agencies().get(0);
    }

    /** Speed of each agency's line by the province's list, in Mbit/s. */
    Map<String, Integer> megabits() {
        return AgencyList.read(folder.resolve("agencies.csv")).stream()
                .collect(Collectors.toMap(agency -> agency.code().value(), Agency::lineMbit));
    }

    /** The hub's broker port. */
    int brokerPort() {
        return ConfigFile.read(config(HUB)).brokerOrFail().port();
    }

    /** The hub's port for joining and for large parts. */
    int httpsPort() {
        return ConfigFile.read(config(HUB)).listen().port();
    }

    /** The nodes of all agencies on the hub's list. */
    private List<String> all() {
        Path joins = folder.resolve(HUB).resolve("joins");
        try (Stream<Path> files = Files.list(joins)) {
            return files.map(file -> file.getFileName().toString().replace(".join", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(joins.toString(), e);
        }
    }

    /** The joined nodes. */
    List<String> nodes() {
        return nodes;
    }

    /** A free port outside the range of outgoing connections, which would take it before its owner starts. */
    static int freePort() {
        while (true) {
            int port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                if (GIVEN.add(port)) {
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                // In use; the next is tried.
            }
        }
    }

    Path folder() {
        return folder;
    }

    int heapMegabytes() {
        return heapMegabytes;
    }

    Path config(String name) {
        return folder.resolve(name).resolve(name.equals(HUB) ? "hub.yaml" : "node.yaml");
    }

    /** Leads a node to the hub by other ports of this machine: the near end of a line. */
    void lead(String node, int broker, int https) {
        rewrite(
                config(node),
                text -> HUB_ADDRESS
                        .matcher(text)
                        .replaceFirst("hub: { host: \"127.0.0.1\", port: " + broker + ", https: " + https + " }"));
    }

    private static void rewrite(Path file, UnaryOperator<String> change) {
        try {
            Files.writeString(file, change.apply(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /** Starts a hub or a node in a process of its own, as its operator would. */
    ChildProcess run(String name) {
        return command(
                name, List.of("run", "--lang", "en", "--config", config(name).toString()));
    }

    /** Starts a hub or node in a process that answers requests for its state. */
    ChildProcess host(String name) {
        return command(name, List.of("bench", HostCommand.NAME, config(name).toString()));
    }

    /** Starts any command in a process of its own. */
    ChildProcess command(String name, List<String> words) {
        return ChildProcess.start(name, log(name), Jvm.antin(heapMegabytes, classpath, words), PATIENCE);
    }

    Path log(String name) {
        return folder.resolve(name + ".log");
    }

    /** Starts the hub, then these nodes. */
    List<ChildProcess> runAll(List<String> nodes) {
        List<ChildProcess> running = new ArrayList<>();
        try {
            running.add(run(HUB));
            nodes.forEach(node -> running.add(run(node)));
            return running;
        } catch (RuntimeException e) {
            stop(running);
            throw e;
        }
    }

    /** Stops them in the reverse order of their start. */
    static void stop(List<ChildProcess> running) {
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).close();
        }
    }

    @Override
    public void close() {
        DemoFolder.delete(folder);
    }
}
