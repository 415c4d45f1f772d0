package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.console.web.Action;
import vn.antin.console.web.PersonRole;
import vn.antin.ledger.people.AuditLog;
import vn.antin.ledger.query.LatencyHistogram;
import vn.antin.ledger.query.Samples;

/** The console of a running node, requested as a browser does. */
class ConsoleIT {

    private static final String PASSWORD = "mot cau dai de nho";
    private static final Pattern LINK = Pattern.compile("https://localhost:\\d+/console/first/[A-Za-z0-9_-]{43}");

    /** Each page and the action that it needs. */
    private static final Map<String, Action> PAGES = Map.ofEntries(
            Map.entry("/console", Action.SEE_OVERVIEW),
            Map.entry("/console/charts", Action.SEE_OVERVIEW),
            Map.entry("/console/routes", Action.SEE_OPERATIONS),
            Map.entry("/console/route/incoming", Action.SEE_OPERATIONS),
            Map.entry("/console/documents", Action.SEE_DOCUMENTS),
            Map.entry("/console/attention", Action.SEE_OPERATIONS),
            Map.entry("/console/alerts", Action.SEE_OPERATIONS),
            Map.entry("/console/machine", Action.SEE_SETTINGS),
            Map.entry("/console/certificates", Action.SEE_SETTINGS),
            Map.entry("/console/settings", Action.SEE_SETTINGS),
            Map.entry("/console/connection", Action.TEST_CONNECTION),
            Map.entry("/console/keys", Action.MANAGE_KEYS),
            Map.entry("/console/backups", Action.SEE_OPERATIONS),
            Map.entry("/console/safe", Action.SEE_SETTINGS),
            Map.entry("/console/diagnosis", Action.SEE_SETTINGS),
            Map.entry("/console/audit", Action.SEE_AUDIT),
            Map.entry("/console/people", Action.MANAGE_PEOPLE),
            Map.entry("/console/help", Action.SEE_OVERVIEW));

    /** Each form and the action that it needs. */
    private static final Map<String, Action> FORMS = Map.ofEntries(
            Map.entry("/console/silence", Action.SILENCE_ALERT),
            Map.entry("/console/speak", Action.SILENCE_ALERT),
            Map.entry("/console/test-alert", Action.SILENCE_ALERT),
            Map.entry("/console/connection", Action.TEST_CONNECTION),
            Map.entry("/console/keys", Action.MANAGE_KEYS),
            Map.entry("/console/revoke-key", Action.MANAGE_KEYS),
            Map.entry("/console/renew-keys", Action.RENEW_KEYS),
            Map.entry("/console/confirm-key", Action.CONFIRM_KEY),
            Map.entry("/console/route-stop", Action.STOP_ROUTE),
            Map.entry("/console/route-start", Action.STOP_ROUTE),
            Map.entry("/console/send-on", Action.SEND_ON),
            Map.entry("/console/take-back", Action.TAKE_BACK));

    @TempDir
    static Path folder;

    private static TestProvince town;
    private static Browser admin;
    private static String document;

