package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.console.web.Action;
import vn.antin.console.web.PersonRole;
import vn.antin.door.pdf.SealedPdf;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.query.RandomSample;
import vn.antin.ledger.query.RegisterLine;
import vn.antin.seal.pki.Purpose;

/** The work of auditors at the console of a running node. */
class AuditorsIT {

    private static final String PASSWORD = "mot cau dai de nho";
    private static final String SUBJECT = "=HYPERLINK(\"http://x\";\"V/v kiểm toán\")";
    private static final Pattern LINK = Pattern.compile("https://localhost:\\d+/console/first/[A-Za-z0-9_-]{43}");
    private static final Pattern DRAWN = Pattern.compile("<code title=\"([0-9a-f]{64})\">");
    private static final List<String> PAGES = List.of(
            "/console/register",
            "/console/register-export/csv",
            "/console/verify",
            "/console/sample",
            "/console/month",
            "/console/month-export/csv",
            "/console/requests");

    @TempDir
    static Path folder;

    private static TestProvince town;
    private static final Map<PersonRole, Browser> people = new EnumMap<>(PersonRole.class);
    private static final List<String> documents = new ArrayList<>();

    @BeforeAll
    static void open() throws Exception {
        town = TestProvince.start(folder, Map.of("nut-a", List.of("H06.11"), "nut-b", List.of("H06.12")));
        for (int i = 0; i < 3; i++) {
            documents.add(town.office("H06.11")
                    .letter(List.of("H06.12"), SUBJECT, Office.Part.file("a.pdf", ("nội dung " + i).getBytes(UTF_8)))
                    .id());
        }
        Browser admin = browser();
        String link = Files.readString(home().resolve("data/console.link")).strip();
        admin.get(link);
        admin.post(link, Map.of("password", PASSWORD, "again", PASSWORD));
        people.put(PersonRole.ADMIN, admin);
        for (PersonRole role : PersonRole.values()) {
            if (role != PersonRole.ADMIN) {
                people.put(role, invited(name(role), role));
            }
        }
        await().until(() -> documents.stream()
                .allMatch(id -> at(PersonRole.ADMIN)
                        .get("/console/register?lang=en&event=ContentConsignment&document=" + id)
                        .body()
                        .contains("time-stamped")));
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

    private static Browser at(PersonRole role) {
        return java.util.Objects.requireNonNull(people.get(role));
    }

    private static String name(PersonRole role) {
        return "mot-" + role.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Browser invited(String name, PersonRole role) {
        at(PersonRole.ADMIN).get("/console/people");
        String page = at(PersonRole.ADMIN)
                .post("/console/people", Map.of("name", name, "role", role.name()))
                .body();
        Matcher link = LINK.matcher(page);
        assertThat(link.find()).isTrue();
        Browser browser = browser();
        browser.get(link.group());
        browser.post(link.group(), Map.of("password", PASSWORD, "again", PASSWORD));
        return browser;
    }

    private static long lines(PersonRole role, String query) {
        return at(role).get("/console/register?" + query)
                .body()
                .lines()
                .filter(line -> line.contains("/console/document/"))
                .count();
    }

    @Test
    void the_register_shows_what_its_address_asks_for() {
        String today = LocalDate.now(VietnamTime.ZONE).toString();
        assertThat(lines(PersonRole.AUDITOR, "")).isEqualTo(3);
        assertThat(lines(PersonRole.AUDITOR, "from=" + today + "&to=" + today + "&agency=h06.12&direction=OUT"))
                .isEqualTo(3);
        assertThat(lines(PersonRole.AUDITOR, "document=" + documents.get(1))).isEqualTo(1);
        assertThat(lines(PersonRole.AUDITOR, "issuer=nut-b&event=ContentConsignment"))
                .isEqualTo(3);
        assertThat(lines(PersonRole.AUDITOR, "issuer=nut-b&event=RelayAcceptance"))
                .isZero();
        assertThat(lines(PersonRole.AUDITOR, "agency=H06.99")).isZero();
        assertThat(lines(PersonRole.AUDITOR, "overdue=true")).isZero();
        assertThat(lines(PersonRole.AUDITOR, "missing=true")).isZero();
        assertThat(lines(PersonRole.AUDITOR, "to=2020-01-01")).isZero();
        assertThat(at(PersonRole.AUDITOR).get("/console/register?cursor=x").statusCode())
                .isEqualTo(400);
    }

    @Test
    void an_export_is_opened_again_and_says_whose_it_is() throws IOException {
        String csv = new String(at(PersonRole.ADMIN).bytes("/console/register-export/csv?agency=H06.12"), UTF_8);
        assertThat(csv).startsWith("\uFEFF");
        List<CSVRecord> rows =
                CSVFormat.RFC4180.parse(new StringReader(csv.substring(1))).getRecords();
        assertThat(rows).hasSize(1 + 3 + 1 + 3 + 1);
        assertThat(rows.get(1).get(0)).contains("H06.12");
        assertThat(rows.get(2).get(0)).contains("admin");
        assertThat(rows.get(5).get(1)).isEqualTo("'" + SUBJECT);
        assertThat(rows.get(8).get(0)).contains("3");

        try (ReadableWorkbook book = new ReadableWorkbook(
                new ByteArrayInputStream(at(PersonRole.AUDITOR).bytes("/console/register-export/xlsx")))) {
            List<Row> read = book.getFirstSheet().read();
            assertThat(read).hasSize(9);
            assertThat(read.get(2).getCellText(0)).contains(name(PersonRole.AUDITOR));
            assertThat(read.get(5).getCellAsDate(3).orElseThrow().toLocalDate())
                    .isEqualTo(LocalDate.now(VietnamTime.ZONE));
            assertThat(read.toString()).doesNotContain("kiểm toán");
        }

        try (var pdf = Loader.loadPDF(at(PersonRole.AUDITOR).bytes("/console/register-export/pdf?lang=vi"))) {
            String text = new PDFTextStripper().getText(pdf);
            assertThat(text).contains("Sổ biên nhận", name(PersonRole.AUDITOR)).doesNotContain("kiểm toán");
        }
        assertThat(at(PersonRole.ADMIN).get("/console/audit?lang=en").body())
                .contains("exported")
                .contains("Register of receipts (XLSX)");
    }

    @Test
    void what_leaves_as_pdf_bears_the_seal_of_the_node_that_the_directory_names() {
        String receipt = "/console/receipt/" + documents.get(0) + "/ContentConsignment.1.nut-b";
        for (String file : List.of("/console/register-export/pdf", "/console/month-export/pdf", receipt)) {
            byte[] pdf = at(PersonRole.AUDITOR).bytes(file);
            X509Certificate signer = SealedPdf.signer(pdf);
            assertThat(town.node("nut-a").directory().get().names(new NodeId("nut-a"), signer, Purpose.SEAL))
                    .as(file)
                    .isTrue();
            pdf[pdf.length / 2] ^= 1;
            assertThatThrownBy(() -> SealedPdf.signer(pdf)).as(file).isInstanceOf(SealedPdf.Broken.class);
        }
    }

    @Test
    void a_receipt_that_was_damaged_is_found_among_all_of_them() throws IOException {
        String all = "/console/register?bad=true";
        assertThat(at(PersonRole.AUDITOR).get(all + "&lang=en").body())
                .contains("3 lines verified: the search is complete. 0 have");
        assertThat(lines(PersonRole.AUDITOR, "bad=true")).isZero();

        byte[] genuine = damaged(Forged::evidence);
        try {
            assertThat(lines(PersonRole.AUDITOR, "bad=true")).isEqualTo(1);
            assertThat(at(PersonRole.AUDITOR).get(all + "&lang=vi").body())
                    .contains("Đã kiểm 3 dòng", "không đúng", "/errors/" + Fault.PROOF_WRONG.code(), documents.get(1));
            assertThat(lines(PersonRole.AUDITOR, "bad=true&to=2020-01-01")).isZero();
            assertThat(exported(PersonRole.AUDITOR))
                    .contains("không đúng", Fault.PROOF_WRONG.code(), "1 dòng trong 3 dòng");

            damaged(bytes -> "<rac".getBytes(UTF_8));
            for (PersonRole role : List.of(PersonRole.AUDITOR, PersonRole.ADMIN)) {
                assertThat(at(role).get(all).body()).contains(Fault.EVIDENCE_FORM.code());
                assertThat(exported(role)).contains(Fault.EVIDENCE_FORM.code(), "1 dòng trong 3 dòng");
                assertThat(at(role).get("/console/document/" + documents.get(1)).statusCode())
                        .isEqualTo(200);
            }
        } finally {
            damaged(bytes -> genuine);
        }
        assertThat(lines(PersonRole.AUDITOR, "bad=true")).isZero();
    }

    /** The common content of all three exported files. */
    private static String exported(PersonRole role) throws IOException {
        Browser browser = at(role);
        browser.get("/console/register?lang=vi");
        String text = new String(browser.bytes("/console/register-export/csv?bad=true"), UTF_8);
        assertThat(text).contains(documents.get(1));
        try (ReadableWorkbook book = new ReadableWorkbook(
                new ByteArrayInputStream(browser.bytes("/console/register-export/xlsx?bad=true")))) {
            assertThat(book.getFirstSheet().read().toString()).contains("ANTIN-");
        }
        try (var pdf = Loader.loadPDF(browser.bytes("/console/register-export/pdf?bad=true"))) {
            assertThat(new PDFTextStripper().getText(pdf)).contains("ANTIN-");
        }
        return text;
    }

    /** Changes the stored bytes of a receipt and returns the original ones. */
    private static byte[] damaged(UnaryOperator<byte[]> how) {
        UUID document = UUID.fromString(documents.get(1));
        String of = " where document = ? and event = 'CONTENT_CONSIGNMENT'";
        return repositories().ledger().commit("test.damage", tx -> {
            byte[] before = tx.one("select bytes from evidence" + of, row -> row.bytes("bytes"), document)
                    .orElseThrow();
            tx.update("update evidence set bytes = ?" + of, how.apply(before), document);
            return before;
        });
    }

    @Test
    void a_genuine_bundle_holds_and_a_forged_one_is_told_where_it_fails() throws IOException {
        byte[] bundle = at(PersonRole.AUDITOR).bytes("/console/evidence/" + documents.get(0));
        Map<String, Long> before = TestProvince.rows(repositories(), "document", "evidence", "dead_letter", "upload");

        at(PersonRole.AUDITOR).get("/console/verify?lang=en");
        assertThat(at(PersonRole.AUDITOR)
                        .upload("/console/verify", "file", bundle)
                        .body())
                .as("it was not handed over yet")
                .contains("Not complete: 3 receipts hold")
                .contains("Is it in the issuer’s log at its position?")
                .contains("What it does not prove");
        byte[] receipt = Forged.firstOf(bundle);
        assertThat(at(PersonRole.AUDITOR)
                        .upload("/console/verify", "file", receipt)
                        .body())
                .contains("Genuine and unchanged: 1 receipts");

        String forged = at(PersonRole.AUDITOR)
                .upload("/console/verify", "file", Forged.receipt(receipt))
                .body();
        assertThat(forged)
                .contains("Do not trust it")
                .containsPattern("<tr class=\"wrong\"><td>Is it in the issuer’s log at its position\\?");
        bundle[bundle.length / 2] ^= 1;
        assertThat(at(PersonRole.AUDITOR)
                        .upload("/console/verify", "file", bundle)
                        .body())
                .contains("Do not trust it");
        assertThat(at(PersonRole.AUDITOR)
                        .upload("/console/verify", "file", "no receipt".getBytes(UTF_8))
                        .body())
                .contains("Do not trust it");
        assertThat(at(PersonRole.AUDITOR)
                        .upload("/console/verify", "file", new byte[17 << 20])
                        .statusCode())
                .isEqualTo(413);
        assertThat(TestProvince.rows(repositories(), "document", "evidence", "dead_letter", "upload"))
                .isEqualTo(before);
    }

    private static Repositories repositories() {
        return town.node("nut-a").repositories();
    }

    @Test
    void a_sample_is_drawn_the_same_by_whoever_has_its_seed() {
        String today = LocalDate.now(VietnamTime.ZONE).toString();
        String query = "/console/sample?from=" + today + "&to=" + today + "&count=2&seed=";
        List<String> drawn =
                drawn(at(PersonRole.AUDITOR).get(query + "hat-giong").body());

        assertThat(drawn)
                .hasSize(2)
                .isEqualTo(drawn(at(PersonRole.ADMIN).get(query + "hat-giong").body()));
        List<String> byHand = documents.stream()
                .map(id -> RandomSample.rank(
                                "hat-giong",
                                new RegisterLine.RegisterPosition(
                                        java.time.Instant.EPOCH, java.util.UUID.fromString(id), 1))
                        .hex())
                .sorted()
                .limit(2)
                .toList();
        assertThat(drawn).isEqualTo(byHand);
    }

    private static List<String> drawn(String page) {
        return DRAWN.matcher(page).results().map(found -> found.group(1)).toList();
    }

    @Test
    void the_report_of_the_month_counts_what_was_sent() {
        String page = await().until(
                        () -> at(PersonRole.AUDITOR)
                                .get("/console/month?lang=en")
                                .body(),
                        body -> !body.contains("are being counted"));
        assertThat(page)
                .contains("Total")
                .containsPattern("<td>3</td><td>3<small>100 %</small></td><td>0</td><td>0<small>0 %</small></td>");
        String csv = new String(at(PersonRole.AUDITOR).bytes("/console/month-export/csv"), UTF_8);
        assertThat(csv).contains("H06.12,3,3,0,0,0,0,0,0,0,0,");
    }

    @Test
    void content_is_shown_to_an_auditor_only_while_another_grants_it_and_every_look_is_noted() {
        Browser auditor = at(PersonRole.AUDITOR);
        String page = "/console/document/" + documents.get(2);
        assertThat(auditor.get(page).body()).doesNotContain("kiểm toán");

        auditor.get("/console/requests");
        auditor.post("/console/ask-content", Map.of("reason", "kiểm tra quý này", "hours", "8"));
        String number = first("select max(id) as n from approval where kind = 'CONTENT'");
        assertThat(auditor.post("/console/decide", Map.of("number", number, "granted", "true", "reason", "tự cho"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(auditor.get(page).body()).doesNotContain("kiểm toán");

        Browser officer = at(PersonRole.SECURITY_OFFICER);
        officer.get("/console/requests");
        officer.post("/console/decide", Map.of("number", number, "granted", "true", "reason", "đúng kế hoạch"));
        assertThat(auditor.get(page).body()).contains("kiểm toán");
        assertThat(at(PersonRole.VIEWER).get(page).body()).doesNotContain("kiểm toán");
        assertThat(officer.post("/console/decide", Map.of("number", number, "granted", "false", "reason", "x"))
                        .statusCode())
                .isEqualTo(409);

        officer.get("/console/requests");
        officer.post("/console/end-grant", Map.of("number", number, "reason", "xong"));
        assertThat(auditor.get(page).body()).doesNotContain("kiểm toán");

        assertThat(at(PersonRole.ADMIN).get("/console/audit?lang=en").body())
                .containsPattern(name(PersonRole.AUDITOR) + "</td><td>127.0.0.1</td><td>viewed</td><td>Document "
                        + documents.get(2))
                .contains("content shown")
                .contains("granted content")
                .contains("kiểm tra quý này")
                .contains("The log is intact");
    }

    @Test
    void a_message_is_thrown_away_only_when_a_second_person_agrees() {
        repositories()
                .ledger()
                .store(
                        "test.letter",
                        tx -> repositories()
                                .timeline()
                                .deadLetter(
                                        tx, new Refused(Fault.EVIDENCE_FORM, "thử"), "nut-x", "envelope", new byte[9]));
        String letter = first("select max(seq) as n from dead_letter");
        Browser admin = at(PersonRole.ADMIN);
        admin.get("/console/requests");
        admin.post("/console/ask-purge", Map.of("number", letter, "reason", "rác"));
        String number = first("select max(id) as n from approval where kind = 'PURGE'");

        assertThat(admin.post("/console/decide", Map.of("number", number, "granted", "true", "reason", "rác"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(TestProvince.count(repositories(), "dead_letter")).isEqualTo(1);
        Browser officer = at(PersonRole.SECURITY_OFFICER);
        officer.get("/console/requests");
        assertThat(officer.post("/console/decide", Map.of("number", number, "granted", "true"))
                        .statusCode())
                .as("without a reason")
                .isEqualTo(400);
        officer.get("/console/requests");
        officer.post("/console/decide", Map.of("number", number, "granted", "true", "reason", "đã xem"));
        assertThat(TestProvince.count(repositories(), "dead_letter")).isZero();
        assertThat(admin.get("/console/audit?lang=en").body()).contains("granted the deletion of a dead letter");
    }

    private static String first(String sql) {
        return repositories()
                .ledger()
                .read(tx -> tx.one(sql, row -> row.number("n")))
                .map(Object::toString)
                .orElseThrow();
    }

    @Test
    void each_role_is_refused_by_the_server_what_its_table_does_not_say() {
        people.forEach((role, browser) -> {
            for (String page : PAGES) {
                for (String language : List.of("vi", "en")) {
                    assertThat(browser.get(page + "?lang=" + language).statusCode())
                            .as(role + " " + page)
                            .isEqualTo(role.may(Action.SEE_RECEIPTS) ? 200 : 403);
                }
            }
            browser.get("/console");
            assertThat(browser.post("/console/decide", Map.of("number", "0", "granted", "true", "reason", "thử"))
                            .statusCode())
                    .as(role + " decides")
                    .isEqualTo(role.may(Action.DECIDE) ? 409 : 403);
            browser.get("/console");
            assertThat(browser.post("/console/ask-content", Map.of("reason", "thử", "hours", "9"))
                            .statusCode())
                    .as(role + " asks")
                    .isEqualTo(role.may(Action.ASK_CONTENT) ? 400 : 403);
            browser.get("/console");
            assertThat(browser.post("/console/ask-purge", Map.of("number", "0", "reason", "thử"))
                            .statusCode())
                    .as(role + " purges")
                    .isEqualTo(role.may(Action.REMOVE_DEAD_LETTER) ? 409 : 403);
        });
    }
}
