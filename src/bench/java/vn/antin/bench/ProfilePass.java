package vn.antin.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import vn.antin.cli.Terminal;
import vn.antin.json.Json;

/**
 * Says what a document's CPU is spent on: compilers, collectors and kernel by the operating system's account, the rest
 * by the owners of the code that Flight Recorder finds running. Samples see Java code only; native code has the share of
 * the Java code around it.
 */
final class ProfilePass {

    private static final String RECORDING = "bench";
    private static final long PATIENCE_SECONDS = 60;
    private static final int SETTLING_SECONDS = 10;

    /** Flight Recorder's settings: nothing but the samples. */
    private static final String SETTINGS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration version="2.0">
              <event name="%s"><setting name="enabled">true</setting><setting name="period">%d ms</setting></event>
            </configuration>
            """.formatted(Profile.SAMPLE, Profile.PERIOD.toMillis());

    /** Owners in the order of a bar from the bottom up; what is not named here is the JDK's. */
    private static final List<String> ORDER =
            List.of("antin", "H2", "Artemis", "Camel", "CXF and Jetty", "Jackson", "JAXB", "XML", "crypto", "JDK");

    private final AntinPeer peer;
    private final Path folder;
    private final Terminal terminal;

    ProfilePass(AntinPeer peer, Path folder, Terminal terminal) {
        this.peer = peer;
        this.folder = folder;
        this.terminal = terminal;
    }

    /** The CPU of a document in milliseconds by what it was spent on, and its row for the report. */
    record Spent(Map<String, Double> millis, ObjectNode row) {}

    Spent measure(int bytes, int flight, int seconds) throws Exception {
        Path settings = Files.writeString(folder.resolve("profile.jfc"), SETTINGS);
        for (ChildProcess each : peer.processes()) {
            tool(each, "JFR.start", "name=" + RECORDING, "settings=" + settings);
        }
        // The recorder's start changes classes, and what used them is compiled again.
        peer.run(bytes, flight, SETTLING_SECONDS);
        Usage before = Usage.of(peer.processes());
        LoadResult load = peer.run(bytes, flight, seconds);
        Usage used = Usage.of(peer.processes()).since(before);
        Map<String, Double> millis = new LinkedHashMap<>();
        Map<String, Double> java = new HashMap<>();
        for (ChildProcess each : peer.processes()) {
            ProcessUsage process = used.processes().get(each.name());
            if (process != null) {
                samples(each).forEach((owner, share) -> java.merge(owner, share * javaSeconds(process), Double::sum));
            }
        }
        ORDER.forEach(owner -> millis.put(owner, 1_000 * load.per(java.getOrDefault(owner, 0.0))));
        millis.put("collectors", 1_000 * load.per(used.sum(ProcessUsage::collectorSeconds)));
        millis.put("kernel", 1_000 * load.per(used.sum(ProcessUsage::kernelSeconds)));
        millis.put("compilers", 1_000 * load.per(used.sum(ProcessUsage::compilerSeconds)));
        StringBuilder line = new StringBuilder();
        millis.forEach((what, value) ->
                line.append(line.isEmpty() ? "" : ", ").append(what).append(' ').append(Figures.number(value)));
        terminal.say("bench.spent", peer.name(), Figures.size(bytes), flight, load.documents(), line);
        ObjectNode row = Json.MAPPER
                .createObjectNode()
                .put("peer", peer.name())
                .put("bytes", bytes)
                .put("flight", flight)
                .put("profiled_documents", load.documents());
        ObjectNode spent = row.putObject("cpu_ms_by_owner");
        millis.forEach(spent::put);
        return new Spent(millis, row);
    }

    /** CPU time of Java code, as far as the operating system tells it from the rest. */
    private static double javaSeconds(ProcessUsage process) {
        return Math.max(
                0,
                process.cpuSeconds()
                        - process.compilerSeconds()
                        - process.collectorSeconds()
                        - process.kernelSeconds());
    }

    /** The share of each owner in the samples of a process. */
    private Map<String, Double> samples(ChildProcess process) throws IOException, InterruptedException {
        Path file = folder.resolve(process.name() + ".jfr");
        Files.deleteIfExists(file);
        tool(process, "JFR.stop", "name=" + RECORDING, "filename=" + file);
        Map<String, Integer> counts = Profile.byOwner(file);
        double all =
                Math.max(1, counts.values().stream().mapToInt(Integer::intValue).sum());
        Map<String, Double> shares = new HashMap<>();
        counts.forEach((owner, count) -> shares.merge(named(owner), count / all, Double::sum));
        return shares;
    }

    private static String named(String owner) {
        if (ORDER.contains(owner)) {
            return owner;
        }
        return owner.equals(Profile.OWN_XML) ? "XML" : "JDK";
    }

    /** Gives an order to the JVM of a process by the JDK's own tool. */
    private void tool(ChildProcess process, String... order) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(process.pid())));
        command.addAll(List.of(order));
        Path log = folder.resolve("jcmd.log");
        Process tool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!tool.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || tool.exitValue() != 0) {
            tool.destroyForcibly();
            throw new IOException(String.join(" ", command) + ":\n" + Files.readString(log));
        }
    }
}
