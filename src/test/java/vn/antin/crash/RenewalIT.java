package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.MovingClock;
import vn.antin.Slow;
import vn.antin.backup.BackupRestore;
import vn.antin.backup.Nightly;
import vn.antin.fault.Fault;
import vn.antin.ledger.Repositories;
import vn.antin.node.Seams;
import vn.antin.seal.pki.Purpose;

/** The keys of a hub and its nodes are replaced while documents flow, on a clock that the test advances. */
@Slow
class RenewalIT {

    /** TLS compares certificates with the machine's own clock: those of both generations must be good today. */
    private static final Duration AGO = Duration.ofDays(500);

    private static final Duration BEFORE_DUE = Duration.ofDays(486);
    private static final Duration OVERLAP = Duration.ofHours(1);
    private static final List<String> ALL = List.of("hub", CrashProvince.SENDER, CrashProvince.RECIPIENT);

    @TempDir
    Path folder;

    private final MovingClock clock = new MovingClock();
    private CrashProvince town;
    private DocumentExchange post;

    /** All have keys that are nearly two thirds of their life old. */
    @BeforeEach
    void start() throws Exception {
        clock.forward(AGO.negated());
        town = new CrashProvince(folder, clock);
        stopAll();
        Files.writeString(
                town.home("hub").resolve("hub.yaml"), "times: { overlap: PT1H }\n", StandardOpenOption.APPEND);
        clock.forward(BEFORE_DUE);
        startAll();
        post = town.post();
    }

    @AfterEach
    void stop() {
        town.close();
    }

    private void stopAll() {
        town.stop(CrashProvince.SENDER);
        town.stop(CrashProvince.RECIPIENT);
        town.province().stopHub();
    }

    private void startAll() {
        town.province().startHub();
        town.start(CrashProvince.SENDER);
        town.start(CrashProvince.RECIPIENT);
        town.settle();
    }

    private X509Certificate certificate(String home, Purpose purpose) {
        return Seams.keys(town.home(home)).of(purpose).certificate();
    }

    private boolean certified(String home) {
        return Files.exists(town.home(home).resolve("keys.next.p12"))
                && !Files.exists(town.home(home).resolve("keys.new"));
    }

    private void becomes(Runnable change, String... homes) {
        List<X509Certificate> before =
                Stream.of(homes).map(home -> certificate(home, Purpose.SEAL)).toList();
        change.run();
        for (int i = 0; i < homes.length; i++) {
            String home = homes[i];
            X509Certificate old = before.get(i);
            await(home + " uses new keys")
                    .atMost(PATIENCE)
                    .until(() -> !certificate(home, Purpose.SEAL).equals(old));
        }
    }

