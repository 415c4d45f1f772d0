package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.node.line.Line;

/** The console of a hub while a line breaks, a node stops and somebody pauses an agency; one story, told in order. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HubConsoleIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PASSWORD = "mot cau dai de nho";
    private static final List<String> PAGES = List.of(
            "/console",
            "/console/lines",
            "/console/queues",
            "/console/documents",
            "/console/attention",
            "/console/audit",
            "/console/people",
            "/console/help");

    @TempDir
    static Path folder;

    private static Town town;
    private static Line line;
    private static Browser admin;
    private static String document;

    @BeforeAll
    static void open() throws Exception {
        line = new Line();
        town = Town.start(
                folder,
                Map.of("nut-a", List.of("H06.11"), "nut-b", List.of("H06.12")),
                List.of("H06.13"),
                province -> {},
                Map.of("nut-b", line));
        document = send("V/v điều <b>bí mật</b>");
        admin = browser();
        String link = Files.readString(home().resolve("data/console.link")).strip();
        assertThat(admin.post(link, Map.of("password", PASSWORD, "again", PASSWORD))
                        .uri()
                        .getPath())
                .isEqualTo("/console");
    }

    @AfterAll
    static void close() {
        town.close();
    }

    private static String send(String subject) {
        return town.office("H06.11")
                .letter(
                        List.of("H06.12"),
                        subject,
                        Office.Part.file("a.pdf", "nội dung".getBytes(StandardCharsets.UTF_8)))
                .id();
    }

    private static Path home() {
        return folder.resolve("hub");
    }

    private static Browser browser() {
        return Browser.at(home(), town.province().hub().httpsPort());
    }

    @Test
    @Order(1)
    void every_page_is_whole_in_both_languages_and_tells_nothing_a_hub_may_not_know() {
        await().atMost(PATIENCE).until(() -> line("H06.12").contains("Good"));
        for (String language : List.of("vi", "en")) {
            for (String page : PAGES) {
                HttpResponse<String> answer = admin.get(page + "?lang=" + language);
                assertThat(answer.statusCode()).as(page).isEqualTo(200);
                assertThat(answer.body())
                        .contains("<html lang=\"" + language + "\"")
                        .doesNotContain("bí mật")
                        .doesNotContain("a.pdf");
            }
        }
        assertThat(admin.get("/console/documents").body()).contains(document);
        String one = "/console/document/" + document + "?lang=en";
        await().atMost(PATIENCE).until(() -> admin.get(one).body().contains("In the queue of the recipient"));
        assertThat(admin.get(one).body()).contains("Cơ quan H06.12").doesNotContain("bí mật");
        assertThat(line("H06.13")).contains("Not joined");
    }

    @Test
    @Order(2)
    void a_line_that_is_cut_is_told_with_its_time_and_recovers() {
        line.cut();
        await().atMost(PATIENCE).until(() -> line("H06.12").contains("is down since"));
        send("lúc đứt");
        await().atMost(PATIENCE).until(() -> line("H06.12").matches("(?s).*1 documents wait at the hub.*"));
        assertThat(admin.get("/console?lang=en").body()).contains("The line to Cơ quan H06.12 is down since");
        assertThat(line("H06.11")).doesNotContain("is down since");

        line.restore();
        await().atMost(PATIENCE).until(() -> line("H06.12").contains("Nothing waits at the hub"));
    }

    private static String line(String agency) {
        return admin.get("/console/line/" + agency + "?lang=en").body();
    }
}
