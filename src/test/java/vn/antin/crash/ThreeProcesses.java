package vn.antin.crash;

import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;
import vn.antin.envelope.Mode;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.node.Seams;
import vn.antin.node.join.HomeSetup;
import vn.antin.node.join.JoinFile;
import vn.antin.receipt.EvidenceBundle;
import vn.antin.receipt.Finding;
import vn.antin.receipt.Outcome;
import vn.antin.seal.pki.KeyAlgorithm;
import vn.antin.seal.pki.Trust;

/**
 * A hub and two nodes, each in a process of its own, and the software of their agencies. A process that dies is
 * restarted.
 */
final class ThreeProcesses implements AutoCloseable {

    static final String HUB = "hub";
    static final String SENDER = "sender";
    static final String RECIPIENT = "recipient";

    /** The result of one letter. */
    record LetterResult(int delivered, int doubled, int receipts, List<String> faults) {}

    private static final String SENDING = "so-noi-vu";
    private static final String RECEIVING = "so-y-te";
    private static final List<String> RECIPIENTS = List.of("H06.16", "H06.17");
    private static final Duration BEAT = Duration.ofMillis(40);
    /** Short times: the defaults suit a commune, and a test does not wait five minutes for a lease to end. */
    private static final String TIMES = "times: { lease: PT3S, retry: PT0.2S }\n";
    /** The same for the timers that are the safety net of the signals. */
    static final Map<String, String> TIMERS =
            Map.of("dispatch.every", "500", "log.every", "500", "stamp.every", "1000", "deadlines.every", "1000");

    /** The same, and those of a renewal of keys. */
    static Map<String, String> renewalTimers(Duration greeting) {
        Map<String, String> timers = new HashMap<>(TIMERS);
        timers.put("renewal.every", "300");
        timers.put("greeting.every", Long.toString(greeting.toMillis()));
        return timers;
    }

    private final Path folder;
    private final Image image;
    private final Map<String, Living> processes = new LinkedHashMap<>();
    private final Software sending;
    private final Software receiving;
    private final Trust trust;
    private final Map<String, Integer> acknowledged = new HashMap<>();
    private final List<Path> candidates;
    private int joined;

    /** More than fits inline, so that the letter passes every point of a small one and those of its part. */
    private static final int BYTES = 200_000;

    private int letters;

    /** Creates and starts the province. */
    ThreeProcesses(Path folder, Image image) throws IOException {
        this.folder = folder;
        this.image = image;
        Path agencies = HomeSetup.exampleAgencies(folder);
        int[] ports = freePorts(4);
        Path hub = folder.resolve(HUB);
        new HomeSetup(Clock.systemUTC())
                .hub(
                        new HomeSetup.NewHub(
                                "Tỉnh Bà Rịa - Vũng Tàu",
                                new NodeId("hub"),
                                agencies,
                                "127.0.0.1",
                                ports[0],
                                ports[1],
                                KeyAlgorithm.EC_P256,
                                Mode.PRODUCTION),
                        hub);
        start(HUB, hub.resolve("hub.yaml"));
        JoinFile first = JoinFile.read(hub.resolve("joins").resolve(SENDING + ".join"));
        JoinFile second = JoinFile.read(hub.resolve("joins").resolve(RECEIVING + ".join"));
        join(SENDER, first, ports[2]);
        join(RECIPIENT, Seams.hosting(hub, second, RECIPIENTS), ports[3]);
        this.sending = new Software(folder.resolve(SENDER), ports[2]);
        this.receiving = new Software(folder.resolve(RECIPIENT), ports[3]);
        this.trust = Trust.read(hub.resolve("province.trust"));
        try (var joins = Files.list(hub.resolve("joins"))) {
            this.candidates = joins.filter(join -> join.getFileName().toString().startsWith("ubnd-"))
                    .sorted()
                    .toList();
        }
    }

    private void join(String role, JoinFile join, int port) throws IOException {
        Path home = folder.resolve(role);
        new HomeSetup(Clock.systemUTC()).node(join, home, port, KeyAlgorithm.EC_P256);
        start(role, home.resolve("node.yaml"));
    }

    private void start(String role, Path config) throws IOException {
        Files.writeString(config, TIMES, StandardOpenOption.APPEND);
        Living process = new Living(config, image);
        processes.put(role, process);
        process.start();
    }

    /** The serial of the recipient's directory. */
    long recipientsEdition() throws IOException {
        return receiving.edition();
    }

    Living process(String role) {
        return java.util.Objects.requireNonNull(processes.get(role));
    }

    int letters() {
        return letters;
    }

    /** Restarts dead processes. */
    void revive() {
        processes.values().forEach(process -> {
            if (process.killed()) {
                process.start();
            }
        });
    }

    /** Joins another node, which makes a new directory for all; repeats the request when the hub dies. */
    void another() {
        Path home = folder.resolve("joined-" + joined);
        JoinFile join = JoinFile.read(candidates.get(joined++));
        until("a node joins", () -> {
            try {
                new HomeSetup(Clock.systemUTC()).node(join, home, 0, KeyAlgorithm.EC_P256);
                return true;
            } catch (Refused e) {
                if (e.fault() != Fault.UNREACHABLE) {
                    throw e;
                }
                return false;
            }
        });
    }

