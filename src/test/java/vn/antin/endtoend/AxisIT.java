package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.trial.Province;

/** Sending and receiving a package by the calls of the national axis. */
class AxisIT {

    @TempDir
    static Path folder;

    private static AxisOffice equipped(TestProvince town, String name, String code) throws Exception {
        Path home = town.province().home(name);
        town.province().stop(name);
        Files.writeString(home.resolve("node.yaml"), "vxp: true\n", StandardOpenOption.APPEND);
        return AxisOffice.at(home, town.province().start(name).port(), code);
    }

    @Test
    void a_package_goes_from_software_of_the_axis_to_software_of_the_axis() throws Exception {
        byte[] edxml = Packages.changed(
                Packages.changed(Packages.own("letter-no-prefix.edxml"), "H06.02", "H06.11"), "H06.35.08", "H06.12");
        try (TestProvince town =
                TestProvince.start(folder, Map.of("so-noi-vu", List.of("H06.11"), "so-y-te", List.of("H06.12")))) {
            AxisOffice sender = equipped(town, "so-noi-vu", "H06.11");
            AxisOffice recipient = equipped(town, "so-y-te", "H06.12");

            String id = sender.call(sender.packageRequest(edxml, sender.words(), Map.of()))
                    .path("DocId")
                    .asText();
            assertThat(sender.call(sender.packageRequest(edxml, sender.words(), Map.of()))
                            .path("DocId")
                            .asText())
                    .as("sent again after a time-out")
                    .isEqualTo(id);

            await().until(() -> recipient
                            .call(recipient.to("getReceivedEdocList"))
                            .path("data")
                            .size()
                    == 1);
            assertThat(recipient.send(recipient.to("getEdoc?docId=" + id)).body())
                    .isEqualTo(edxml);
            recipient.call(recipient.to("updateStatus?status=done&docId=" + id));
            recipient.call(recipient.to("updateStatus?status=done&docId=" + id));
            await().until(() -> sender.call(sender.to("getSentEdocList"))
                    .at("/data/0/receiveStatus")
                    .asText()
                    .equals("done"));
            assertThat(recipient.call(recipient.to("getReceivedEdocList")).path("data"))
                    .isEmpty();

            Province province = town.province();
            giveBack(sender.rest(province.home("so-noi-vu")), recipient.rest(province.home("so-y-te")), id);
            assertThat(new String(
                            recipient.send(recipient.to("getEdoc?docId=" + id)).body(), UTF_8))
                    .contains("FAIL", "ANTIN-3016");
        }
    }

    /** Recalls a document and agrees, both by another door. */
    private static void giveBack(Office sender, Office recipient, String id) {
        Map<String, Object> why = Map.of("reason", "Gửi nhầm");
        assertThat(sender.post("/documents/" + id + "/recall", why).status()).isEqualTo(202);
        Map<String, Object> agreed = Map.of("code", "15");
        await().until(() ->
                recipient.post("/documents/" + id + "/status", agreed).status() == 202);
    }
}
