package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.cli.Run;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.json.Json;
import vn.antin.node.Node;
import vn.antin.node.join.Joins;
import vn.antin.trial.line.SimulatedLine;

/**
 * A province is reorganised while documents are under way: acts by the operator's command and by the console, each with
 * the second person it needs, on a real hub with three nodes; one story, in order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReorganisationIT {

    @TempDir
    static Path folder;

    private static TestProvince town;
    private static SimulatedLine line;
    private static HubOperator operator;

    @BeforeAll
    static void open() throws Exception {
        line = new SimulatedLine();
        town = TestProvince.start(
                folder,
                Map.of(
                        "nut-a", List.of("H06.11"),
                        "nut-b", List.of("H06.12", "H06.16"),
                        "nut-c", List.of("H06.13", "H06.14")),
                List.of("H06.15"),
                province -> {},
                Map.of("nut-a", line));
        operator = new HubOperator(hub(), town.province().hub().httpsPort());
    }

    @AfterAll
    static void close() {
        town.close();
    }

    private static Path hub() {
        return folder.resolve("hub");
    }

    private static Directory directory() {
        return town.node("nut-a").directory().get();
    }

    private static String send(String from, String to) {
        return letter(from, to).id();
    }

    private static Office.Answer letter(String from, String to) {
        return town.office(from)
                .letter(List.of(to), "V/v sắp xếp", Office.Part.file("a.pdf", "nội dung".getBytes(UTF_8)));
    }

    /** Takes the document at the recipient, and waits until its sender has the receipt of that. */
    private static void arrives(String id, String from, String at) {
        await().until(() -> taken(id, at));
        await().until(() -> town.office(from).receipts(id).contains("ContentHandover.1"));
    }

    private static boolean taken(String id, String at) {
        for (JsonNode offer : town.office(at).inbox()) {
            if (offer.get("id").asText().equals(id)) {
                assertThat(town.office(at).acknowledge(offer).status()).isLessThan(300);
                return true;
            }
        }
        return false;
    }

    private static List<String> audited() {
        return town.province()
                .hub()
                .repositories()
                .ledger()
                .read(tx ->
                        tx.list(String.class, "select what || ' ' || subject || ' ' || who from audit order by seq"));
    }

    @Test
    @Order(1)
    void an_act_of_the_operator_is_shown_then_signed_and_reaches_every_node() {
        long before = directory().serial();
        Run look = operator.act("rename", "H06.11", "Sở Mới", "--look");
        assertThat(look.out()).contains("“Cơ quan H06.11” becomes “Sở Mới”", "Nothing is signed");
        assertThat(operator.act("rename", "H06.11", "Sở Mới").err()).contains("--reason");
        assertThat(operator.act("rename", "H06.11", "Sở Khác", "--reason", "thử", "--shown", "00000000")
                        .err())
                .contains("ANTIN-2101");
        assertThat(directory().serial()).isEqualTo(before);

        Run done = operator.act("rename", "H06.11", "Sở Mới", "--reason", "nghị quyết", "--json");
        JsonNode answer = json(done.out());
        assertThat(answer.path("serial").asLong()).isGreaterThan(before);
        for (String node : List.of("nut-a", "nut-b", "nut-c")) {
            await().until(() -> town.node(node)
                    .directory()
                    .get()
                    .agency(code("H06.11"))
                    .orElseThrow()
                    .name()
                    .equals("Sở Mới"));
        }
        assertThat(audited()).contains("RENAME_AGENCY H06.11 machine");
        assertThat(operator.act("rename", "H06.11", "Sở Mới", "--reason", "lại").err())
                .contains("ANTIN-2103");
    }

    @Test
    @Order(2)
    void what_is_under_way_to_an_agency_that_is_closed_arrives_and_later_documents_name_the_successor() {
        line.cut();
        String underWay = send("H06.11", "H06.12");
        Run asked = operator.act("close", "H06.12", "--successor", "H06.16", "--reason", "sáp nhập");
        assertThat(asked.out()).contains("closes at once", "waits for a second person");
        assertThat(audited()).contains("ASKED_DIRECTORY CLOSE_AGENCY H06.12 machine");
        String request = operator.request(asked);
        assertThat(operator.admin
                        .post(
                                "/console/decide",
                                Map.of("number", request, "granted", "true", "shown", "00000000", "reason", "x"))
                        .statusCode())
                .isEqualTo(409);
        operator.decide(request, Map.of());
        assertThat(audited())
                .contains("GRANTED_DIRECTORY CLOSE_AGENCY H06.12 admin")
                .contains("CLOSE_AGENCY H06.12 admin");
        line.restore();

        arrives(underWay, "H06.11", "H06.12");
        await().until(() -> directory().agency(code("H06.12")).orElseThrow().validUntil() != null);
        Office.Answer refused = letter("H06.11", "H06.12");
        assertThat(refused.code()).isEqualTo("ANTIN-2013");
        assertThat(refused.text()).contains("H06.12 → H06.16");
        assertThat(letter("H06.12", "H06.11").code()).isEqualTo("ANTIN-2013");
    }

    @Test
    @Order(3)
    void documents_to_a_merged_agency_pass_to_its_successor_when_the_act_says_so() {
        line.cut();
        String underWay = send("H06.11", "H06.13");
        operator.actOfTwo("merge", "H06.13", "--into", "H06.14", "--pass-on", "--reason", "sáp nhập");
        line.restore();
        arrives(underWay, "H06.11", "H06.13");
        await().until(() -> directory().agency(code("H06.13")).orElseThrow().validUntil() != null);

        String passed = send("H06.11", "H06.13");

        arrives(passed, "H06.11", "H06.14");
        assertThat(town.office("H06.11")
                        .get("/documents/" + passed)
                        .json()
                        .path("recipients")
                        .path(0)
                        .path("agency")
                        .asText())
                .isEqualTo("H06.14");
        assertThat(operator.act("merge", "H06.14", "--into", "H06.14", "--reason", "x")
                        .err())
                .contains("ANTIN-2102");
        assertThat(operator.act("merge", "H06.14", "--into", "H06.13", "--reason", "x")
                        .err())
                .contains("ANTIN-2102");
    }

    @Test
    @Order(4)
    void what_is_under_way_to_a_node_that_an_agency_leaves_arrives_there() {
        line.cut();
        String underWay = send("H06.11", "H06.16");
        assertThat(operator.act("move", "H06.16", "nut-c", "--reason", "chuyển máy")
                        .out())
                .contains("moves from node nut-b to nut-c");
        line.restore();

        arrives(underWay, "H06.11", "H06.16");
        await().until(() ->
                directory().agency(code("H06.16")).orElseThrow().node().value().equals("nut-c"));
        String later = send("H06.11", "H06.16");
        await().until(() -> town.office("H06.11").states(later).contains("CONSIGNED"));
        assertThat(taken(later, "H06.16")).as("at the old node").isFalse();
    }

    @Test
    @Order(5)
    void an_agency_with_another_code_keeps_its_keys_its_inbox_and_what_is_under_way() {
        String waiting = send("H06.11", "H06.14");
        await().until(() -> town.office("H06.11").states(waiting).contains("CONSIGNED"));
        line.cut();
        String underWay = send("H06.11", "H06.14");
        operator.actOfTwo("recode", "H06.14", "K01.14", "--reason", "mã mới");
        line.restore();

        arrives(waiting, "H06.11", "H06.14");
        arrives(underWay, "H06.11", "H06.14");
        await().until(() -> directory().agency(code("K01.14")).isPresent());
        arrives(send("H06.11", "K01.14"), "H06.11", "H06.14");
        arrives(send("H06.11", "H06.14"), "H06.11", "H06.14");
        arrives(send("H06.14", "H06.11"), "H06.14", "H06.11");
    }

    @Test
    @Order(6)
    void the_console_shows_an_act_before_it_signs_it() {
        assertThat(operator.admin.get("/console/directory?lang=en").body())
                .contains("Sở Mới", "closed since", "documents go to");
        assertThat(operator.admin.get("/console/directory/H06.15?lang=vi").body())
                .contains("Đổi mã định danh", "chưa kết nối");
        assertThat(operator.admin.get("/console/directory/H06.99").statusCode()).isEqualTo(404);
        Map<String, String> form = Map.of(
                "act", "SET_AGENCY", "code", "H06.15", "lineMbit", "50", "maySend", "false", "reason", "đường mới");
        String shown = operator.admin.post("/console/directory?lang=en", form).body();
        assertThat(shown).contains("line 10 becomes 50 Mbit/s", "may not send", "Nothing is signed yet");
        long before = serial();

        Map<String, String> sign = new HashMap<>(Map.of("reason", "đường mới"));
        sign.put("act", "{\"act\":\"SET_AGENCY\",\"code\":\"H06.15\",\"lineMbit\":50,\"maySend\":false}");
        sign.put("shown", shownCode(shown));
        assertThat(operator.admin.post("/console/sign-directory", sign).statusCode())
                .isEqualTo(200);

        assertThat(serial()).isEqualTo(before + 1);
        assertThat(audited()).contains("SET_AGENCY H06.15 admin");
        assertThat(operator.admin.get("/console/audit?lang=en").body()).contains("set rights and limits of an agency");
    }

    @Test
    @Order(7)
    void a_list_that_closes_many_needs_a_second_person_and_a_word() throws IOException {
        Path csv = folder.resolve("moi.csv");
        Files.writeString(csv, """
                code_qd20_SYNTHETIC,code_qcvn102_SYNTHETIC,parent_code,name,level,line_mbit
                H06.11,H06.11,,Sở Mới,2,10
                K01.14,H06.14,,Cơ quan H06.14,2,10
                H06.20,H06.20,,Phường mới,3,10
                """);
        Run shown = operator.act("import", csv);
        assertThat(shown.out())
                .contains("Add the agency Phường mới (H06.20)", "Cơ quan H06.15 (H06.15) closes at once");
        Matcher code = Pattern.compile("--shown ([0-9a-f]{8})").matcher(shown.out());
        assertThat(code.find()).isTrue();
        Run asked = operator.act("import", csv, "--shown", code.group(1), "--reason", "sắp xếp");
        String request = operator.request(asked);
        String page = operator.admin.get("/console/requests?lang=en").body();
        assertThat(page).contains("Type NGUNG-2 to confirm");
        assertThat(operator.admin
                        .post(
                                "/console/decide",
                                Map.of(
                                        "number",
                                        request,
                                        "granted",
                                        "true",
                                        "shown",
                                        code.group(1),
                                        "word",
                                        "NGUNG",
                                        "reason",
                                        "x"))
                        .statusCode())
                .isEqualTo(422);

        operator.admin.get("/console/requests");
        operator.decide(request, Map.of("word", "ngung-2"));

        await().until(() -> directory().agency(code("H06.20")).isPresent());
        assertThat(directory().agency(code("H06.15")).orElseThrow().validUntil())
                .isNotNull();
    }

    @Test
    @Order(8)
    void a_new_agency_joins_with_a_join_file_made_later_also_by_its_printed_codes() throws IOException {
        assertThat(operator.act("join-file", "nut-d", "--agencies", "H06.99", "--reason", "x")
                        .err())
                .contains("ANTIN-2021");
        assertThat(operator.act("join-file", "nut-d", "--agencies", "H06.11", "--reason", "x")
                        .err())
                .contains("ANTIN-2023");
        assertThat(operator.act("join-file", "nut-d", "--agencies", "H06.15", "--reason", "x")
                        .err())
                .contains("ANTIN-2013");
        Path sheet = folder.resolve("nut-d.pdf");
        Run made =
                operator.act("join-file", "nut-d", "--agencies", "H06.20", "--sheet", sheet, "--reason", "phường mới");
        assertThat(made.out()).as(made.err()).contains("joins/nut-d.join", "works once");
        assertThat(audited()).contains("MAKE_JOIN_FILE nut-d machine");
        Path file = hub().resolve("joins/nut-d.join");
        assertThat(codes(sheet)).isEqualTo(Joins.codes(file));
        Files.write(file, String.join("\n", codes(sheet)).getBytes(UTF_8));

        Node node = town.province().start("nut-d");

        await().until(() -> directory().hosts(new NodeId("nut-d"), code("H06.20")));
        Office office = Office.at(town.province().home("nut-d"), node.port()).of("H06.20");
        String id = send("H06.11", "H06.20");
        await().until(() -> !office.inbox().isEmpty());
        await().until(() -> town.office("H06.11").states(id).contains("CONSIGNED"));
    }

    /** The texts of the QR codes of a sheet, in their order. */
    private static List<String> codes(Path sheet) throws IOException {
        List<String> codes = new ArrayList<>();
        try (PDDocument pdf = Loader.loadPDF(Files.readAllBytes(sheet))) {
            for (PDPage page : pdf.getPages()) {
                for (COSName name : page.getResources().getXObjectNames()) {
                    if (page.getResources().getXObject(name) instanceof PDImageXObject picture) {
                        codes.add(Printed.pure(picture.getImage()));
                    }
                }
            }
        }
        codes.sort(null);
        return codes;
    }

    @Test
    @Order(9)
    void a_node_waits_until_the_operator_has_compared_its_words() throws Exception {
        assertThat(operator.act("join-file", "nut-e", "--agencies", "H06.21", "--reason", "x")
                        .err())
                .contains("ANTIN-2021");
        assertThat(operator.act("add", "H06.21", "Phường khác", "--reason", "mới")
                        .code())
                .isZero();
        assertThat(operator.act("join-file", "nut-e", "--agencies", "H06.21", "--reason", "mới")
                        .code())
                .isZero();
        town.province().stopHub();
        Files.writeString(hub().resolve("hub.yaml"), "joins: { confirm: true }\n", StandardOpenOption.APPEND);
        town.province().startHub();
        Path home = folder.resolve("nut-e");
        CompletableFuture<Run> joining = CompletableFuture.supplyAsync(
                () -> Run.of("init", "node", "--join", hub().resolve("joins/nut-e.join"), "--https-port", "0", home));
        await().until(() -> operator.admin.get("/console/joins?lang=en").body().contains("nut-e"));
        String page = operator.admin.get("/console/joins?lang=en").body();
        Matcher words = Pattern.compile("<b>((?:[a-z]+ ){7}[a-z]+)</b>").matcher(page);
        Matcher file = Pattern.compile("name=\"file\" value=\"([0-9a-f]{64})\"").matcher(page);
        assertThat(words.find() && file.find()).as(page).isTrue();
        assertThat(joining).isNotDone();

        operator.admin.post(
                "/console/decide-join", Map.of("file", file.group(1), "granted", "true", "reason", "đã gọi điện"));

        Run joined = joining.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(joined.code()).as(joined.toString()).isZero();
        assertThat(joined.out()).contains(words.group(1));
        assertThat(audited()).contains("CONFIRM_JOIN nut-e admin");
        await().until(() -> directory().hosts(new NodeId("nut-e"), code("H06.21")));
    }

    private static long serial() {
        return town.province().hub().repositories().ledger().read(tx -> tx.number("select max(serial) from directory"));
    }

    private static String shownCode(String page) {
        Matcher code = Pattern.compile("name=\"shown\" value=\"([0-9a-f]{8})\"").matcher(page);
        assertThat(code.find()).as(page).isTrue();
        return code.group(1);
    }

    private static AgencyCode code(String code) {
        return new AgencyCode(code);
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException(text, e);
        }
    }
}
