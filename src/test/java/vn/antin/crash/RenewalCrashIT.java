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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.Slow;
import vn.antin.node.Seams;
import vn.antin.seal.pki.Purpose;

/** A renewal of keys goes on wherever node or hub is killed, and letters arrive once meanwhile. */
@Slow
class RenewalCrashIT {

    /** Each is between two files or editions, in the order of a renewal. */
    private static final List<String> POINTS = List.of(
            "sender keys.begin, before commit",
            "sender keys.begin, after sync",
            "sender keys.ask, before commit",
            "hub directory.take, before commit",
            "hub directory.take, after sync",
            "sender directory.take, before commit",
            "sender keys.certified, before commit",
            "sender keys.certified, after sync",
            "sender keys.used, before commit",
            "sender keys.used, after sync");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void a_renewal_goes_on_wherever_a_process_dies() throws Exception {
        Image image = new Image(folder.resolve("image"), ThreeProcesses.renewalTimers(Duration.ofSeconds(1)));
        try (ThreeProcesses province = new ThreeProcesses(folder.resolve("province"), image)) {
            Path hub = folder.resolve("province/hub");
            province.process(ThreeProcesses.HUB).stop();
            String yaml = Files.readString(hub.resolve("hub.yaml"));
            Files.writeString(
                    hub.resolve("hub.yaml"),
                    yaml.replace("retry: PT0.2S", "retry: PT0.2S, overlap: PT2S"),
                    StandardOpenOption.TRUNCATE_EXISTING);
            province.process(ThreeProcesses.HUB).start();
            assertThat(province.send()).isEqualTo(new ThreeProcesses.LetterResult(2, 0, 8, List.of()));
            for (int i = 0; i < POINTS.size(); i++) {
                String point = POINTS.get(i);
                String process = point.substring(0, point.indexOf(' '));
                renew(province, process, point.substring(point.indexOf(' ') + 1));
                assertThat(province.send()).as(point).isEqualTo(new ThreeProcesses.LetterResult(2, 0, 8, List.of()));
                assertThat(keyFiles())
                        .as("one renewal for each, and none begun after %s", point)
                        .hasSize(i + 2);
            }
        }
    }

    private void renew(ThreeProcesses province, String process, String point) throws Exception {
        Path home = folder.resolve("province/sender");
        X509Certificate before = seal(home);
        Living dying = province.process(process);
        dying.arm(point, 1);
        Seams.renewAtMachine(home, "crash");
        await(process + " dies at " + point).atMost(PATIENCE).until(dying::killed);
        province.revive();
        await("new keys after " + point).atMost(PATIENCE).until(() -> {
            province.revive();
            return !seal(home).equals(before);
        });
        // The new keys are in their file a moment before these are removed.
        await("nothing left after " + point).atMost(PATIENCE).untilAsserted(() -> {
            assertThat(home.resolve("keys.new")).doesNotExist();
            assertThat(home.resolve("keys.next.p12")).doesNotExist();
        });
    }

    /** Those in use, earlier ones, and what a renewal under way has made. */
    private List<Path> keyFiles() throws IOException {
        try (var files = Files.list(folder.resolve("province/sender"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("keys."))
                    .toList();
        }
    }

    private static X509Certificate seal(Path home) {
        return Seams.keys(home).of(Purpose.SEAL).certificate();
    }
}