    @BeforeAll
    static void open() throws Exception {
        town = TestProvince.start(folder, Map.of("nut-a", List.of("H06.11"), "nut-b", List.of("H06.12", "H06.13")));
        document = town.office("H06.11")
                .letter(
                        List.of("H06.12"),
                        "V/v thử <b>trích yếu</b>",
                        Office.Part.file("a.pdf", "nội dung".getBytes(StandardCharsets.UTF_8)))
                .id();
        admin = browser();
        String link = Files.readString(home().resolve("data/console.link")).strip();
        assertThat(admin.get(link).statusCode()).isEqualTo(200);
        HttpResponse<String> in = admin.post(link, Map.of("password", PASSWORD, "again", PASSWORD));
        assertThat(in.statusCode()).isEqualTo(200);
        assertThat(in.uri().getPath()).isEqualTo("/console");
        assertThat(admin.get(link).statusCode()).as("used up").isEqualTo(410);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    private static Path home() {
        return town.province().home("nut-a");
    }

    private static Browser browser() {
        return Browser.at(home(), town.node("nut-a").port());
    }

    @Test
    void nobody_sees_anything_before_the_login() {
        Browser stranger = browser();
        for (String page : PAGES.keySet()) {
            HttpResponse<String> answer = stranger.get(page);
            assertThat(answer.uri().getPath()).isEqualTo("/console/login");
            assertThat(answer.body()).doesNotContain("H06.12").doesNotContain("trích yếu");
        }
        assertThat(stranger.post("/console/alarm", Map.of("reason", "x")).uri().getPath())
                .isEqualTo("/console/login");
    }

    @Test
    void every_page_is_whole_in_both_languages_and_keeps_what_others_wrote_as_text() {
        await().until(() -> admin.get("/console/document/" + document).body().contains("(01)"));
        for (String language : List.of("vi", "en")) {
            for (String page : PAGES.keySet()) {
                HttpResponse<String> answer = admin.get(page + "?lang=" + language);
                assertThat(answer.statusCode()).as(page).isEqualTo(200);
                assertThat(answer.body()).contains("<html lang=\"" + language + "\"");
                assertThat(answer.headers()
                                .firstValue("Content-Security-Policy")
                                .orElse(""))
                        .contains("default-src 'self'")
                        .doesNotContain("unsafe");
                assertThat(answer.headers().firstValue("Set-Cookie").orElse("")).doesNotContain("__Host-antin");
            }
            HttpResponse<String> one = admin.get("/console/document/" + document + "?lang=" + language);
            assertThat(one.body()).contains("trích yếu").doesNotContain("<b>trích yếu");
        }
    }

    @Test
    void each_role_sees_and_does_what_its_table_says_and_nothing_else() {
        String paper = "/console/receipt/" + document + "/SubmissionAcceptance.1.nut-a";
        await().until(() -> admin.get("/console/document/" + document).body().contains(paper));
        Map<PersonRole, Browser> all = new EnumMap<>(PersonRole.class);
        // the administrator first, before others who would have to approve one
        for (PersonRole role : List.of(
                PersonRole.ADMIN,
                PersonRole.VIEWER,
                PersonRole.OPERATOR,
                PersonRole.AUDITOR,
                PersonRole.INTEGRATOR,
                PersonRole.SECURITY_OFFICER)) {
            all.put(role, invited("mot-" + role.name().toLowerCase(Locale.ROOT).replace('_', '-'), role));
        }
        all.forEach((role, browser) -> {
            PAGES.forEach((page, action) -> assertThat(browser.get(page).statusCode())
                    .as(role + " " + page)
                    .isEqualTo(role.may(action) ? 200 : 403));
            assertThat(browser.get("/console/evidence/" + document).statusCode())
                    .as(role + " evidence")
                    .isEqualTo(role.may(Action.SEE_RECEIPTS) ? 200 : 403);
            assertThat(browser.get(paper).statusCode())
                    .as(role + " paper")
                    .isEqualTo(role.may(Action.SEE_RECEIPTS) ? 200 : 403);
            assertThat(browser.get("/console/documents").body().contains("trích yếu"))
                    .as(role + " content")
                    .isEqualTo(role.may(Action.SEE_CONTENT));
            assertThat(browser.post("/console/alarm", Map.of("code", "ANTIN-1", "subject", "x", "reason", "thử"))
                            .statusCode())
                    .as(role + " alarm")
                    .isEqualTo(role.may(Action.END_ALARM) ? 200 : 403);
            FORMS.forEach((form, action) -> {
                int status = browser.post(form, Map.of("reason", "thử")).statusCode();
                assertThat(status == 403).as(role + " " + form).isEqualTo(!role.may(action));
            });
            assertThat(browser.post(
                                    "/console/people",
                                    Map.of(
                                            "name",
                                            "nguoi-"
                                                    + role.name()
                                                            .toLowerCase(Locale.ROOT)
                                                            .charAt(0),
                                            "role",
                                            "VIEWER"))
                            .statusCode())
                    .as(role + " people")
                    .isEqualTo(role.may(Action.MANAGE_PEOPLE) ? 200 : 403);
        });
    }

    @Test
    void the_wall_is_for_whoever_stands_before_it_and_from_elsewhere_for_those_who_are_in() {
        for (String page : List.of("/console/wall?lang=en", "/console/series?range=hour")) {
            HttpResponse<String> here = browser().get(page);
            assertThat(here.statusCode()).isEqualTo(200);
            assertThat(here.uri().getPath()).isNotEqualTo("/console/login");
            assertThat(here.body()).doesNotContain("trích yếu").doesNotContain("admin");
            for (String header : List.of("X-Forwarded-For", "Forwarded", "Via")) {
                assertThat(browser().get(page, header, "10.1.2.3").uri().getPath())
                        .as(header)
                        .isEqualTo("/console/login");
            }
            assertThat(admin.get(page, "X-Forwarded-For", "10.1.2.3").statusCode())
                    .isEqualTo(200);
        }
        assertThat(browser().get("/console/wall?lang=en").body())
                .contains("Line to the hub")
                .contains("data-deaf");
        assertThat(admin.get("/console/wall").body()).doesNotContain("data-deaf");
        assertThat(browser().get("/console/charts").uri().getPath()).isEqualTo("/console/login");
    }

    @Test
    void charts_are_whole_as_tables_and_a_gap_is_no_zero() {
        Instant now = Instant.now();
        Samples samples = new Samples();
        town.node("nut-a").repositories().ledger().store("test.sample", tx -> {
            samples.add(tx, sample(now.minus(Duration.ofMinutes(20))));
            samples.add(tx, sample(now.minus(Duration.ofMinutes(40))));
        });

        String hour = "/console/charts?range=hour&lang=en";
        await().until(() -> admin.get(hour).body().contains("4,321"));
        assertThat(admin.get(hour).body()).contains("no data").contains("72/s").contains("/console/static/uplot.js");
        assertThat(admin.get("/console/series?range=hour").body())
                .contains("72.0")
                .contains("null")
                .doesNotContain("NaN");
        for (String file : List.of("uplot.js", "uplot.css", "charts.js", "charts.css")) {
            assertThat(admin.get("/console/static/" + file).statusCode())
                    .as(file)
                    .isEqualTo(200);
        }
        assertThat(admin.get("/console?lang=en").body()).contains("Time to the receipt of arrival");
    }

    private static Samples.MinuteSample sample(Instant at) {
        return new Samples.MinuteSample(
                Samples.minute(at),
                new Samples.Flow(4_321, 1_000_000),
                new Samples.Flow(0, 0),
                3,
                2,
                LatencyHistogram.read("44:10"));
    }

    @Test
    void a_form_from_elsewhere_does_nothing() {
        Map<String, String> fields = Map.of("name", "ke-la", "role", "ADMIN");

        assertThat(admin.post("/console/people", fields, "A".repeat(43), "same-origin")
                        .statusCode())
                .isEqualTo(403);
        admin.get("/console/people");
        assertThat(browser()
                        .post("/console/login", Map.of("name", "admin", "password", PASSWORD), "", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(admin.get("/console/people").body()).doesNotContain("ke-la");
    }

    @Test
    void a_document_is_sent_on_once_and_taken_back_with_a_reason_that_is_kept() {
        String id = town.office("H06.11")
                .letter(List.of("H06.12"), "V/v gửi thêm", Office.Part.file("a.pdf", new byte[] {7}))
                .id();
        admin.get("/console/document/" + id);
        Map<String, String> on = Map.of("document", id, "to", "h06.13", "reason", "cần phối hợp");
        String more = admin.post("/console/send-on", on).uri().getPath();
        assertThat(more).startsWith("/console/document/").doesNotContain(id);
        await().until(() -> town.office("H06.11")
                .states(more.substring("/console/document/".length()))
                .contains("CONSIGNED"));
        assertThat(admin.post("/console/send-on", on).body()).contains("ANTIN-3091");
        assertThat(admin.post("/console/send-on", Map.of("document", id, "to", "H06.12", "reason", "x"))
                        .body())
                .contains("ANTIN-3091");

        admin.post("/console/pause", Map.of("reason", "chờ"));
        String waits = town.office("H06.11")
                .letter(List.of("H06.12"), "V/v nhầm", Office.Part.file("a.pdf", new byte[] {8}))
                .id();
        Map<String, String> back = Map.of("document", waits, "reason", "gửi nhầm");
        for (int press = 0; press < 2; press++) {
            assertThat(admin.post("/console/take-back", back).statusCode()).isEqualTo(200);
        }
        admin.post("/console/resume", Map.of("reason", "xong"));
        assertThat(town.office("H06.11").states(waits)).containsExactly("RECALLED");
        assertThat(admin.get("/console/audit?lang=en").body())
                .contains("sent a document on", "cần phối hợp", "took a document back", "gửi nhầm");
    }

    @Test
    void wrong_passwords_slow_down_whoever_gives_them_and_not_the_browser_whose_owner_was_in_before() {
        Browser owner = invited("hay-quen", PersonRole.VIEWER);
        owner.post("/console/leave", Map.of());
        Browser guesser = browser();
        HttpResponse<String> answer = guesser.post("/console/login", Map.of("name", "hay-quen", "password", "sai"));
        for (int i = 0; answer.statusCode() != 429 && i < 50; i++) {
            answer = guesser.post("/console/login", Map.of("name", "hay-quen", "password", "sai" + i));
        }
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After").orElse("")).matches("\\d+");
        owner.get("/console/login");
        HttpResponse<String> in =
                owner.post("/console/login", Map.of("name", "hay-quen", "password", PASSWORD), "", "same-origin");
        assertThat(in.uri().getPath()).isEqualTo("/console");
        assertThat(admin.get("/console/audit?lang=en").body())
                .contains(
                        "127.0.0.1</td><td>entered a wrong password and must wait</td><td>hay-quen <small>2 s</small>");
    }

    @Test
    void somebody_who_is_in_changes_the_own_password() {
        Browser one = invited("doi-mat-khau", PersonRole.VIEWER);
        assertThat(one.get("/console/password").body()).contains("name=\"present\"");
        Map<String, String> wrong = Map.of("present", "sai", "password", PASSWORD + "2", "again", PASSWORD + "2");
        assertThat(one.post("/console/password", wrong).statusCode()).isEqualTo(400);
        Map<String, String> right = Map.of("present", PASSWORD, "password", PASSWORD + "2", "again", PASSWORD + "2");
        assertThat(one.post("/console/password", right).uri().getPath()).isEqualTo("/console");
        Browser again = browser();
        again.get("/console/login");
        assertThat(again.post("/console/login", Map.of("name", "doi-mat-khau", "password", PASSWORD + "2"))
                        .uri()
                        .getPath())
                .isEqualTo("/console");
    }

    @Test
    void an_administrator_who_forgot_the_password_gets_a_link_at_the_machine() {
        invited("quan-tri-quen", PersonRole.VIEWER);
        Path config = home().resolve("node.yaml");
        vn.antin.cli.Run run = vn.antin.cli.Run.of("login-link", "quan-tri-quen", "--config", config);
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        Matcher link = LINK.matcher(run.out());
        assertThat(link.find()).isTrue();
        Browser browser = browser();
        browser.get(link.group());
        HttpResponse<String> in = browser.post(link.group(), Map.of("password", PASSWORD, "again", PASSWORD));
        assertThat(in.uri().getPath()).isEqualTo("/console");
    }

    @Test
    void what_people_did_is_kept_in_a_chain_that_shows_a_change() throws IOException {
        invited("nguoi-moi", PersonRole.AUDITOR);
        assertThat(admin.get("/console/audit?lang=en").body())
                .contains("nguoi-moi")
                .contains("The log is intact");

        var repositories = town.node("nut-a").repositories();
        AuditLog audit = new AuditLog(java.time.Clock.systemUTC());
        long row = repositories
                .ledger()
                .read(tx -> audit.page(tx, Long.MAX_VALUE, 1000).stream()
                        .filter(entry -> entry.subject().equals("nguoi-moi"))
                        .findFirst()
                        .orElseThrow()
                        .number());
        repositories
                .ledger()
                .store("test.forge", tx -> tx.update("update audit set subject = 'ai-do' where seq = ?", row));
        assertThat(admin.get("/console/audit?lang=en").body()).contains("broken at row " + row);
        repositories
                .ledger()
                .store("test.mend", tx -> tx.update("update audit set subject = 'nguoi-moi' where seq = ?", row));
        assertThat(admin.get("/console/audit?lang=en").body()).contains("The log is intact");
    }

    /** A new account with a password and a session. */
    private static Browser invited(String name, PersonRole role) {
        admin.get("/console/people");
        String page = admin.post("/console/people", Map.of("name", name, "role", role.name()))
                .body();
        Matcher link = LINK.matcher(page);
        assertThat(link.find()).isTrue();
        Browser browser = browser();
        browser.get(link.group());
        HttpResponse<String> in = browser.post(link.group(), Map.of("password", PASSWORD, "again", PASSWORD));
        assertThat(in.uri().getPath()).isEqualTo("/console");
        return browser;
    }
}
