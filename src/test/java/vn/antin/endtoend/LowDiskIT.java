package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub and a node started with less free disk than configured, and what their consoles show. */
class LowDiskIT {

    private static final String PASSWORD = "mot cau dai de nho";

    @TempDir
    Path folder;

    private TestProvince town;

    @BeforeEach
    void open() {
        town = TestProvince.start(folder, Map.of("nut-a", List.of("H06.11"), "nut-b", List.of("H06.12")));
    }

    @AfterEach
    void close() {
        town.close();
    }

    @Test
    void a_hub_starts_with_little_disk_passes_on_what_it_has_and_takes_nothing_new() throws Exception {
        town.province().stop("nut-b");
        String before = send("trước");
        await().until(() -> state(before).equals("RELAYED"));

        hubWith(2);
        town.province().start("nut-b");
        await().until(() -> state(before).equals("CONSIGNED"));
        String during = send("trong lúc");
        await().until(() -> state(during).equals("SENT"));
        assertThat(TestProvince.count(town.province().hub().repositories(), "document"))
                .isEqualTo(1);

        hubWith(0);
        await().until(() -> state(during).equals("CONSIGNED"));
    }

    @Test
    void a_hub_starts_with_hardly_any_disk_and_shows_its_pages_to_those_who_are_in() throws Exception {
        Path home = folder.resolve("hub");
        Browser admin = entered(home, town.province().hub().httpsPort());

        hubWith(64);
        HttpResponse<String> page = admin.get("/console/machine?lang=en");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("ANTIN-4060");
        HttpResponse<String> refused = Browser.at(home, town.province().hub().httpsPort())
                .post("/console/login?lang=vi", Map.of("name", "admin", "password", PASSWORD));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("content-type")).hasValue("text/html;charset=utf-8");
        assertThat(refused.body())
                .contains("ANTIN-4005")
                .contains("Giải phóng hoặc mở rộng ổ đĩa")
                .doesNotContain("Idempotency-Key");
    }

    @Test
    void people_log_in_at_a_node_with_little_disk_and_that_is_written_down() throws Exception {
        Path home = town.province().home("nut-a");
        entered(home, town.node("nut-a").port());
        long before = TestProvince.count(town.node("nut-a").repositories(), "audit");

        town.province().stop("nut-a");
        lowDisk(home.resolve("node.yaml"), 8);
        var node = town.province().start("nut-a");
        Browser again = Browser.at(home, node.port());
        HttpResponse<String> first = again.post("/console/login", Map.of("name", "admin", "password", PASSWORD));
        assertThat(first.uri().getPath()).isEqualTo("/console");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(TestProvince.count(node.repositories(), "audit")).isEqualTo(before + 1);
        assertThat(again.get("/console/documents").statusCode()).isEqualTo(200);

        Office.Answer refused = Office.at(home, node.port()).of("H06.11").letter(List.of("H06.12"), "mới", part());
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("ANTIN-4005");
    }

    private String send(String subject) {
        return town.office("H06.11").letter(List.of("H06.12"), subject, part()).id();
    }

    private static Office.Part part() {
        return Office.Part.file("a.pdf", "nội dung".getBytes(StandardCharsets.UTF_8));
    }

    private String state(String document) {
        return town.office("H06.11").states(document).get(0);
    }

    /** Restarts the hub with a limit that is a multiple of the free space. */
    private void hubWith(long times) throws IOException {
        town.province().stopHub();
        lowDisk(folder.resolve("hub/hub.yaml"), times);
        town.province().startHub();
    }

    private void lowDisk(Path file, long times) throws IOException {
        String text = Files.readString(file).replaceAll("(?m)^limits:.*\\R", "");
        long bytes = times * folder.toFile().getUsableSpace();
        Files.writeString(file, text + "limits: { freeBytes: " + bytes + " }\n");
    }

    private static Browser entered(Path home, int port) throws IOException {
        Browser browser = Browser.at(home, port);
        String link = Files.readString(home.resolve("data/console.link")).strip();
        browser.post(link, Map.of("password", PASSWORD, "again", PASSWORD));
        return browser;
    }
}
