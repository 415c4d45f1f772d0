package vn.antin.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import vn.antin.cli.Terminal;

/** Profiles the CPU with Flight Recorder samples, by the owner of the code. */
final class Profile {

    static final String SAMPLE = "jdk.ExecutionSample";

    /** Time between two samples of a thread. */
    static final Duration PERIOD = Duration.ofMillis(10);

    static final String OWN_XML = "antin xml";

    /** Owner of a class by the prefix of its name; the first match counts. */
    private static final List<Map.Entry<String, String>> OWNERS = List.of(
            Map.entry("vn.antin.cli", "bench"),
            Map.entry("vn.antin.xml", OWN_XML),
            Map.entry("org.apache.camel", "Camel"),
            Map.entry("org.apache.activemq", "Artemis"),
            Map.entry("org.apache.artemis", "Artemis"),
            Map.entry("io.netty", "Artemis"),
            Map.entry("org.springframework", "Camel"),
            Map.entry("org.h2", "H2"),
            Map.entry("com.zaxxer", "H2"),
            Map.entry("org.bouncycastle", "crypto"),
            Map.entry("com.amazon.corretto", "crypto"),
            Map.entry("sun.security", "crypto"),
            Map.entry("com.sun.crypto", "crypto"),
            Map.entry("java.security", "crypto"),
            Map.entry("javax.crypto", "crypto"),
            Map.entry("org.glassfish.jaxb", "JAXB"),
            Map.entry("com.sun.org.apache.xerces", "XML"),
            Map.entry("com.sun.org.apache.xml", "XML"),
            Map.entry("org.apache.cxf", "CXF and Jetty"),
            Map.entry("org.eclipse.jetty", "CXF and Jetty"),
            Map.entry("com.fasterxml.jackson", "Jackson"));

    private final Recording recording;

    private Profile(Recording recording) {
        this.recording = recording;
    }

    static Profile start() {
        Recording recording = new Recording();
        recording.enable(SAMPLE).withPeriod(PERIOD);
        recording.start();
        return new Profile(recording);
    }

    /** Prints and stores two lists: CPU time by owner, and by the program's packages. */
    void stop(Terminal terminal, ObjectNode json) throws IOException {
        recording.stop();
        Path file = Files.createTempFile("antin", ".jfr");
        try {
            recording.dump(file);
            tell(terminal, "bench.at", samples(file, Profile::owner), json.putObject("profile_code"));
            tell(terminal, "bench.behalf", samples(file, Profile::ours), json.putObject("profile_package"));
        } finally {
            recording.close();
            Files.delete(file);
        }
    }

    /** The number of samples of a recording by the owner of the code that ran. */
    static Map<String, Integer> byOwner(Path recording) throws IOException {
        return samples(recording, Profile::owner);
    }

    private static Map<String, Integer> samples(Path recording, Function<List<RecordedFrame>, String> kind)
            throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(recording)) {
            if (event.getEventType().getName().equals(SAMPLE) && event.getStackTrace() != null) {
                counts.merge(kind.apply(event.getStackTrace().getFrames()), 1, Integer::sum);
            }
        }
        return counts;
    }

    private static void tell(Terminal terminal, String key, Map<String, Integer> samples, ObjectNode json) {
        int all = Math.max(
                1, samples.values().stream().mapToInt(Integer::intValue).sum());
        List<Map.Entry<String, Integer>> sorted = samples.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .toList();
        sorted.forEach(each -> json.put(each.getKey(), 100.0 * each.getValue() / all));
        String text = sorted.stream()
                .map(each -> each.getKey() + " " + 100 * each.getValue() / all + " %")
                .collect(Collectors.joining(", "));
        terminal.say(key, text, all);
    }

    /** The owner of the first owned frame from the top; else the JDK. */
    private static String owner(List<RecordedFrame> frames) {
        for (RecordedFrame frame : frames) {
            String name = frame.getMethod().getType().getName();
            if (name.startsWith("vn.antin.") && !name.startsWith("vn.antin.xml") && !name.startsWith("vn.antin.cli")) {
                return "antin";
            }
            for (Map.Entry<String, String> owner : OWNERS) {
                if (name.startsWith(owner.getKey())) {
                    return owner.getValue();
                }
            }
        }
        return "JDK";
    }

    private static String ours(List<RecordedFrame> frames) {
        for (RecordedFrame frame : frames) {
            String name = frame.getMethod().getType().getName();
            if (name.startsWith("vn.antin.")) {
                int end = name.indexOf('.', "vn.antin.".length());
                return end < 0 ? "antin" : name.substring("vn.antin.".length(), end);
            }
        }
        return "–";
    }
}
