package vn.antin.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * phase4 (AS4) as a peer: two processes, signed messages and receipts, no storage and no hub. Built separately, so that
 * Antin does not depend on it.
 */
final class Phase4Peer {

    static final String BUILD = "mvn -f src/bench/phase4/pom.xml package";

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Phase4Peer() {}

    static boolean built() {
        return Files.isDirectory(home().resolve("lib")) && Files.isDirectory(home().resolve("classes"));
    }

    private static Path home() {
        return Jvm.target().resolve("phase4");
    }

    static Peer start(TestNetwork site) {
        Path keys = site.folder().resolve("phase4-keys");
        String port = Integer.toString(TestNetwork.freePort());
        List<ChildProcess> running = new ArrayList<>();
        try {
            running.add(child(site, "Receiver", keys, port));
            running.add(child(site, "Sender", keys, port));
            return new CommandedPeer("phase4", running);
        } catch (RuntimeException e) {
            TestNetwork.stop(running);
            throw e;
        }
    }

    private static ChildProcess child(TestNetwork site, String main, Path keys, String port) {
        String classpath = home().resolve("classes") + File.pathSeparator + home().resolve("lib") + "/*";
        List<String> command = Jvm.of(site.heapMegabytes(), classpath, "vn.antin.bench.phase4." + main);
        command.addAll(List.of(keys.toString(), port));
        String name = "phase4-" + main.toLowerCase(java.util.Locale.ROOT);
        return ChildProcess.start(name, site.log(name), command, PATIENCE);
    }
}
