package vn.antin.bench;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import vn.antin.cli.Antin;
import vn.antin.seal.pki.NativeCrypto;

/** Builds the command line of a Java process like this one, with another heap. */
final class Jvm {

    private static final String COMPILERS = "-XX:TieredStopAtLevel=";

    private Jvm() {}

    /** A command of Antin in a process of its own, with the compiler that the launcher gives to a hub or node. */
    static List<String> antin(int heapMegabytes, List<String> words) {
        return antin(heapMegabytes, classpath(), words);
    }

    /** The same with the program of another class path. */
    static List<String> antin(int heapMegabytes, String classpath, List<String> words) {
        List<String> command = of(heapMegabytes, classpath, Antin.class.getName());
        if (NativeCrypto.isLoaded() && command.stream().noneMatch(word -> word.startsWith(COMPILERS))) {
            command.add(1, COMPILERS + "1");
        }
        command.addAll(words);
        return command;
    }

    static List<String> of(int heapMegabytes, String classpath, String main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(Jvm::inherited)
                .forEach(command::add);
        command.add("-Xmx" + heapMegabytes + "m");
        command.addAll(List.of("-cp", classpath, main));
        return command;
    }

    private static boolean inherited(String argument) {
        return !argument.startsWith("-Xm")
                && !argument.startsWith("-agentlib")
                && !argument.startsWith("-javaagent")
                && !argument.startsWith("-XX:StartFlightRecording");
    }

    /** The class path of this process. */
    static String classpath() {
        return System.getProperty("java.class.path");
    }

    private static int end(String classpath) {
        int first = classpath.indexOf(File.pathSeparator);
        return first < 0 ? classpath.length() : first;
    }

    /** Maven's build folder, when this runs in a checkout. */
    static Path target() {
        Path first = Path.of(classpath().substring(0, end(classpath())));
        return Path.of("").toAbsolutePath().resolve(first).normalize().resolveSibling("");
    }
}
