package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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
import vn.antin.console.web.Action;
import vn.antin.console.web.PersonRole;
import vn.antin.fault.Fault;
import vn.antin.ledger.Repositories;

/** People at the consoles of a province, with clicks and keys in a real browser; one story, in order. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrowserIT {

    private static final Pattern LINK = Pattern.compile("https://localhost:\\d+/console/first/[A-Za-z0-9_-]{43}");
    private static final String PASSWORD = "mot cau dai de nho";

    @TempDir
    static Path folder;

    private static Scene scene;
    private static Chromium browser;
    /** Sessions by the address of the console. */
    private static final Map<String, Map<String, String>> sessions = new HashMap<>();
    /** A document that has not left. */
    private static String held;

    @BeforeAll
    static void open() {
        Chromium.require();
        scene = Scene.start(folder.resolve("province"));
        browser = Chromium.start(folder.resolve("profile"));
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
        if (scene != null) {
            scene.close();
        }
    }

    @Test
    @Order(1)
    void the_first_link_leads_to_a_password_and_the_password_in() {
        String console = scene.console(Scene.HOME_AFFAIRS);
        browser.open(console);
        browser.arrives(console + "/login");

        chosen(scene.firstLink(Scene.HOME_AFFAIRS));
        browser.shows("h1", "Nút liên thông đã sẵn sàng");
        browser.click(".me button");
        browser.arrives(console + "/login");
        browser.open(console + "/documents");
        browser.arrives(console + "/login");

        browser.type("input[name=name]", "admin");
        browser.type("input[name=password]", "khong phai cau do");
        browser.enter("input[name=password]");
        browser.shows("[role=alert]", "ANTIN-2060");
        browser.type("input[name=password]", PASSWORD);
        browser.enter("input[name=password]");
        browser.arrives(console);
        sessions.put(console, browser.session());
    }

    private static void chosen(String link) {
        browser.open(link);
        browser.type("input[name=password]", PASSWORD);
        browser.type("input[name=again]", PASSWORD);
        browser.enter("input[name=again]");
        browser.arrives(link.replaceFirst("/first/.*", ""));
    }

    /** Opens a console as its administrator. */
    private static void at(String console) {
        if (sessions.containsKey(console)) {
            browser.become(console, sessions.getOrDefault(console, Map.of()));
            browser.open(console);
        } else {
            chosen(console.equals(scene.hubConsole()) ? scene.firstLinkOfHub() : scene.firstLink(Scene.HOME_AFFAIRS));
            sessions.put(console, browser.session());
        }
        browser.arrives(console);
    }

    @Test
    @Order(2)
    void why_a_document_is_late_is_found_and_mended_from_the_first_page() {
        at(scene.hubConsole());
        browser.follow("Cơ quan và đường truyền");
        browser.arrives(scene.hubConsole() + "/lines");
        browser.follow("UBND xã Bình Ba");
        browser.click("main summary");
        browser.type("form[action$=pause] input[name=reason]", "thay thiết bị mạng");
        browser.click("form[action$=pause] button");
        browser.shows("main", "thay thiết bị mạng");
        String late = scene.send(Scene.HOME_AFFAIRS, Scene.COMMUNE, "1", "V/v báo cáo quý III");
        long dead = TestProvince.bury(scene.hubBooks(), "so-noi-vu", new byte[] {1});

        at(scene.console(Scene.HOME_AFFAIRS));
        browser.until("on its way", () -> browser.text("h1").contains("đang trên đường"));
        browser.follow("Văn bản");
        browser.arrives(scene.console(Scene.HOME_AFFAIRS) + "/documents");
        browser.click("main table a");
        browser.arrives(scene.console(Scene.HOME_AFFAIRS) + "/document/" + late);
        browser.shows("main", "UBND xã Bình Ba");
        assertThat(browser.text("main")).doesNotContain("(01)");

        at(scene.hubConsole());
        browser.shows("main", "thông điệp không hiểu được");
        browser.follow("UBND xã Bình Ba");
        browser.shows("main", "thay thiết bị mạng", "admin");
        browser.click("main summary");
        browser.type("form[action$=resume] input[name=reason]", "xong việc");
        browser.click("form[action$=resume] button");
        browser.until("the line is not paused", () -> browser.has("form[action$=pause]"));
        browser.follow("Tổng quan");
        browser.until(
                "no line is paused",
                () -> !browser.text("section[aria-labelledby=you]").contains("Bình Ba"));
        browser.follow("Lỗi cần xử lý");
        browser.follow("Thông điệp đã bỏ");
        browser.type("form[action$=dead-again] input[name=reason]", "thử lại");
        browser.click("form[action$=dead-again] button");
        browser.shows("[role=status]", "Vẫn không được");
        assertThat(TestProvince.newestDead(scene.hubBooks())).isEqualTo(dead);

        at(scene.console(Scene.HOME_AFFAIRS));
        browser.open(scene.console(Scene.HOME_AFFAIRS) + "/document/" + late);
        browser.until("it has arrived", () -> browser.text("main").contains("(01)"));
    }

    @Test
    @Order(3)
    void a_page_that_is_open_tells_by_itself_that_the_line_is_cut_and_works_again() {
        at(scene.console(Scene.HOME_AFFAIRS));
        browser.until("all is well", () -> browser.text("h1").contains("Mọi văn bản đã được gửi đi"));
        browser.run("window.neverLoadedAgain = true");

        scene.line(Scene.HOME_AFFAIRS).cut();
        browser.until("the line is down", () -> browser.text("h1").contains("bị đứt"));
        String waiting = scene.send(Scene.HOME_AFFAIRS, Scene.DISTRICT, "2", "V/v trực bão");
        browser.until("one waits", () -> browser.text("h1").contains("1 bản gửi đang chờ"));

        scene.line(Scene.HOME_AFFAIRS).restore();
        browser.until("all is well again", () -> browser.text("h1").contains("Mọi văn bản đã được gửi đi"));
        assertThat(scene.is(Scene.HOME_AFFAIRS, waiting, "CONSIGNED")).isTrue();
        assertThat(browser.run("return window.neverLoadedAgain")).isEqualTo(true);
    }

    @Test
    @Order(4)
    void a_forged_receipt_is_told_by_the_question_at_which_it_fails() throws Exception {
        String console = scene.console(Scene.HOME_AFFAIRS);
        String id = scene.send(Scene.HOME_AFFAIRS, Scene.DISTRICT, "3", "V/v kiểm tra");
        Office sender = scene.town().office(Scene.HOME_AFFAIRS);
        Office recipient = scene.town().office(Scene.DISTRICT);
        await().until(() -> {
            recipient.inbox().forEach(recipient::acknowledge);
            return scene.is(Scene.HOME_AFFAIRS, id, "HANDED_OVER") && stamped(sender, id);
        });
        byte[] bundle = sender.get("/documents/" + id + "/evidence.zip").body();
        Path genuine = Files.write(folder.resolve("that.zip"), bundle);
        Path forged = Files.write(folder.resolve("gia.xml"), Forged.receipt(Forged.firstOf(bundle)));

        at(console);
        browser.follow("Sổ biên nhận");
        browser.follow("Kiểm tra tệp");
        assertThat(verified(genuine))
                .as(() -> browser.text("main"))
                .contains("Thật, nguyên vẹn và đầy đủ: 4 biên nhận")
                .doesNotContain("Không đáng tin");
        assertThat(verified(forged)).contains("Không đáng tin");
        assertThat(browser.text("tr.wrong"))
                .contains("Có nằm đúng chỗ trong sổ của bên lập")
                .contains("ANTIN-");
    }

    /** Whether the four receipts of a document are there with their time-stamps. */
    private static boolean stamped(Office office, String id) {
        JsonNode receipts = office.get("/documents/" + id + "/receipts").json().path("receipts");
        return receipts.size() == 4 && receipts.findValues("stamped").size() == 4;
    }

    private static String verified(Path file) {
        browser.type("input[type=file]", file.toString());
        browser.run("document.body.dataset.before = 'yes'");
        browser.click("form[action$=verify] button");
        browser.until("the answer is there", () -> browser.has(".verdict") && !browser.has("[data-before]"));
        return browser.text(".verdict");
    }

    @Test
    @Order(5)
    void every_page_is_for_everybody_by_day_and_by_night_and_asks_nobody_elsewhere() throws Exception {
        PageCheck check = new PageCheck(browser);
        Walk walk = new Walk(browser);
        List<String> faults = new ArrayList<>();
        String node = scene.console(Scene.HOME_AFFAIRS);
        String hub = scene.hubConsole();
        trouble();

        at(node);
        faults.addAll(walk.from(node, check::faults));
        browser.open(node + "/verify");
        assertThat(verified(Files.writeString(folder.resolve("rac.xml"), "<rac/>")))
                .contains("Không đáng tin");
        faults.addAll(check.now());
        faults.addAll(check.faults(node + "/nowhere", 404));
        faults.addAll(check.faults(node + "/search?q=4"));
        walk.saw("search");
        faults.addAll(check.faults(node + "/password"));
        walk.saw("password");
        at(hub);
        faults.addAll(walk.from(hub, check::faults));
        faults.addAll(check.faults(hub + "/search?q=ubnd"));
        browser.type(".search input", "châu đức");
        browser.enter(".search input");
        browser.arrives(hub + "/line/H06.33");
        browser.open(hub + "/lines");
        post("keep-view", Map.of("page", "lines", "name", "Đường xa", "sort", "trip", "c", "trip"));
        faults.addAll(check.faults(hub + "/lines?sort=-trip&c=trip&c=heard"));
        browser.follow("Đường xa");
        browser.arrives(hub + "/lines?sort=trip&c=trip");
        browser.forget();
        faults.addAll(check.faults(node + "/login"));
        walk.saw("login");
        faults.addAll(check.faults(scene.firstLink(Scene.DISTRICT)));
        walk.saw("first");

        assertThat(faults).isEmpty();
        assertThat(walk.seen()).containsAll(Walk.declared()).contains("document", "line", "dead", "errors");
    }

    /** Fills every page: waiting documents, a broken line, dead letters, requests to decide. */
    private static void trouble() {
        String answered = scene.send(Scene.HOME_AFFAIRS, Scene.DISTRICT, "5", "V/v trả lời");
        await().until(() -> scene.is(Scene.HOME_AFFAIRS, answered, "CONSIGNED"));
        scene.town()
                .office(Scene.DISTRICT)
                .post("/documents/" + answered + "/status", Map.of("code", "03", "staff", "Trần Thị Bình"));
        await().until(() -> scene.is(Scene.HOME_AFFAIRS, answered, "ACCEPTED_BY_RECIPIENT"));
        String node = scene.console(Scene.HOME_AFFAIRS);
        at(node);
        if (!browser.has("form[action$=resume]")) {
            post("pause", Map.of("reason", "chờ ký lại"));
        }
        held = scene.send(Scene.HOME_AFFAIRS, Scene.COMMUNE, "4", "V/v giữ lại");
        for (Repositories repositories : List.of(scene.repositories(Scene.HOME_AFFAIRS), scene.hubBooks())) {
            TestProvince.bury(repositories, "ubnd-xa-binh-ba", new byte[] {1});
            repositories
                    .ledger()
                    .store(
                            "test.alarm",
                            tx -> repositories.timeline().alarm(tx, Fault.CHECKPOINT_CONFLICT, "ubnd-xa-binh-ba", "x"));
        }
        at(scene.hubConsole());
        scene.line(Scene.COMMUNE).cut();
        browser.until("one line is down", () -> browser.text("h1").contains("bị đứt"));
    }

    private static String post(String form, Map<String, String> fields) {
        return String.valueOf(browser.answer("""
            const [form, fields, done] = arguments;
            const word = document.querySelector(".me input[name=form]").value;
            fetch("/console/" + form, { method: "POST", body: new URLSearchParams({ ...fields, form: word }) })
                .then((answer) => answer.text()).then(done, (failure) => done("" + failure));
            """, form, fields));
    }

    @Test
    @Order(6)
    void what_a_role_may_not_do_is_not_offered_to_it_and_refused_by_the_server() {
        String node = scene.console(Scene.HOME_AFFAIRS);
        List<AuditedAction> deeds = List.of(
                new AuditedAction("", "resume", Action.PAUSE),
                new AuditedAction("", "retry", Action.RETRY),
                new AuditedAction("/document/" + held, "hold", Action.HOLD),
                new AuditedAction("/document/" + held, "send-on", Action.SEND_ON),
                new AuditedAction("/document/" + held, "take-back", Action.TAKE_BACK),
                new AuditedAction("/attention", "alarm", Action.END_ALARM),
                new AuditedAction("/alerts", "silence", Action.SILENCE_ALERT),
                new AuditedAction("/dead", "dead-again", Action.RETRY),
                new AuditedAction("/dead", "ask-purge", Action.REMOVE_DEAD_LETTER),
                new AuditedAction("/requests", "ask-content", Action.ASK_CONTENT),
                new AuditedAction("/requests", "decide", Action.DECIDE),
                new AuditedAction("/connection", "connection", Action.TEST_CONNECTION),
                new AuditedAction("/route/parts-collect", "route-stop", Action.STOP_ROUTE),
                new AuditedAction("/keys", "keys", Action.MANAGE_KEYS),
                new AuditedAction("/certificates", "renew-keys", Action.RENEW_KEYS),
                new AuditedAction("/backups", "back-up", Action.BACK_UP),
                new AuditedAction("/certificates", "renew-proofs", Action.RENEW_PROOFS),
                new AuditedAction("/diagnosis", "diagnosis", Action.DIAGNOSE),
                new AuditedAction("/verify", "verify", Action.SEE_RECEIPTS),
                new AuditedAction("/audit", "audit", Action.SEE_AUDIT),
                new AuditedAction("/people", "people", Action.MANAGE_PEOPLE));
        at(node);
        browser.until("there is an alert", () -> {
            browser.open(node + "/alerts");
            return browser.has("form[action$=silence]");
        });
        List<String> wrong =
                new ArrayList<>(AuditedAction.tried(browser, node, PersonRole.ADMIN, without(deeds, "decide")));
        for (PersonRole role : List.of(
                PersonRole.AUDITOR,
                PersonRole.VIEWER,
                PersonRole.OPERATOR,
                PersonRole.INTEGRATOR,
                PersonRole.SECURITY_OFFICER)) {
            at(node);
            Matcher link = LINK.matcher(post(
                    "people",
                    Map.of(
                            "name",
                            "nguoi-" + role.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                            "role",
                            role.name())));
            assertThat(link.find()).isTrue();
            chosen(link.group());
            if (role == PersonRole.AUDITOR) {
                post("ask-content", Map.of("reason", "kiểm tra quý", "hours", "8"));
            }
            wrong.addAll(AuditedAction.tried(browser, node, role, deeds));
        }
        assertThat(wrong).isEmpty();
    }

    /** Without this action, for which there is no request yet. */
    private static List<AuditedAction> without(List<AuditedAction> deeds, String name) {
        return deeds.stream().filter(deed -> !deed.name().equals(name)).toList();
    }
}