    /** Follows one letter from its submission to the last receipt, whichever process dies. */
    LetterResult send() {
        letters++;
        Letter letter = Letter.of(BYTES, RECIPIENTS.toArray(String[]::new));
        List<String> faults = new ArrayList<>();
        Set<String> delivered = new HashSet<>();
        int[] doubled = {0};
        int receipts = 0;
        String[] id = {"no answer"};
        try {
            until("a submission is answered", () -> {
                id[0] = sending.submit(letter.key(), letter.metadata(), letter.file());
                return true;
            });
            until("both copies are taken", () -> {
                for (Software.Offered offer : receiving.inbox(1)) {
                    doubled[0] += take(offer, letter, faults);
                }
                acknowledged.keySet().stream()
                        .filter(copy -> copy.startsWith(id[0]))
                        .forEach(delivered::add);
                return delivered.size() == RECIPIENTS.size();
            });
            until(
                    "the sender knows",
                    () -> sending.states(id[0]).stream().allMatch("HANDED_OVER"::equals)
                            && proven(sending.receipts(id[0])));
            until("the inbox answers", () -> {
                doubled[0] += receiving.inbox(0).size();
                return true;
            });
            receipts = receipts(id[0], faults);
        } catch (ConditionTimeoutException e) {
            faults.add(id[0] + ": " + e.getMessage() + " " + told(id[0]));
        }
        return new LetterResult(delivered.size(), doubled[0], receipts, faults);
    }

    /** The sender's node's view of a letter, for the failure message. */
    private String told(String id) {
        try {
            return sending.states(id) + " " + sending.receipts(id);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Sends that many small letters to one recipient, until all their receipts are back; returns their ids. */
    List<String> exchange(int many) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            Letter letter = Letter.to(RECIPIENTS.get(0));
            until(
                    "a submission is answered",
                    () -> ids.add(sending.submit(letter.key(), letter.metadata(), letter.file())));
        }
        Set<String> taken = new HashSet<>();
        until("all are taken", () -> {
            for (Software.Offered offer : receiving.inbox(1)) {
                receiving.acknowledge(offer);
                taken.add(offer.id());
            }
            return taken.containsAll(ids);
        });
        for (String id : ids) {
            until("the sender knows", () -> {
                List<Software.Receipt> receipts = sending.receipts(id);
                return receipts.size() == 4
                        && receipts.stream().allMatch(receipt -> receipt.witnessed() && receipt.stamped());
            });
        }
        return ids;
    }

    /** The status of the answer about a letter at its sender. */
    int status(String id) throws IOException {
        try {
            sending.states(id);
            return 200;
        } catch (Software.UnexpectedAnswer e) {
            return e.status();
        }
    }

    /** Takes a letter as software does that may be in doubt: it repeats the acknowledgement until it is answered. */
    private int take(Software.Offered offer, Letter letter, List<String> faults) {
        boolean again = acknowledged.containsKey(offer.id() + offer.recipient());
        until("a file is read", () -> {
            byte[] file = receiving.file(offer.id(), 1);
            if (!again && !Arrays.equals(file, letter.file())) {
                faults.add("other content");
            }
            return true;
        });
        until("an acknowledgement is answered", () -> {
            try {
                receiving.acknowledge(offer);
                acknowledged.merge(offer.id() + offer.recipient(), 1, Integer::sum);
            } catch (Software.UnexpectedAnswer e) {
                if (e.status() != 409) {
                    throw e;
                }
                // the lease has ended meanwhile: it is offered again
            }
            return true;
        });
        return again ? 1 : 0;
    }

    private static boolean proven(List<Software.Receipt> receipts) {
        return receipts.size() >= 4 * RECIPIENTS.size()
                && receipts.stream().allMatch(receipt -> receipt.witnessed() && receipt.stamped());
    }

    /** Verifies each receipt, and all of them against each other, as an auditor does. */
    private int receipts(String id, List<String> faults) {
        Set<String> found = new HashSet<>();
        until("the evidence is handed out", () -> {
            Path zip = folder.resolve(id + ".zip");
            Files.write(zip, sending.evidence(id));
            for (Finding finding : EvidenceBundle.verify(zip, trust, Instant.now())) {
                if (finding.outcome() != Outcome.HOLDS) {
                    faults.add(finding.faults().toString());
                }
            }
            List<Software.Receipt> receipts = sending.receipts(id);
            receipts.forEach(receipt -> found.add(receipt.event() + " " + receipt.recipient()));
            if (receipts.size() != found.size()) {
                faults.add("one event twice: " + receipts);
            }
            return true;
        });
        return found.size();
    }

    /** Waits for a condition, restarts dead processes, and asks again where nothing answered. */
    private void until(String what, Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(BEAT).until(() -> {
            revive();
            try {
                return condition.call();
            } catch (Software.UnexpectedAnswer e) {
                if (e.status() < 500) {
                    throw e;
                }
                return false;
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Stops all processes in order, so that the ledgers can be opened. */
    void stop() {
        processes.values().forEach(Living::stop);
    }

    Path ledger(String role) {
        return folder.resolve(role).resolve("data");
    }

    static int[] freePorts(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on loopback", e);
        } finally {
            for (ServerSocket socket : sockets) {
                close(socket);
            }
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a port that stays taken", e);
        }
    }

    @Override
    public void close() {
        processes.values().forEach(Living::close);
    }
}
