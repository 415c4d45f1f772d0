package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.console.web.PersonRole;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.VietnamTime;

/** Questions about one document at the consoles of a province: where it is, why it waits, who refused it and why. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LateDocumentIT {

    private static final String PASSWORD = "mot cau dai de nho";
    private static final Pattern LINK = Pattern.compile("https://localhost:\\d+/console/first/[A-Za-z0-9_-]{43}");
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm:ss").withZone(VietnamTime.ZONE);

    @TempDir
    static Path folder;

    private static Scene scene;
    /** The syslog server of the hub's alerts. */
    private static DatagramSocket syslog;

    private static Browser hub;
    private static Browser admin;
    private static Browser viewer;
    private static String arrived;

    @BeforeAll
    static void open() throws IOException {
        scene = Scene.start(folder.resolve("province"));
        syslog = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        String alerts = "alerts: { syslog: { host: 127.0.0.1, port: " + syslog.getLocalPort() + " } }\n";
        scene.town().province().stopHub();
        Files.writeString(folder.resolve("province/hub/hub.yaml"), alerts, StandardOpenOption.APPEND);
        scene.town().province().startHub();
        scene.town().settle();
        hub = Browser.at(
                folder.resolve("province/hub"), scene.town().province().hub().httpsPort());
        chosen(hub, scene.firstLinkOfHub());
        admin = node();
        chosen(admin, scene.firstLink(Scene.HOME_AFFAIRS));
        viewer = invited(admin, node(), "chi-hoa", PersonRole.VIEWER);
    }

    @AfterAll
    static void close() {
        if (scene != null) {
            scene.close();
        }
        if (syslog != null) {
            syslog.close();
        }
    }

    private static Browser node() {
        return Browser.at(
                scene.town().province().home("so-noi-vu"),
                scene.town().node("so-noi-vu").port());
    }

    private static void chosen(Browser browser, String link) {
        HttpResponse<String> in = browser.post(link, Map.of("password", PASSWORD, "again", PASSWORD));
        assertThat(in.uri().getPath()).isEqualTo("/console");
    }

    private static Browser invited(Browser by, Browser browser, String name, PersonRole role) {
        by.get("/console/people");
        Matcher link = LINK.matcher(by.post("/console/people", Map.of("name", name, "role", role.name()))
                .body());
        assertThat(link.find()).isTrue();
        chosen(browser, link.group());
        return browser;
    }

    private static String page(Browser browser, String path) {
        HttpResponse<String> answer = browser.get("/console" + path + (path.contains("?") ? "&" : "?") + "lang=en");
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body().replaceAll("<[^>]+>", " ").replaceAll("\\s+", " ");
    }

    @Test
    @Order(1)
    void the_time_shown_is_the_signed_one_and_the_return_of_the_receipt_is_called_so() {
        arrived = scene.send(Scene.HOME_AFFAIRS, Scene.DISTRICT, "812", "V/v kiểm tra");
        await().until(() -> scene.is(Scene.HOME_AFFAIRS, arrived, "CONSIGNED"));
        Instant signed = signed(arrived, "ContentConsignment");
        Instant back = signed.plusSeconds(67);
        scene.repositories(Scene.HOME_AFFAIRS).ledger().store("test.back", tx -> {
            tx.update(
                    "update copy set since = ? where document = ?",
                    back,
                    EnvelopeId.of(arrived).value());
            tx.update(
                    "update event set at = ? where document = ? and what = 'ContentConsignment'",
                    back,
                    EnvelopeId.of(arrived).value());
        });

        for (Browser browser : new Browser[] {admin, viewer}) {
            assertThat(page(browser, "/document/" + arrived))
                    .contains("Arrived (01) " + MOMENT.format(signed))
                    .contains("receipt back at " + MOMENT.format(back))
                    .doesNotContain("Arrived (01) " + MOMENT.format(back));
        }
    }

    private static Instant signed(String id, String event) {
        for (JsonNode receipt : scene.town()
                .office(Scene.HOME_AFFAIRS)
                .get("/documents/" + id + "/receipts")
                .json()
                .path("receipts")) {
            if (receipt.get("event").asText().equals(event)) {
                return Instant.parse(receipt.get("at").asText());
            }
        }
        throw new AssertionError("no " + event);
    }

    @Test
    @Order(2)
    void the_hub_follows_a_document_to_its_arrival_and_its_handover() {
        await().until(() -> page(hub, "/document/" + arrived).contains("Arrived at the recipient's node"));
        Office district = scene.town().office(Scene.DISTRICT);
        district.inbox().forEach(district::acknowledge);
        await().until(() -> page(hub, "/document/" + arrived).contains("Handed over to the agency's software"));
    }

    @Test
    @Order(3)
    void who_sent_a_document_reads_why_it_was_refused() {
        Office district = scene.town().office(Scene.DISTRICT);
        district.post(
                "/documents/" + arrived + "/status",
                Map.of("code", "02", "reason", "Thiếu phụ lục 2", "staff", "Trần Thị Bình"));
        await().until(() -> scene.is(Scene.HOME_AFFAIRS, arrived, "REFUSED_BY_RECIPIENT"));

        assertThat(page(viewer, "/document/" + arrived)).contains("Thiếu phụ lục 2");
        Browser auditor = invited(admin, node(), "kiem-tra", PersonRole.AUDITOR);
        assertThat(page(auditor, "/document/" + arrived)).doesNotContain("Thiếu phụ lục 2");
    }

    @Test
    @Order(4)
    void a_document_is_found_by_its_number_in_any_writing_and_by_its_id() {
        for (String written : new String[] {
            "812", "Số 812", "so 812", "812/SNV-CCHC", "812/snv-cchc", "số: 812/SNV-CCHC ngày 01/12/2026", arrived
        }) {
            HttpResponse<String> answer = viewer.get("/console/search?q=" + Scene.encoded(written));
            assertThat(answer.uri().getPath()).as(written).isEqualTo("/console/document/" + arrived);
        }
        assertThat(viewer.get("/console/search?q=" + Scene.encoded("812/STC"))
                        .uri()
                        .getPath())
                .isEqualTo("/console/search");
        assertThat(viewer.get("/console/search?q=81").uri().getPath()).isEqualTo("/console/search");
        String evidence = scene.repositories(Scene.HOME_AFFAIRS)
                .ledger()
                .read(tx -> tx.query(
                        "select id from evidence where document = ? and event = 'CONTENT_CONSIGNMENT'",
                        row -> row.digest("id").hex(),
                        EnvelopeId.of(arrived).value()))
                .get(0);
        assertThat(viewer.get("/console/search?q=" + evidence).uri().getPath())
                .isEqualTo("/console/document/" + arrived);
        assertThat(page(viewer, "/search?q=binh+ba")).contains("UBND xã Bình Ba");
        assertThat(page(viewer, "/search?q=" + Scene.encoded("Bình Ba"))).contains("UBND xã Bình Ba");
    }

    @Test
    @Order(4)
    void a_number_of_another_node_is_not_found_here() {
        String theirs = scene.send(Scene.DISTRICT, Scene.COMMUNE, "977", "V/v khác");
        await().until(() -> scene.is(Scene.DISTRICT, theirs, "CONSIGNED"));
        assertThat(page(viewer, "/search?q=977")).contains("No results");
        assertThat(viewer.get("/console/search?q=" + theirs).uri().getPath()).isEqualTo("/console/search");
        assertThat(viewer.get("/console/search?q=" + theirs).body()).doesNotContain("/console/document/" + theirs);
    }

    @Test
    @Order(5)
    void at_the_hub_an_agency_is_found_by_its_name_and_a_document_by_its_id() {
        assertThat(hub.get("/console/search?q=binh+ba").uri().getPath()).isEqualTo("/console/line/H06.33.03");
        assertThat(hub.get("/console/search?q=" + arrived).uri().getPath()).isEqualTo("/console/document/" + arrived);
        assertThat(page(hub, "/search?q=812")).contains("The hub cannot read the numbers");
    }

    @Test
    @Order(6)
    void who_to_call_is_kept_at_the_line_of_an_agency() {
        hub.get("/console/line/H06.33.03");
        HttpResponse<String> kept =
                hub.post("/console/contact", Map.of("agency", "H06.33.03", "contact", "Lê Văn Tám, 0254 3 123 456"));
        assertThat(kept.statusCode()).isEqualTo(200);
        assertThat(page(hub, "/line/H06.33.03")).contains("Lê Văn Tám, 0254 3 123 456");
        assertThat(page(hub, "/audit")).contains("Lê Văn Tám");
    }

    @Test
    @Order(7)
    void why_a_document_is_late_stands_on_its_own_page_and_on_that_of_the_line() {
        scene.line(Scene.COMMUNE).cut();
        await().until(() -> page(hub, "/line/H06.33.03").contains("has been down since"));
        await().until(() -> page(hub, "/alerts").contains("UBND xã Bình Ba"));
        assertThat(page(hub, "/alerts")).contains("will be notified").doesNotContain("There are no alerts");

        String late = scene.send(Scene.HOME_AFFAIRS, Scene.COMMUNE, "813", "V/v trực bão");
        await().until(() ->
                page(viewer, "/document/" + late).contains("The line to UBND xã Bình Ba has been down since"));
        assertThat(page(viewer, "/document/" + late))
                .contains("1 document(s) from here wait for it at the hub; nothing is lost")
                .contains("continues by itself")
                .contains("Lê Văn Tám, 0254 3 123 456");
        await().until(() -> hub.get("/console/line/H06.33.03").body().contains("/console/document/" + late));
        assertThat(page(hub, "/line/H06.33.03")).contains("What to do").contains("Sở Nội vụ");
        assertThat(page(hub, "/document/" + late)).contains("The line to UBND xã Bình Ba has been down since");
    }

    @Test
    @Order(8)
    void the_picture_of_the_province_has_a_tile_for_each_agency_by_district() {
        String overview = hub.get("/console?lang=en").body();
        assertThat(overview)
                .containsPattern("(?s)id=\"group-H06.33\".*UBND huyện Châu Đức.*href=\"/console/line/H06.33.03\"")
                .containsPattern("(?s)href=\"/console/line/H06.33.03\"[^>]*>.*?Line down")
                .contains("href=\"/console/line/H06.02\"");
        assertThat(hub.get("/console/wall?lang=en").body()).contains("href=\"/console/line/H06.33.03\"");
        Browser watcher = invited(
                hub,
                Browser.at(
                        folder.resolve("province/hub"),
                        scene.town().province().hub().httpsPort()),
                "nguoi-xem",
                PersonRole.VIEWER);
        assertThat(watcher.get("/console").body()).contains("Bình Ba").doesNotContain("/console/line/");
    }
}