    @Test
    void all_keys_are_renewed_under_load_and_nothing_is_lost_or_doubled() throws Exception {
        post.send(3);
        post.arrives();
        AtomicBoolean flow = new AtomicBoolean(true);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> load = thread.submit(() -> {
                while (flow.get()) {
                    post.send();
                    post.take();
                }
                return null;
            });
            clock.forward(Duration.ofDays(1));
            for (String home : ALL) {
                await(home + " has its certificates").atMost(PATIENCE).until(() -> certified(home));
            }
            for (Repositories each :
                    List.of(town.sender().repositories(), town.recipient().repositories())) {
                assertThat(CrashProvince.alarms(each))
                        .as("new keys are a node's own before it has their certificates")
                        .noneMatch(alarm -> alarm.code().equals(Fault.ENTRY_NOT_OURS.code()));
            }
            assertThat(certificate("hub", Purpose.SEAL))
                    .as("in the overlap the earlier keys are in use")
                    .satisfies(earlier -> assertThat(earlier.getNotBefore().toInstant())
                            .isBefore(clock.instant().minus(BEFORE_DUE)));
            becomes(() -> clock.forward(OVERLAP), ALL.toArray(String[]::new));
            int renewed = post.ids().size();
            await("documents flow under the new keys").atMost(PATIENCE).until(() -> {
                if (load.isDone()) {
                    load.get();
                }
                return post.ids().size() > renewed + 5;
            });
            flow.set(false);
            load.get();
        } finally {
            thread.shutdownNow();
        }
        post.arrives();
        Repositories sender = town.sender().repositories();
        assertThat(CrashProvince.count(sender, "event where what = 'KEY_RENEWED'"))
                .isEqualTo(1);
        assertThat(CrashProvince.count(sender, "event where what = 'KEY_CHANGED'"))
                .isZero();
        for (Repositories each : List.of(
                sender, town.recipient().repositories(), town.province().hub().repositories())) {
            assertThat(CrashProvince.deadLetters(each)).isEmpty();
            assertThat(CrashProvince.count(each, "audit where what = 'USE_KEYS'"))
                    .isEqualTo(1);
            assertThat(CrashProvince.count(each, "copy where overdue = true")).isZero();
        }
        assertThat(CrashProvince.count(town.province().hub().repositories(), "audit where what = 'CERTIFY_KEYS'"))
                .isEqualTo(3);
    }

    @Test
    void a_node_that_was_off_while_the_hub_changed_its_keys_comes_back() throws Exception {
        post.send();
        post.arrives();
        town.stop(CrashProvince.RECIPIENT);
        clock.forward(Duration.ofDays(1));
        await().atMost(PATIENCE).until(() -> certified("hub") && certified(CrashProvince.SENDER));
        becomes(() -> clock.forward(OVERLAP), "hub", CrashProvince.SENDER);
        post.send();
        town.province().stopHub(); // a connection that stands shows no certificate
        town.province().startHub();

        town.start(CrashProvince.RECIPIENT);
        town.settle();
        post.arrives();
        await().atMost(PATIENCE).until(() -> certified(CrashProvince.RECIPIENT));
    }

    @Test
    void a_hub_restored_from_before_a_renewal_gets_the_directory_back_from_the_nodes() throws Exception {
        post.send();
        post.arrives();
        Path hub = town.home("hub");
        Files.createFile(hub.resolve("data").resolve(Nightly.ASKED));
        await().atMost(PATIENCE).until(() -> !backups(hub).isEmpty());
        Path backup = backups(hub).get(0);
        renewAtMachine(CrashProvince.SENDER);
        renewAtMachine(CrashProvince.RECIPIENT);
        await().atMost(PATIENCE).until(() -> certified(CrashProvince.SENDER) && certified(CrashProvince.RECIPIENT));
        becomes(() -> clock.forward(OVERLAP), CrashProvince.SENDER, CrashProvince.RECIPIENT);
        post.send();
        post.arrives();
        long serial = town.sender().directory().get().serial();

        Path lost = folder.resolve("lost");
        town.province().stopHub();
        Files.move(hub, lost);
        BackupRestore.restore(lost.resolve("backups").resolve(backup), hub, clock);
        Files.copy(lost.resolve("pin"), hub.resolve("pin"));
        Files.copy(lost.resolve("join.secret"), hub.resolve("join.secret"));
        town.province().startHub();

        post.send();
        post.arrives();
        assertThat(CrashProvince.count(town.province().hub().repositories(), "directory where serial = " + serial))
                .isEqualTo(1);
        assertThat(CrashProvince.alarms(town.sender().repositories()))
                .noneMatch(alarm -> alarm.code().equals(Fault.KEY_UNPROVED.code()));
    }

    @Test
    void earlier_keys_are_removed_when_nothing_is_left_that_they_open() throws Exception {
        post.send();
        post.arrives();
        renewAtMachine(CrashProvince.RECIPIENT);
        await().atMost(PATIENCE).until(() -> certified(CrashProvince.RECIPIENT));
        becomes(() -> clock.forward(OVERLAP), CrashProvince.RECIPIENT);
        Repositories recipient = town.recipient().repositories();
        assertThat(CrashProvince.count(recipient, "audit where what = 'RENEW_KEYS' and reason = 'a drill'"))
                .isEqualTo(1);

        town.stop(CrashProvince.RECIPIENT);
        clock.forward(Duration.ofDays(15));
        town.start(CrashProvince.RECIPIENT);
        await().atMost(PATIENCE).until(() -> town.recipient().greeted());
        assertThat(earlier(CrashProvince.RECIPIENT)).as("a document is left").hasSize(1);

        recipientForgets();
        town.stop(CrashProvince.RECIPIENT);
        town.start(CrashProvince.RECIPIENT);
        await().atMost(PATIENCE).until(() -> earlier(CrashProvince.RECIPIENT).isEmpty());
        assertThat(CrashProvince.count(town.recipient().repositories(), "audit where what = 'REMOVE_KEYS'"))
                .isEqualTo(1);
    }

    /** As after the end of a retention period: the content is gone, the proofs stay. */
    private void recipientForgets() {
        Repositories recipient = town.recipient().repositories();
        recipient.ledger().store("test.forget", tx -> {
            tx.update("delete from part");
        });
    }

    private List<Path> earlier(String home) throws IOException {
        try (Stream<Path> files = Files.list(town.home(home))) {
            return files.filter(file -> file.getFileName().toString().startsWith("keys.old-"))
                    .toList();
        }
    }

    private void renewAtMachine(String home) throws IOException {
        Seams.renewAtMachine(town.home(home), "a drill");
    }

    private static List<Path> backups(Path hub) throws IOException {
        Path made = hub.resolve("backups");
        if (!Files.isDirectory(made)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(made)) {
            return all.map(Path::getFileName)
                    .filter(name -> name.toString().matches("[a-z-]+-[0-9]{8}-[0-9]{6}"))
                    .toList();
        }
    }
}
