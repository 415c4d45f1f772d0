package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.directory.Directory;
import vn.antin.ledger.Repositories;
import vn.antin.node.Seams;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;

/** The operator's commands and the console's page for the province's own keys, on a real hub with a node. */
class ProvinceKeysIT {

    @TempDir
    Path folder;

    @Test
    void the_keys_of_the_province_are_renewed_by_command_and_the_authority_by_two_persons() throws Exception {
        try (TestProvince town = TestProvince.start(folder, Map.of("nut-a", List.of("H06.11")))) {
            Path home = folder.resolve("hub");
            Repositories hub = town.province().hub().repositories();
            HubOperator operator =
                    new HubOperator(home, town.province().hub().httpsPort());
            var before = Seams.authority(home);

            assertThat(operator.act("renew", "time-stamp", "--reason", "tập dượt").out())
                    .contains("signed");
            assertThat(operator.act("renew", "directory", "--reason", "tập dượt").out())
                    .contains("signed");
            for (Purpose purpose : List.of(Purpose.TIME_STAMP, Purpose.DIRECTORY)) {
                assertThat(Seams.authority(home).of(purpose).certificate())
                        .isNotEqualTo(before.of(purpose).certificate());
            }
            operator.actOfTwo("renew", "authority", "--reason", "tập dượt");
            assertThat(home.resolve("authority.next.p12")).exists();
            assertThat(operator.act("renew", "authority", "--reason", "lần nữa").err())
                    .contains("ANTIN-2170");
            Path pinned = town.province().home("nut-a").resolve("province.trust");
            await().atMost(PATIENCE)
                    .until(() -> Trust.read(pinned).anchors().size() == 2);

            assertThat(operator.admin.get("/console/certificates?lang=en").body())
                    .contains("A new authority is in the directory")
                    .contains("Renew the time-stamp key")
                    .doesNotContain("Replace the province");
            List<String> audited = hub.ledger()
                    .read(tx -> tx.list(String.class, "select what || ' ' || subject from audit order by seq"));
            assertThat(audited)
                    .contains(
                            "RENEW_TIME_STAMP time-stamp",
                            "RENEW_DIRECTORY directory",
                            "ASKED_DIRECTORY RENEW_AUTHORITY authority",
                            "RENEW_AUTHORITY authority",
                            "CERTIFY_KEYS authority");
            Directory node = town.node("nut-a").directory().get();
            assertThat(node.edition().authorities()).hasSize(2);
        }
    }
}
