package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.Slow;
import vn.antin.directory.DirectoryAct.RenewDirectory;
import vn.antin.node.OperatorActs;
import vn.antin.node.OperatorFiles;
import vn.antin.node.Seams;
import vn.antin.seal.pki.Purpose;

/** A renewal of the directory's key goes on wherever the hub is killed, and letters arrive once meanwhile. */
@Slow
class AuthorityCrashIT {

    private static final List<String> POINTS =
            List.of("authority.ask, after sync", "directory.take, before commit", "directory.take, after sync");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void a_renewal_of_the_directorys_key_goes_on_wherever_the_hub_dies() throws Exception {
        Image image = new Image(folder.resolve("image"), ThreeProcesses.renewalTimers(Duration.ofSeconds(1)));
        try (ThreeProcesses province = new ThreeProcesses(folder.resolve("province"), image)) {
            for (String point : POINTS) {
                renew(province, point);
                assertThat(province.send()).as(point).isEqualTo(new ThreeProcesses.LetterResult(2, 0, 8, List.of()));
            }
        }
    }

    private void renew(ThreeProcesses province, String point) throws Exception {
        Path home = folder.resolve("province/hub");
        X509Certificate before = signer(home);
        Living dying = province.process(ThreeProcesses.HUB);
        dying.arm(point, 1);
        new OperatorFiles.OperatorCommand(
                home.resolve("data"), OperatorActs.TASK, OperatorActs.values(new RenewDirectory(), "crash", false, ""));
        await("the hub dies at " + point).atMost(PATIENCE).until(dying::killed);
        province.revive();
        await("another key after " + point).atMost(PATIENCE).until(() -> {
            province.revive();
            return !signer(home).equals(before);
        });
    }

    private static X509Certificate signer(Path home) {
        return Seams.authority(home).of(Purpose.DIRECTORY).certificate();
    }
}
