package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.console.web.Action;
import vn.antin.console.web.PersonRole;
import vn.antin.directory.Directory;
import vn.antin.door.pdf.SealedPdf;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.Repositories;
import vn.antin.seal.pki.Purpose;
import vn.antin.trial.line.SimulatedLine;
import vn.antin.wire.Frame;

/** The console of a hub while a line breaks, a node stops and an operator pauses an agency; one story, in order. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HubConsoleIT {

    private static final String PASSWORD = "mot cau dai de nho";
    private static final Pattern LINK = Pattern.compile("https://localhost:\\d+/console/first/[A-Za-z0-9_-]{43}");
    private static final List<String> PAGES = List.of(
            "/console",
            "/console/charts",
            "/console/wall",
            "/console/routes",
            "/console/route/incoming",
            "/console/lines",
            "/console/queues",
            "/console/queue/antin.up",
            "/console/outbox",
            "/console/dead",
            "/console/documents",
            "/console/attention",
            "/console/directory",
            "/console/directory/H06.12",
            "/console/joins",
            "/console/requests",
            "/console/audit",
            "/console/people",
            "/console/help");

    @TempDir
    static Path folder;

    private static TestProvince town;
    private static SimulatedLine line;
    private static Browser admin;
    private static String document;

    @BeforeAll
    static void open() throws Exception {
        line = new SimulatedLine();
        town = TestProvince.start(
                folder,
                Map.of("nut-a", List.of("H06.11"), "nut-b", List.of("H06.12")),
                List.of("H06.13"),
                province -> {},
                Map.of("nut-b", line));
        document = send("V/v điều <b>bí mật</b>");
        admin = entered(browser(), home());
    }

    private static Browser entered(Browser browser, Path home) throws IOException {
        String link = Files.readString(home.resolve("data/console.link")).strip();
        assertThat(browser.post(link, Map.of("password", PASSWORD, "again", PASSWORD))
                        .uri()
                        .getPath())
                .isEqualTo("/console");
        return browser;
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
        await().until(() -> line("H06.12").contains("Good"));
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
        await().until(() -> admin.get(one).body().contains("Arrived at the recipient's node"));
        assertThat(admin.get(one).body()).contains("Cơ quan H06.12").doesNotContain("bí mật");
        assertThat(line("H06.13")).contains("Not joined");

        String[] file = admin.get("/console/lines-export/csv?q=h06.12").body().split("\r\n", -1);
        assertThat(file[4]).startsWith("Agency,Code,Node,");
        assertThat(file[5]).startsWith("Cơ quan H06.12,H06.12,nut-b,10,");
        assertThat(file[6]).contains("1 rows. The export is complete");
        Directory directory = town.node("nut-a").directory().get();
        assertThat(directory.names(
                        directory.hub(), SealedPdf.signer(admin.bytes("/console/lines-export/pdf")), Purpose.SEAL))
                .isTrue();
    }

    @Test
    @Order(1)
    void each_row_says_how_the_documents_of_its_agency_fare() {
        await().until(() -> told("h06.11").matches(".*,(?!0.0)[0-9.]+,0.0,0,0,\\d+"));
        await().until(() -> told("h06.12").matches(".*,0.0,(?!0.0)[0-9.]+,0,0,\\d+"));
        assertThat(told("h06.13")).endsWith(",0.0,0.0,,,");
        assertThat(line("H06.11")).contains("Round trip").contains("Failed today");
    }

    private static String told(String agency) {
        String[] file = admin.get("/console/lines-export/csv?lang=en&q=" + agency)
                .body()
                .split("\r\n", -1);
        assertThat(file[4]).endsWith(",Sent / min,Received / min,Failed today,Receipts late,\"Round trip, ms\"");
        return file[5];
    }

    @Test
    @Order(1)
    void a_list_has_the_columns_and_the_order_somebody_wants_and_is_found_again_by_its_name() {
        String usual = admin.get("/console/lines?lang=en").body();
        assertThat(usual)
                .contains("sort=drain\"")
                .contains("/console/help#lines.drain")
                .doesNotContain("aria-sort");
        String chosen = "/console/lines?sort=-trip&c=trip";
        assertThat(admin.get(chosen + "&lang=en").body())
                .contains("aria-sort=\"ascending\"")
                .contains("sort=trip\"")
                .contains("Sorted by: Round trip")
                .doesNotContain("sort=drain\"");
        assertThat(admin.get("/console/help?lang=en").body()).contains("id=\"lines.drain\"");

        Map<String, String> view =
                Map.of("page", "lines", "name", "Chậm <b>", "sort", "-received", "c", "trip", "q", "xã");
        assertThat(does("keep-view", view))
                .contains("/console/lines?q=x%C3%A3&amp;sort=-received&amp;c=trip")
                .contains("Chậm &lt;b>")
                .doesNotContain("<b>\"");
        assertThat(admin.get("/console/queues").body()).doesNotContain("Chậm");
        for (int i = 1; i < 20; i++) {
            does("keep-view", Map.of("page", "lines", "name", "v" + i, "state", "DOWN"));
        }
        assertThat(admin.post("/console/keep-view", Map.of("page", "lines", "name", "v20"))
                        .statusCode())
                .isEqualTo(409);
        admin.get("/console/lines");
        for (int i = 1; i < 20; i++) {
            does("drop-view", Map.of("page", "lines", "name", "v" + i));
        }
        assertThat(does("drop-view", Map.of("page", "lines", "name", "Chậm <b>")))
                .doesNotContain("Chậm");
        admin.get("/console/lines");
        assertThat(admin.post("/console/keep-view", Map.of("page", "people", "name", "x"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    @Order(2)
    void a_line_that_is_cut_is_told_with_its_time_and_recovers() {
        line.cut();
        await().until(() -> line("H06.12").contains("has been down since"));
        String waits = send("lúc đứt");
        await().until(() -> line("H06.12").matches("(?s).*1 documents and receipts wait at the hub.*"));
        String queue = admin.get("/console/queue/antin.down.nut-b?lang=en").body();
        assertThat(queue)
                .contains("<a href=\"/console/document/" + waits + "\">")
                .contains("Cơ quan H06.11", "Cơ quan H06.12", "1 of 1, oldest first")
                .doesNotContain("lúc đứt");
        assertThat(admin.get("/console/queue/antin.down.nut-z").statusCode()).isEqualTo(404);
        assertThat(admin.get("/console/queues?c=added&c=again&c=dead&c=expired&sort=added&lang=en")
                        .body())
                .contains("/console/queue/antin.down.nut-b")
                .contains("Redelivered");
        assertThat(admin.get("/console?lang=en").body()).contains("The line to Cơ quan H06.12 has been down since");
        assertThat(line("H06.11")).doesNotContain("has been down since");

        line.restore();
        await().until(() -> line("H06.12").contains("Nothing waits at the hub"));
    }

    @Test
    @Order(3)
    void what_is_paused_waits_also_over_a_restart_of_the_hub_and_then_goes() {
        assertThat(does("pause", Map.of("agency", "H06.12", "reason", "bảo trì")))
                .contains("Paused")
                .contains("bảo trì");
        String paused = send("khi tạm dừng");
        await().until(() ->
                admin.get("/console/document/" + paused + "?lang=en").body().contains("Waits at the hub"));

        assertThat(admin.get("/console/outbox?lang=en").body()).contains(paused).contains("node nut-b");

        Map<String, String> pump = Map.of("route", "pump", "reason", "xem lại", "sure", "yes");
        assertThat(does("route-stop", pump)).contains("Stopped").contains("xem lại");

        town.province().stopHub();
        town.province().startHub();
        await().until(() -> line("H06.12").contains("have been held at the hub since"));
        assertThat(admin.get("/console/document/" + paused + "?lang=en").body()).contains("Waits at the hub");

        assertThat(does("resume", Map.of("agency", "H06.12", "reason", "xong"))).doesNotContain("bảo trì");
        String first = admin.get("/console?lang=en").body();
        assertThat(first).contains("1 route(s) stopped by hand").contains("xem lại");
        assertThat(admin.get("/console/wall?lang=en").body())
                .contains("1 route(s) stopped by hand")
                .doesNotContain("xem lại");
        assertThat(admin.get("/console/document/" + paused + "?lang=en").body()).contains("Waits at the hub");
        admin.get("/console/route/pump");
        assertThat(does("route-start", Map.of("route", "pump", "reason", "xong")))
                .doesNotContain("xem lại");
        await().until(() -> admin.get("/console/document/" + paused + "?lang=en")
                .body()
                .contains("Arrived at the recipient's node"));
        assertThat(admin.get("/console/audit?lang=en").body())
                .contains("paused")
                .contains("resumed")
                .contains("stopped a route")
                .contains("started a route");
        assertThat(admin.get("/console?lang=en").body()).doesNotContain("stopped by hand");
    }

    @Test
    @Order(3)
    void a_route_without_which_pages_would_lie_or_others_hang_is_not_stopped_nor_is_one_by_a_slip() {
        admin.get("/console/route/log");
        for (String route : List.of("log", "incoming", "lines", "relay-urgent", "pump-safety-net")) {
            Map<String, String> asked = Map.of("route", route, "reason", "thử", "sure", "yes");
            assertThat(admin.post("/console/route-stop", asked).statusCode())
                    .as(route)
                    .isEqualTo(409);
            admin.get("/console/route/log");
        }
        assertThat(admin.post("/console/route-stop", Map.of("route", "pump", "reason", "thử"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(admin.get("/console/route/pump?lang=en").body()).doesNotContain("Stopped");
        assertThat(admin.get("/console/routes?lang=en").body()).doesNotContain("Stopped");
    }

    @Test
    @Order(4)
    void at_a_node_a_document_is_held_and_let_go_while_others_pass() throws IOException {
        Path node = town.province().home("nut-a");
        Browser clerk = entered(Browser.at(node, town.node("nut-a").port()), node);
        clerk.get("/console");
        clerk.post("/console/pause", Map.of("reason", "chờ"));
        String held = send("giữ lại");
        String passes = send("đi trước");
        assertThat(clerk.post("/console/hold", Map.of("document", held, "reason", "sai nơi nhận"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(clerk.get("/console?lang=en").body()).contains("has paused the sending");
        // A receipt of the submission may still be on its way out, too.
        await().untilAsserted(
                        () -> assertThat(clerk.get("/console/outbox?lang=en").body())
                                .contains("/console/document/" + held)
                                .contains("held back")
                                .contains("2 of 2"));
        clerk.post("/console/resume", Map.of("reason", "đi"));

        await().until(() -> arrived(clerk, passes));
        assertThat(clerk.get("/console/document/" + held + "?lang=en").body()).contains("is held here");
        assertThat(clerk.post("/console/hold", Map.of("document", passes, "reason", "muộn"))
                        .statusCode())
                .isEqualTo(409);
        clerk.get("/console");
        clerk.post("/console/release", Map.of("document", held, "reason", "đúng rồi"));
        await().until(() -> arrived(clerk, held));
    }

    private static boolean arrived(Browser clerk, String id) {
        return clerk.get("/console/document/" + id + "?lang=en").body().contains("(01)");
    }

    @Test
    @Order(5)
    void a_dead_letter_is_tried_again_or_given_up() {
        Repositories repositories = town.province().hub().repositories();
        TestProvince.bury(repositories, "nut-a", "rác".getBytes(StandardCharsets.UTF_8));
        long number = TestProvince.newestDead(repositories);
        assertThat(admin.get("/console/dead?lang=vi").body()).contains("Bản tin trên đường truyền không đọc được: x.");
        assertThat(admin.get("/console/dead?lang=en").body()).contains("A message on the line cannot be read: x.");
        Map<String, String> letter = Map.of("letter", Long.toString(number), "reason", "thử");
        assertThat(does("dead-again", letter)).contains("The retry failed");
        assertThat(TestProvince.newestDead(repositories))
                .as("the letter of the failed try is gone")
                .isEqualTo(number);
        Browser officer = invited("an-toan", PersonRole.SECURITY_OFFICER);
        admin.get("/console");
        admin.post("/console/ask-purge", Map.of("number", Long.toString(number), "reason", "rác"));
        String request = Long.toString(repositories
                .ledger()
                .read(tx -> tx.one("select max(id) as n from approval", row -> row.number("n")))
                .orElseThrow());
        Map<String, String> granted = Map.of("number", request, "granted", "true", "reason", "đã xem");
        assertThat(admin.post("/console/decide", granted).statusCode())
                .as("alone")
                .isEqualTo(403);
        assertThat(TestProvince.newestDead(repositories)).isEqualTo(number);
        officer.get("/console/requests");
        officer.post("/console/decide", granted);
        assertThat(admin.get("/console/dead?lang=en").body()).contains("There are no dead letters");

        byte[] known = repositories
                .ledger()
                .read(tx -> repositories.documents().find(tx, EnvelopeId.of(document)))
                .orElseThrow()
                .envelope();
        TestProvince.bury(repositories, "nut-a", new Frame(known, Map.of(), Map.of()).write());
        assertThat(does(
                        "dead-again",
                        Map.of("letter", Long.toString(TestProvince.newestDead(repositories)), "reason", "thử")))
                .contains("The retry succeeded")
                .contains("There are no dead letters");
    }

    @Test
    @Order(20)
    void what_was_denied_is_not_thrown_away() {
        Repositories repositories = town.province().hub().repositories();
        byte[] known = repositories
                .ledger()
                .read(tx -> repositories.documents().find(tx, EnvelopeId.of(document)))
                .orElseThrow()
                .envelope();
        TestProvince.bury(repositories, "nut-a", new Frame(known, Map.of(), Map.of()).write());
        admin.get("/console");
        admin.post(
                "/console/ask-purge",
                Map.of("number", Long.toString(TestProvince.newestDead(repositories)), "reason", "rác"));
        String request = Long.toString(repositories
                .ledger()
                .read(tx -> tx.one("select max(id) as n from approval", row -> row.number("n")))
                .orElseThrow());
        Browser officer = invited("tu-choi", PersonRole.SECURITY_OFFICER);
        officer.get("/console/requests");
        officer.post("/console/decide", Map.of("number", request, "granted", "false", "reason", "giữ lại"));
        officer.get("/console/requests");

        assertThat(officer.post("/console/decide", Map.of("number", request, "granted", "true", "reason", "thôi"))
                        .statusCode())
                .isEqualTo(409);
        assertThat(TestProvince.count(repositories, "dead_letter")).isEqualTo(1);
    }

    @Test
    @Order(6)
    void what_a_role_may_not_do_the_server_refuses() {
        Map<String, Action> deeds = new HashMap<>(Map.of(
                "pause", Action.PAUSE,
                "resume", Action.PAUSE,
                "retry", Action.RETRY,
                "hold", Action.HOLD,
                "release", Action.HOLD,
                "dead-again", Action.RETRY,
                "ask-purge", Action.REMOVE_DEAD_LETTER,
                "route-stop", Action.STOP_ROUTE,
                "route-start", Action.STOP_ROUTE,
                "decide", Action.DECIDE));
        for (String deed : List.of("directory", "import-directory", "sign-directory", "join-file", "decide-join")) {
            deeds.put(deed, Action.CHANGE_DIRECTORY);
        }
        deeds.put("province", Action.RENEW_KEYS);
        List<String> own = List.of("keep-view", "drop-view");
        for (PersonRole role : PersonRole.values()) {
            // another administrator would need a second person
            Browser one = role == PersonRole.ADMIN
                    ? admin
                    : invited("mot-" + role.name().toLowerCase(Locale.ROOT).replace('_', '-'), role);
            for (String page : List.of(
                    "lines",
                    "line/H06.11",
                    "queues",
                    "queue/antin.up",
                    "outbox",
                    "dead",
                    "directory",
                    "directory/H06.11",
                    "joins")) {
                assertThat(one.get("/console/" + page).statusCode())
                        .as(role + " " + page)
                        .isEqualTo(role.may(Action.SEE_OPERATIONS) ? 200 : 403);
            }
            for (String deed : own) {
                one.get("/console/help");
                assertThat(one.post("/console/" + deed, Map.of("page", "lines", "name", "x"))
                                .statusCode())
                        .as(role + " " + deed)
                        .isEqualTo(role.may(Action.SEE_OPERATIONS) ? 200 : 403);
            }
            deeds.forEach((deed, action) -> {
                one.get("/console/help");
                int status = one.post(
                                "/console/" + deed,
                                Map.of(
                                        "agency",
                                        "H06.99",
                                        "letter",
                                        "0",
                                        "number",
                                        "0",
                                        "document",
                                        document,
                                        "reason",
                                        "thử"))
                        .statusCode();
                assertThat(status == 403).as(role + " " + deed + " " + status).isEqualTo(!role.may(action));
            });
        }
    }

    @Test
    @Order(7)
    void an_open_page_hears_that_something_has_changed() {
        CompletableFuture<Boolean> heard = CompletableFuture.supplyAsync(
                () -> admin.follow("/console/hints").anyMatch("data: look"::equals));
        send("nghe");
        assertThat(heard.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join())
                .isTrue();
        assertThat(browser().get("/console/hints").uri().getPath()).isEqualTo("/console/login");
    }

    @Test
    @Order(8)
    void a_node_that_stops_in_order_is_not_taken_for_a_broken_line() {
        town.province().stop("nut-a");
        await().until(() -> line("H06.11").contains("was stopped as planned"));
        assertThat(admin.get("/console/lines?lang=en").body()).contains("Node stopped");
    }

    /** The page after a form. */
    private static String does(String deed, Map<String, String> fields) {
        HttpResponse<String> answer = admin.post("/console/" + deed, fields);
        assertThat(answer.statusCode()).as(deed + answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static Browser invited(String name, PersonRole role) {
        admin.get("/console/people");
        Matcher link = LINK.matcher(admin.post("/console/people", Map.of("name", name, "role", role.name()))
                .body());
        assertThat(link.find()).isTrue();
        Browser browser = browser();
        browser.get(link.group());
        browser.post(link.group(), Map.of("password", PASSWORD, "again", PASSWORD));
        return browser;
    }

    private static String line(String agency) {
        return admin.get("/console/line/" + agency + "?lang=en").body();
    }
}
