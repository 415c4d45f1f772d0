package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.endtoend.Office.Answer;
import vn.antin.endtoend.Office.Part;
import vn.antin.ledger.RefusalQuota;

/** Wrong submissions of an agency's software: each has a code and a sentence, and changes nothing. */
class BadInputIT {

    private static final String SENDER = "H06.02";
    private static final String RECIPIENT = "H06.35.08";
    private static final String CLOSED = "H06.35.09";
    private static final String STRANGER = "H06.99";

    /** The tables that no refusal may change. */
    /** Timers may add events about earlier letters at any time. */
    private static final String NEWS = "event where what <> 'OVERDUE'";

    private static final String[] TABLES = {
        "document", "part", "copy", "outbox where kind = 'ENVELOPE'", "submission", "arrival", NEWS
    };

    @TempDir
    static Path folder;

    private static TestProvince town;
    private static Office office;

    @BeforeAll
    static void open() {
        town = TestProvince.start(
                folder,
                Map.of("noi-gui", List.of(SENDER, "H06.03", "H06.04", "H06.05"), "noi-nhan", List.of(RECIPIENT)),
                List.of(CLOSED),
                province -> {});
        office = town.office(SENDER);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    static Stream<Path> broken() throws Exception {
        try (Stream<Path> files = Files.list(Packages.BROKEN)) {
            // The sample's future date passes; it is made anew below.
            return files.filter(file -> !file.endsWith("date-in-the-future.edxml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("broken")
    void every_broken_package_is_refused_with_its_faults(Path file) {
        Answer answer = refused(who -> who.submit(Packages.bytes(file)));

        assertThat(answer.status()).isIn(400, 403, 413, 422);
        assertThat(answer.code()).isNotEqualTo("ANTIN-9001");
    }

    @ParameterizedTest
    @CsvSource({
        "not-xml.edxml, 400, ANTIN-1001",
        "dtd.edxml, 400, ANTIN-1002",
        "external-entity.edxml, 400, ANTIN-1002",
        "entity-bomb.edxml, 400, ANTIN-1002",
        "deep-nesting.edxml, 400, ANTIN-1003",
        "other-root.edxml, 422, ANTIN-1101",
        "no-subject.edxml, 422, ANTIN-1102",
        "no-recipient.edxml, 422, ANTIN-1102",
        "no-attachment.edxml, 422, ANTIN-1102",
        "date-not-real.edxml, 422, ANTIN-1103",
        "attachment-empty.edxml, 422, ANTIN-1104",
        "subject-too-long.edxml, 422, ANTIN-4004",
    })
    void a_package_that_cannot_be_read_is_refused(String file, int status, String code) {
        refused(who -> who.submit(Packages.bytes(Packages.BROKEN.resolve(file))), status, code);
    }

    @Test
    void a_document_of_tomorrow_is_refused() {
        byte[] early = Packages.changed(letter("0"), ">2026/01/05<", ">2999/01/05<");

        refused(who -> who.submit(early), 422, "ANTIN-1103");
    }

    @Test
    void everything_that_is_missing_is_told_at_once() {
        Answer answer = refused(who -> who.submit(Packages.bytes(Packages.BROKEN.resolve("everything-missing.edxml"))));

        assertThat(answer.codes()).hasSizeGreaterThan(5).contains("ANTIN-1102");
    }

    @Test
    void a_package_for_nobody_we_know_is_refused_and_each_stranger_named() {
        byte[] package_ = Packages.changed(letter("1"), RECIPIENT, STRANGER);

        Answer answer = refused(who -> who.submit(package_), 422, "ANTIN-2001");

        assertThat(answer.text()).contains(STRANGER);
    }

    @Test
    void a_package_for_an_agency_that_has_not_joined_is_refused() {
        refused(who -> who.submit(Packages.changed(letter("2"), RECIPIENT, CLOSED)), 422, "ANTIN-2015");
    }

    @Test
    void every_recipient_that_will_not_do_is_told() {
        Answer answer = refused(
                who -> letter(who, List.of(STRANGER, RECIPIENT, CLOSED, "H06.98"), Part.file("a.pdf", new byte[] {1})),
                422,
                "ANTIN-2001");

        assertThat(answer.codes()).containsExactly("ANTIN-2001", "ANTIN-2015", "ANTIN-2001");
    }

    @Test
    void a_package_of_another_agency_is_refused() {
        refused(who -> who.submit(Packages.own("status-02.edxml")), 403, "ANTIN-2012");
        refused(
                who -> who.submit(Packages.changed(letter("3"), ">" + SENDER + "<", ">" + RECIPIENT + "<")),
                403,
                "ANTIN-2012");
    }

    @Test
    void a_state_secret_is_refused() {
        refused(who -> who.submit(Packages.own("secret-mark.edxml")), 422, "ANTIN-2003");
    }

    @Test
    void a_letter_without_its_fields_is_refused() {
        Answer answer = refused(
                who -> who.letter(Map.of("to", List.of(RECIPIENT)), List.of(Part.file("a", new byte[1])), Map.of()),
                400,
                "ANTIN-1212");

        assertThat(answer.json().path("errors").get(0).path("pointer").asText()).isEqualTo("/subject");
        refused(who -> letter(who, List.of(RECIPIENT)), 422, "ANTIN-1206");
        refused(who -> letter(who, List.of(), Part.file("a.pdf", new byte[1])), 422, "ANTIN-1207");
    }

    @Test
    void more_than_a_limit_is_refused_by_its_own_code() {
        Part[] many = IntStream.rangeClosed(1, 101)
                .mapToObj(i -> Part.file("p" + i + ".txt", new byte[] {1}))
                .toArray(Part[]::new);
        List<String> strangers = IntStream.rangeClosed(1, 1001)
                .mapToObj(i -> "H06." + (1000 + i))
                .toList();

        refused(who -> letter(who, List.of(RECIPIENT), many), 413, "ANTIN-4002");
        refused(who -> letter(who, strangers, Part.file("a.pdf", new byte[1])), 422, "ANTIN-4003");
        refused(who -> who.submit(new byte[9 << 20]), 413, "ANTIN-4001");
        refused(who -> who.submit(letter("4"), Map.of("Idempotency-Key", "k".repeat(201))), 422, "ANTIN-4004");
    }

    @Test
    void a_key_used_for_something_else_is_a_conflict() {
        Map<String, String> key = Map.of("Idempotency-Key", "khoa-1");
        String id = settled(office.submit(letter("5"), key).id());

        Answer answer = refused(who -> who.submit(letter("6"), key), 422, "ANTIN-3001");

        assertThat(answer.json().path("retryable").asBoolean()).isFalse();
        assertThat(office.submit(letter("5"), key).id()).isEqualTo(id);
        assertThat(alarms()).contains("ANTIN-3001 " + SENDER);
    }

    @Test
    void a_file_of_nothing_is_refused_before_it_is_promised() {
        Answer answer = refused(
                who -> letter(
                        who, List.of(RECIPIENT), Part.file("a.pdf", new byte[] {1}), Part.file("b.pdf", new byte[0])),
                422,
                "ANTIN-1104");

        assertThat(answer.text()).contains("b.pdf").doesNotContain("a.pdf");
    }

    @Test
    void the_same_letter_without_a_key_soon_after_is_the_same_document() {
        Part file = new Part(
                "form-data; name=\"file\"; filename=\"Thư.txt\"", "text/plain", "Kính gửi: thử".getBytes(UTF_8));
        Map<String, Object> twice = Map.of("to", List.of(RECIPIENT), "subject", "V/v hai lần");
        Answer first = office.letter(twice, List.of(file), Map.of());
        Answer again = office.letter(twice, List.of(file), Map.of());
        Map<String, Object> another = Map.of("to", List.of(RECIPIENT), "subject", "V/v lần khác");
        Answer other = office.letter(another, List.of(file), Map.of());

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.json().path("replayed").asBoolean()).isTrue();
        assertThat(other.id()).isNotEqualTo(first.id());
        settled(first.id());
        settled(other.id());
        assertThat(office.get("/documents/" + first.id() + "/parts/1").type()).isEqualTo("text/plain;charset=utf-8");
    }

    @Test
    void a_question_with_a_slip_is_refused() {
        assertThat(office.get("/documents?stat=SENT").code()).isEqualTo("ANTIN-1211");
        assertThat(office.get("/events?afer=1").code()).isEqualTo("ANTIN-1211");
    }

    @Test
    void an_identifier_used_for_something_else_is_a_conflict() {
        settled(office.submit(letter("7")).id());
        byte[] other = Packages.changed(letter("7"), "</edXML:Subject>", " (khác)</edXML:Subject>");

        refused(who -> who.submit(other), 422, "ANTIN-3002");

        assertThat(alarms()).contains("ANTIN-3002 " + SENDER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "..",
                "a/b.pdf",
                "a\\\\b.pdf",
                "",
                "a\u202Efdp.exe",
                "a\u2028b.pdf",
                "CON",
                "${jndi:ldap:x}.pdf",
                "<script>alert(1).html",
            })
    void a_name_that_would_do_harm_elsewhere_is_refused(String name) {
        refused(who -> letter(who, List.of(RECIPIENT), Part.file(name, new byte[] {1})), 422, "ANTIN-1220");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${jndi}.pdf", "&lt;script&gt;alert(1).html", "công văn số 12.pdf", "CONG-VAN"})
    void a_name_that_is_only_odd_arrives_as_it_is(String name) {
        String html = "<b>không phải PDF</b>";
        String id = letter(office, List.of(RECIPIENT), Part.file(name, html.getBytes(UTF_8)))
                .id();

        Office recipient = town.office(RECIPIENT);
        List<JsonNode> offers = new ArrayList<>();
        await().until(() -> {
            offers.addAll(recipient.inbox());
            return offers.stream().anyMatch(offer -> offer.get("id").asText().equals(id));
        });
        settled(id);
        Answer part = recipient.get("/documents/" + id + "/parts/1");
        assertThat(part.body()).isEqualTo(html.getBytes(UTF_8));
        assertThat(part.headers().get("x-content-type-options")).containsExactly("nosniff");
        assertThat(part.headers().get("content-disposition")).allMatch(value -> value.startsWith("attachment"));
        assertThat(offers.stream()
                        .filter(offer -> offer.get("id").asText().equals(id))
                        .map(offer -> offer.get("parts").get(0).get("name").asText()))
                .contains(name);
    }

    @Test
    void a_dry_run_tells_the_same_and_leaves_nothing() {
        Map<String, Long> before = rows();
        int refusals = records().refusals().size();

        Answer answer = office.validate(Packages.changed(letter("8"), RECIPIENT, STRANGER));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("valid").asBoolean()).isFalse();
        assertThat(answer.codes()).containsExactly("ANTIN-2001");
        assertThat(rows()).isEqualTo(before);
        assertThat(records().refusals()).hasSize(refusals);
    }

    @Test
    void a_refusal_leaves_its_code_and_evidence_but_not_for_ever() {
        Office flooder = town.office("H06.03");
        byte[] rubbish = "rác".getBytes(UTF_8);
        long evidence = records().count("evidence where event = 'SUBMISSION_REJECTION'");
        int refusals = records().refusals().size();

        for (int i = 0; i < RefusalQuota.MOST + 20; i++) {
            assertThat(flooder.submit(rubbish).code()).isEqualTo("ANTIN-1001");
        }

        assertThat(records().refusals()).hasSize(refusals + RefusalQuota.MOST);
        assertThat(records().count("evidence where event = 'SUBMISSION_REJECTION'"))
                .isEqualTo(evidence + RefusalQuota.MOST);
        assertThat(alarms()).contains("ANTIN-4006 H06.03");
    }

    @Test
    void a_good_letter_still_goes_after_all_that() {
        settled(office.submit(letter("9")).id());
    }

    private static byte[] letter(String number) {
        return Packages.changed(
                Packages.own("letter.edxml"), "2026/01/05,12/SNV-VP", "2026/01/05,20" + number + "/SNV-VP");
    }

    private static Answer letter(Office who, List<String> to, Part... files) {
        return who.letter(to, "V/v thử", files);
    }

    /** Waits until nothing about it is under way, including the hub's receipt, which may come last. */
    private static String settled(String id) {
        await().untilAsserted(() -> {
            assertThat(office.states(id)).containsExactly("CONSIGNED");
            assertThat(office.receipts(id)).contains("RelayAcceptance.1", "ContentConsignment.1");
        });
        return id;
    }

    private static Records records() {
        return new Records(town.node("noi-gui").repositories());
    }

    private static List<String> alarms() {
        return records().alarms();
    }

    private static Map<String, Long> rows() {
        return new TreeMap<>(TestProvince.rows(town.node("noi-gui").repositories(), TABLES));
    }

    private static Answer refused(Function<Office, Answer> call, int status, String code) {
        Answer answer = refused(call);
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        return answer;
    }

    /** Asserts a problem with a code and a sentence, in both languages, and no row but that of the refusal. */
    private static Answer refused(Function<Office, Answer> call) {
        Map<String, Long> before = rows();
        Answer answer = call.apply(office);
        Answer english = call.apply(office.in("en"));
        assertThat(english.code()).isEqualTo(answer.code());
        assertThat(english.json().get("detail").asText())
                .endsWith(".")
                .isNotEqualTo(answer.json().get("detail").asText());
        assertThat(answer.type()).as(answer.text()).startsWith("application/problem+json");
        assertThat(answer.code()).matches("ANTIN-\\d{4}");
        assertThat(answer.json().get("detail").asText()).endsWith(".").hasSizeGreaterThan(20);
        assertThat(answer.json().get("detail").asText()).doesNotContain("{0}", "vn.antin", "Exception");
        assertThat(rows()).isEqualTo(before);
        return answer;
    }
}
