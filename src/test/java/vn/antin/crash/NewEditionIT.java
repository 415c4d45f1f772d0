package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.node.Seams;

/** An edition that lists keys for later is not announced; who needs it earlier asks for it. */
class NewEditionIT {

    @TempDir
    Path folder;

    /** The recipient's node would take the edition by itself after an hour. */
    @Test
    void a_document_under_an_edition_that_the_recipient_lacks_waits_for_no_greeting() throws Exception {
        Map<String, String> timers = new HashMap<>(ThreeProcesses.TIMERS);
        timers.put("renewal.every", "300");
        timers.put("greeting.every", "3600000");
        Image image = new Image(folder.resolve("image"), timers);
        try (ThreeProcesses province = new ThreeProcesses(folder.resolve("province"), image)) {
            Path sender = folder.resolve("province/sender");
            assertThat(province.send()).isEqualTo(new ThreeProcesses.LetterResult(2, 0, 8, List.of()));
            Seams.renewAtMachine(sender, "test");
            await("certificates for the keys that come next")
                    .atMost(PATIENCE)
                    .until(() -> Files.exists(sender.resolve("keys.next.p12")));
            assertThat(province.send()).isEqualTo(new ThreeProcesses.LetterResult(2, 0, 8, List.of()));
        }
    }
}
