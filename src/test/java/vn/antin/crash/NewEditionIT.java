package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
        Image image = new Image(folder.resolve("image"), ThreeProcesses.renewalTimers(Duration.ofHours(1)));
        try (ThreeProcesses province = new ThreeProcesses(folder.resolve("province"), image)) {
            Path sender = folder.resolve("province/sender");
            assertThat(province.send()).isEqualTo(new ThreeProcesses.LetterResult(2, 0, 8, List.of()));
            long before = province.recipientsEdition();
            Seams.renewAtMachine(sender, "test");
            await("certificates for the keys that come next")
                    .atMost(PATIENCE)
                    .until(() -> Files.exists(sender.resolve("keys.next.p12")));
            assertThat(province.recipientsEdition()).as("not announced").isEqualTo(before);
            assertThat(province.send()).isEqualTo(new ThreeProcesses.LetterResult(2, 0, 8, List.of()));
            assertThat(province.recipientsEdition()).isGreaterThan(before);
        }
    }
}
