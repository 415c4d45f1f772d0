package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.MovingClock;
import vn.antin.Slow;
import vn.antin.cli.Run;
import vn.antin.envelope.VietnamTime;

/** The years of a document at a running node: its period, a legal hold, an archive package, the end in the ledger. */
@Slow
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ArchiveIT {

    private static final String A = "nut-a";
    private static final String B = "nut-b";
    private static final String PASSWORD = "mot cau dai de nho";
    private static final Pattern LINK = Pattern.compile("https://localhost:\\d+/console/first/[A-Za-z0-9_-]{43}");
    private static final String PERIODS = "\nkeep: { documents: P10D, reports: P8D }\n";
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    static Path folder;

    private static final MovingClock clock = new MovingClock();
    private static TestProvince town;
    private static LocalDate first;
    private static final List<String> documents = new ArrayList<>();

    @BeforeAll
    static void open() throws Exception {
        town = TestProvince.start(folder, Map.of(A, List.of("H06.11"), B, List.of("H06.12")), clock, PERIODS);
        first = LocalDate.ofInstant(clock.instant(), VietnamTime.ZONE);
        for (int i = 0; i < 3; i++) {
            documents.add(town.office("H06.11")
                    .letter(
                            List.of("H06.12"),
                            "V/v kế hoạch " + i,
                            Office.Part.file("Kế hoạch.pdf", ("nội dung " + i).getBytes(UTF_8)))
                    .id());
        }
        Office recipient = town.office("H06.12");
        await().until(() -> {
            recipient.inbox().forEach(recipient::acknowledge);
            return documents.stream().allMatch(id -> proved(id, "ContentHandover.1"));
        });
    }

    @AfterAll
    static void close() {
        town.close();
    }

    private static boolean proved(String id, String last) {
        Office sender = town.office("H06.11");
        return sender.receipts(id).contains(last) && verify(bundle(id)).code() == 0;
    }

    private static Path bundle(String id) {
        try {
            byte[] zip = town.office("H06.11")
                    .get("/documents/" + id + "/evidence.zip")
                    .body();
            return Files.write(folder.resolve(id + ".zip"), zip);
        } catch (IOException e) {
            throw new IllegalStateException(id, e);
        }
    }

    private static Run verify(Path path) {
        return Run.of("verify", path, "--trust", trust());
    }

    private static Path trust() {
        return town.province().home(A).resolve("province.trust");
    }

    private static Path config(String node) {
        return town.province().home(node).resolve("node.yaml");
    }

    private static JsonNode retention(String node) {
        Run run = Run.of("retention", "--json", "--config", config(node));
        assertThat(run.code()).as(run.err()).isZero();
        try {
            return JSON.readTree(run.out());
        } catch (IOException e) {
            throw new IllegalStateException(run.out(), e);
        }
    }

    private static Run hold(String node, String... words) {
        List<Object> all = new ArrayList<>(List.of("hold", "--config", config(node), "--reason", "điều tra"));
        all.addAll(List.of(words));
        return Run.of(all.toArray());
    }

    private static Browser admin(String node) {
        Browser admin = Browser.at(town.province().home(node), town.node(node).port());
        Run run = Run.of("login-link", "--config", config(node));
        assertThat(run.code()).as(run.err()).isZero();
        return chosen(admin, run.out());
    }

    private static Browser chosen(Browser browser, String text) {
        Matcher link = LINK.matcher(text);
        assertThat(link.find()).as(text).isTrue();
        browser.get(link.group());
        browser.post(link.group(), Map.of("password", PASSWORD, "again", PASSWORD));
        return browser;
    }

    private static Browser officer(Browser admin, String node, String name) {
        admin.get("/console/people");
        String page = admin.post("/console/people", Map.of("name", name, "role", "SECURITY_OFFICER"))
                .body();
        return chosen(Browser.at(town.province().home(node), town.node(node).port()), page);
    }

    private static String number(Browser reader) {
        Matcher number = Pattern.compile("name=\"number\" value=\"(\\d+)\"")
                .matcher(reader.get("/console/requests").body());
        assertThat(number.find()).isTrue();
        return number.group(1);
    }

    @Test
    @Order(1)
    void a_recall_does_not_remove_what_is_on_hold() {
        String kept = documents.get(1);
        assertThat(hold(B, "--document", kept).out()).contains("It covers 1 documents");
        assertThat(hold(A, "--agency", "H06.12", "--from", "2026-01-01").code()).isEqualTo(1);
        town.office("H06.11").post("/documents/" + kept + "/recall", Map.of("reason", "Gửi nhầm"));
        Office recipient = town.office("H06.12");

        await().until(() ->
                recipient.get("/documents/" + kept + "/events").text().contains("STATUS_13"));
        recipient.inbox().forEach(recipient::acknowledge);
        Office.Answer agreed = recipient.post("/documents/" + kept + "/status", Map.of("code", "15"));
        assertThat(agreed.status()).as(agreed.text()).isEqualTo(409);
        assertThat(agreed.code()).isEqualTo("ANTIN-2161");
        assertThat(recipient.get("/documents/" + kept + "/edxml").status()).isEqualTo(200);
    }

    @Test
    @Order(2)
    void content_goes_after_its_period_and_the_proof_stays() {
        String kept = documents.get(1);
        assertThat(hold(A, "--document", kept).code()).isZero();
        assertThat(retention(A).path("periods")).isEmpty();

        clock.forward(Duration.ofDays(11));
        JsonNode preview = retention(A);
        assertThat(preview.path("periods").findValuesAsText("period")).contains("DOCUMENTS");
        assertThat(preview.path("next").findValuesAsText("id"))
                .contains(documents.get(0), documents.get(2))
                .doesNotContain(kept);
        assertThat(preview.path("holds").findValuesAsText("scope")).containsExactly(kept);
        town.restart(A);
        Office sender = town.office("H06.11");

        // A content that is removed while it is read breaks off, so it is not asked for before.
        await().until(() -> retention(A).path("next").isEmpty());
        Office.Answer gone = sender.get("/documents/" + documents.get(0) + "/edxml");
        assertThat(gone.status()).isEqualTo(410);
        assertThat(gone.code()).isEqualTo("ANTIN-2160");
        assertThat(sender.get("/documents/" + kept + "/edxml").status()).isEqualTo(200);
        assertThat(sender.states(documents.get(0))).hasSize(1);
        assertThat(verify(bundle(documents.get(0))).code()).isZero();
    }

    @Test
    @Order(3)
    void a_second_person_lifts_a_hold() {
        Browser admin = admin(B);
        String page = admin.get("/console/retention").body();
        assertThat(page).contains(documents.get(1));
        admin.post("/console/ask-lift-hold", Map.of("hold", "1", "reason", "xong"));
        String number = number(officer(admin, B, "an-ninh"));
        admin.get("/console/requests");
        admin.post("/console/decide", Map.of("number", number, "granted", "true", "reason", "tự duyệt"));
        assertThat(retention(B).path("holds")).hasSize(1);

        Browser officer = officer(admin, B, "an-ninh-hai");
        officer.get("/console/requests");
        officer.post("/console/decide", Map.of("number", number, "granted", "true", "reason", "đồng ý"));
        assertThat(retention(B).path("holds")).isEmpty();
        assertThat(admin.get("/console/audit?lang=en").body()).contains("lifted a legal hold");
    }

    private static Path archived(String node) throws IOException {
        Path out = folder.resolve("luu-" + node);
        List<Object> words = new ArrayList<>(List.of(
                "archive",
                "--config",
                config(node),
                "--from",
                first,
                "--to",
                first.plusDays(2),
                "-o",
                out,
                "--reason",
                "nộp lưu trữ"));
        Run run = Run.of(words.toArray());
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        try (Stream<Path> made = Files.list(out)) {
            return made.findFirst().orElseThrow();
        }
    }

    @Test
    @Order(4)
    void a_package_is_verified_with_nothing_but_the_trust_file() throws Exception {
        Path made = archived(A);
        Run whole = verify(made);
        assertThat(whole.code()).as(whole.out() + whole.err()).isZero();
        assertThat(made.getParent().toFile().list()).hasSize(1);
        Instant later = clock.instant().plus(Duration.ofDays(5 * 365));
        Run years = Run.of("verify", made, "--trust", trust(), "--at", later);
        assertThat(years.code()).as(years.out() + years.err()).isZero();
        SchemaCheck.of(made);

        Path document = made.resolve("representations/rep1/data")
                .resolve(first.toString().substring(0, 7))
                .resolve(documents.get(1));
        Path part = document.resolve("parts/01-ke-hoach.pdf");
        assertThat(part).hasContent("nội dung 1");
        assertThat(Files.readString(document.resolve("document.edxml"))).contains("edXML");
        Files.writeString(part, "nội dung khác");
        Run changed = verify(made);
        assertThat(changed.code()).isEqualTo(1);
        assertThat(changed.out()).contains("ANTIN-2168", "01-ke-hoach.pdf");
        Files.writeString(part, "nội dung 1");
        assertThat(verify(made).code()).isZero();

        Path mets = made.resolve("METS.xml");
        String before = Files.readString(mets);
        Files.writeString(mets, before.replaceFirst("LABEL=\"4 documents", "LABEL=\"3 documents"));
        assertThat(verify(made).out()).contains("ANTIN-2168", "seal.xml");
        Files.writeString(mets, before);
    }

    @Test
    @Order(5)
    void what_cannot_be_exported_is_refused_and_leaves_nothing() throws Exception {
        Path file = Files.writeString(folder.resolve("khong-phai-thu-muc"), "x");
        Object[] words = {"archive", "--config", config(A), "--from", first, "--reason", "thử", "-o"};
        Object[] future = Stream.concat(Stream.of(words), Stream.of(folder, "--to", first.plusDays(400)))
                .toArray();
        Object[] empty = Stream.concat(
                        Stream.of("archive", "--config", config(A), "--reason", "thử", "-o"),
                        Stream.of(folder.resolve("trong"), "--from", "2020-01-01", "--to", "2020-02-01"))
                .toArray();
        Object[] notFolder = Stream.concat(Stream.of(words), Stream.of(file, "--to", first.plusDays(2)))
                .toArray();

        assertThat(Run.of(future).err()).contains("ANTIN-2164");
        assertThat(Run.of(empty).err()).contains("ANTIN-2165");
        assertThat(folder.resolve("trong")).isEmptyDirectory();
        assertThat(Run.of(notFolder).err()).contains("ANTIN-4081");
    }

    @Test
    @Order(6)
    void an_export_leaves_the_ledger_its_room_on_the_disk() throws Exception {
        Path yaml = config(A);
        String before = Files.readString(yaml);
        long twice = 2 * Files.getFileStore(folder).getUsableSpace();
        Files.writeString(yaml, before + "\nlimits: { freeBytes: " + twice + " }\n");
        town.restart(A);
        Path out = folder.resolve("day");

        Run run = Run.of(
                "archive", "--config", yaml, "--from", first, "--to", first.plusDays(2), "-o", out, "--reason", "thử");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("ANTIN-4080");
        assertThat(out).isEmptyDirectory();

        Files.writeString(yaml, before);
        town.restart(A);
    }

    @Test
    @Order(7)
    void the_ledger_removes_what_is_archived_after_a_second_person_agreed() throws Exception {
        assertThat(hold(A, "--number", documentId(documents.get(2))).code()).isZero();
        Browser admin = admin(A);
        String name = archivedPath().getFileName().toString();
        admin.get("/console/archive");
        admin.post("/console/ask-remove-archived", Map.of("package", name, "reason", "đã nộp"));
        Browser officer = officer(admin, A, "an-ninh-ba");
        String number = number(officer);
        officer.post("/console/decide", Map.of("number", number, "granted", "true", "reason", "đồng ý"));

        Office sender = town.office("H06.11");
        await().until(() -> sender.get("/documents/" + documents.get(0)).status() == 410);
        assertThat(sender.get("/documents/" + documents.get(0)).code()).isEqualTo("ANTIN-2169");
        assertThat(sender.get("/documents/" + documents.get(1)).status()).isEqualTo(200);
        assertThat(sender.get("/documents/" + documents.get(2)).status()).isEqualTo(200);
        assertThat(admin.get("/console/archive?lang=en").body()).contains("being removed");
        assertThat(admin.get("/console/audit?lang=en").body())
                .contains("granted the removal of archived documents", "removed archived documents from the ledger");

        town.restart(A);
        String after = town.office("H06.11")
                .letter(List.of("H06.12"), "V/v sau lưu trữ", Office.Part.file("b.pdf", "b".getBytes(UTF_8)))
                .id();
        await().until(() -> town.office("H06.11").receipts(after).contains("ContentConsignment.1"));
        assertThat(verify(archivedPath()).code()).isZero();
    }

    private static String documentId(String id) {
        return town.office("H06.11")
                .get("/documents/" + id)
                .json()
                .path("documentId")
                .asText();
    }

    private static Path archivedPath() throws IOException {
        try (Stream<Path> made = Files.list(folder.resolve("luu-" + A))) {
            return made.findFirst().orElseThrow();
        }
    }
}
