package vn.antin.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * phase4 (AS4) as a peer. Bare: two processes, signed messages and receipts, no storage and no hub. With the same work
 * as Antin's: three processes, TLS, encryption, and a hub that receives, checks, stores and sends on. Built separately,
 * so that Antin does not depend on it.
 */
final class Phase4Peer {

    static final String BARE = "phase4";
    static final String SAME_WORK = "same-work";
    static final String BUILD = "mvn -f src/bench/phase4/pom.xml package";

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Phase4Peer() {}

    static boolean built() {
        return Files.isDirectory(home().resolve("lib")) && Files.isDirectory(home().resolve("classes"));
    }

    private static Path home() {
        return Jvm.target().resolve("phase4");
    }

    /** Sender and receiver. */
    static Peer bare(TestNetwork site) {
        String keys = keys(site, BARE);
        String port = port();
        return started(BARE, site, List.of(List.of("Receiver", keys, port), List.of("Sender", keys, port)));
    }

    /** Sender, hub and recipient. */
    static Peer sameWork(TestNetwork site) {
        String keys = keys(site, SAME_WORK);
        String hub = port();
        String recipient = port();
        return started(
                SAME_WORK,
                site,
                List.of(
                        List.of("Receiver", keys, recipient, "recipient"),
                        List.of("Receiver", keys, hub, "hub", recipient),
                        List.of("Sender", keys, hub, "hub")));
    }

    private static String keys(TestNetwork site, String peer) {
        return site.folder().resolve(peer + "-keys").toString();
    }

    private static String port() {
        return Integer.toString(TestNetwork.freePort());
    }

    /**
     * Starts a process for each command.
     *
     * @param commands name of the class to run, and its arguments
     */
    private static Peer started(String peer, TestNetwork site, List<List<String>> commands) {
        List<ChildProcess> running = new ArrayList<>();
        try {
            for (List<String> command : commands) {
                running.add(child(peer, site, command));
            }
            return new CommandedPeer(peer, running);
        } catch (RuntimeException e) {
            TestNetwork.stop(running);
            throw e;
        }
    }

    private static ChildProcess child(String peer, TestNetwork site, List<String> words) {
        String classpath = home().resolve("classes") + File.pathSeparator + home().resolve("lib") + "/*";
        String main = words.get(0);
        List<String> command = Jvm.of(site.heapMegabytes(), classpath, "vn.antin.bench.phase4." + main);
        command.addAll(words.subList(1, words.size()));
        String name = peer + "-"
                + (main.equals("Receiver") && words.size() > 3 ? words.get(3) : main.toLowerCase(Locale.ROOT));
        return ChildProcess.start(name, site.log(name), command, PATIENCE);
    }
}
