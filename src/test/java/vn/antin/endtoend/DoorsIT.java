package vn.antin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.door.Errors;
import vn.antin.door.Language;
import vn.antin.endtoend.Attempt.Said;
import vn.antin.endtoend.Row.Cell;
import vn.antin.endtoend.Row.Kind;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.node.Node;
import vn.antin.node.broker.Tls;
import vn.antin.seal.pki.Trust;
import vn.antin.trial.Province;

/**
 * The same faults at every door: each has its code and its sentence, leaves nothing, and does not affect the next
 * caller.
 */
class DoorsIT {

    private static final String NODE = "noi-gui";
    private static final Path DOCUMENT = Path.of("src/docs/doors.md");
    private static final Errors ERRORS = Errors.load();

    /** The tables that a refusal may not change. */
    private static final String[] TABLES = {"document", "part", "copy", "submission", "arrival", "upload"};

    @TempDir
    static Path folder;

    private static TestProvince town;
    private static Node node;
    private static final Map<SubmissionDoor, Seen.Hands> DOORS = new EnumMap<>(SubmissionDoor.class);
    private static String arrived = "";
    private static String own = "";

    @BeforeAll
    static void open() throws Exception {
        town = TestProvince.start(
                folder,
                Map.of(NODE, List.of(Attempt.SENDER), "noi-nhan", List.of(Attempt.RECIPIENT)),
                List.of(DoorTable.AWAY, DoorTable.CLOSED),
                DoorsIT::prepare);
        town.province().stop(NODE);
        Path home = town.province().home(NODE);
        Files.writeString(
                home.resolve("node.yaml"),
                "vxp: true\nfolders:\n  - { agency: " + Attempt.SENDER + ", path: \"" + folder.resolve("thu-muc")
                        + "\", period: PT0.02S }\n" + DoorTable.LIMITS,
                StandardOpenOption.APPEND);
        node = town.province().start(NODE);
        int port = node.port();
        HttpClient client = HttpClient.newBuilder()
                .sslContext(
                        Tls.client(Trust.read(home.resolve("province.trust")).anchors()))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        String key = Files.readString(home.resolve("api.key")).strip();
        equip(client, "https://localhost:" + port, key);
        DOORS.put(SubmissionDoor.AXIS, new AxisHands(AxisOffice.at(home, port, Attempt.SENDER)));
        exchange();
    }

    /** Closes one agency of the directory yesterday. */
    private static void prepare(Province province) {
        province.stopHub();
        Path hub = folder.resolve("hub");
        try (Ledger ledger = Ledger.open(hub.resolve("data"), CrashPoints.NONE)) {
            Clock clock = Clock.systemUTC();
            DirectoryEditions directories = new DirectoryEditions(
                    ledger,
                    Repositories.of(new NodeId("hub"), ledger, clock).log(),
                    Trust.read(hub.resolve("province.trust")),
                    clock);
            Directory current = directories.current();
            Instant now = Instant.now();
            Agency closed = new Agency(
                    new AgencyCode(DoorTable.CLOSED),
                    List.of(),
                    "Cơ quan đã giải thể",
                    null,
                    null,
                    2,
                    10,
                    null,
                    now.minus(Duration.ofDays(1)),
                    null,
                    true,
                    true,
                    null,
                    null);
            directories.take(RogueTown.sealed(
                    current.next(now, now.plus(Duration.ofDays(7))).withAgencies(List.of(closed)),
                    Rogue.keys(hub, "authority.p12")));
        }
        province.startHub();
    }

    private static void equip(HttpClient client, String base, String key) {
        DOORS.put(SubmissionDoor.REST, new RestHands(client, base + "/api/v1", key, false));
        DOORS.put(SubmissionDoor.REST_EDXML, new RestHands(client, base + "/api/v1", key, false));
        DOORS.put(SubmissionDoor.UPLOADS, new RestHands(client, base + "/api/v1", key, true));
        URI soap = URI.create(base + "/services/documents");
        DOORS.put(SubmissionDoor.SOAP_11, new SoapHands(client, soap, key, false));
        DOORS.put(SubmissionDoor.SOAP_12, new SoapHands(client, soap, key, true));
        DOORS.put(SubmissionDoor.SOAP_EDXML, new SoapHands(client, soap, key, false));
        FolderHands hands = new FolderHands(folder.resolve("thu-muc"));
        DOORS.put(SubmissionDoor.FOLDER, hands);
        DOORS.put(SubmissionDoor.FOLDER_EDXML, hands);
    }

    /** Exchanges a document in each direction, to be reported on. */
    private static void exchange() throws Exception {
        await().until(() -> Files.exists(folder.resolve("thu-muc/TRANG-THAI.txt")));
        arrived = town.office(Attempt.RECIPIENT)
                .letter(List.of(Attempt.SENDER), "V/v hỏi", Office.Part.file("a.pdf", new byte[] {1}))
                .id();
        own = hands(SubmissionDoor.REST).hand(Attempt.letter(), "vi").id();
        Records records = new Records(node.repositories());
        await().until(() -> records.arrivals(EnvelopeId.of(arrived)) == 1);
        await().untilAsserted(() -> assertThat(
                        Office.at(town.province().home(NODE), node.port()).states(own))
                .containsExactly("CONSIGNED"));
    }

    @AfterAll
    static void close() {
        town.close();
    }

    static Stream<Row> rows() {
        return DoorTable.ROWS.stream();
    }

    private static Seen.Hands hands(SubmissionDoor door) {
        Seen.Hands hands = DOORS.get(door);
        if (hands == null) {
            throw new IllegalStateException(door.title());
        }
        return hands;
    }

    /** After each fault a good document passes, by each door in turn. */
    @ParameterizedTest
    @MethodSource("rows")
    void a_fault_is_the_same_at_every_door(Row row) throws Exception {
        List<String> wrong = new ArrayList<>();
        for (SubmissionDoor door : SubmissionDoor.values()) {
            Cell cell = row.at(door);
            if (cell.attempts() != null) {
                try {
                    tried(door, cell, cell.attempts().get());
                } catch (AssertionError e) {
                    wrong.add(door.title() + ": " + e.getMessage());
                }
            }
        }
        List<SubmissionDoor> doors = List.of(SubmissionDoor.values());
        SubmissionDoor next = doors.get(DoorTable.ROWS.indexOf(row) % doors.size());
        taken(hands(next).hand(SubmissionDoor.PACKAGES.contains(next) ? Attempt.edxml() : Attempt.letter(), "vi"));
        assertThat(wrong).isEmpty();
    }

    private static void tried(SubmissionDoor door, Cell cell, List<Attempt> attempts) throws Exception {
        String first = "";
        for (Attempt earlier : attempts.subList(0, attempts.size() - 1)) {
            first = taken(hands(door).hand(earlier, "vi"));
        }
        Attempt last = known(attempts.get(attempts.size() - 1));
        Map<String, Long> rows = rowsNow();
        Set<String> files = filesNow();
        Seen seen = hands(door).hand(last, "vi");
        if (cell.kind() == Kind.REFUSED) {
            refused(cell.text(), seen, Language.VI);
            if (SubmissionDoor.HTTP.contains(door)
                    && door != SubmissionDoor.AXIS
                    && !cell.text().equals("ANTIN-4007")) {
                refused(cell.text(), hands(door).hand(last, "en"), Language.EN);
            }
            assertThat(rowsNow()).isEqualTo(rows);
            await().untilAsserted(() -> assertThat(files).containsAll(filesNow()));
        } else {
            String id = taken(seen);
            assertThat(id.equals(first)).as(id).isEqualTo(cell.kind() == Kind.SAME);
        }
    }

    private static String taken(Seen seen) {
        assertThat(seen.taken()).as(seen.toString()).isTrue();
        return seen.id();
    }

    private static void refused(String code, Seen seen, Language language) {
        assertThat(seen.code()).as(seen.toString()).isEqualTo(code);
        Errors.ErrorEntry entry = ERRORS.ofCode(code).orElseThrow();
        assertThat(seen.status()).isIn(entry.http(), code.equals("ANTIN-4007") ? 414 : entry.http());
        assertThat(seen.words())
                .contains(entry.remedy().in(language).substring(0, 12))
                .doesNotContain("{0}", "{1}", "vn.antin", "Exception", "java.");
    }

    /** Fills in what is known only once the province runs. */
    private static Attempt known(Attempt attempt) {
        return attempt instanceof Said said
                ? new Said(
                        said.call(), said.about().replace("{arrived}", arrived).replace("{own}", own), said.words())
                : attempt;
    }

    private static Map<String, Long> rowsNow() {
        return new TreeMap<>(TestProvince.rows(node.repositories(), TABLES));
    }

    /** All files in the node's folders of parts, uploads and incoming data. */
    private static Set<String> filesNow() {
        Path data = town.province().home(NODE).resolve("data");
        Set<String> all = new HashSet<>();
        for (String place : List.of("parts", "spool", "spool-soap", "uploads", "folders")) {
            try (Stream<Path> files =
                    Files.exists(data.resolve(place)) ? Files.walk(data.resolve(place)) : Stream.of()) {
                files.filter(file ->
                                (Files.isRegularFile(file) && !file.toString().contains("folders"))
                                        || file.toString().contains("/spool/"))
                        .forEach(file -> all.add(file.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(data.toString(), e);
            }
        }
        return all;
    }

    @Test
    void a_caller_who_vanishes_leaves_nothing_but_what_an_upload_keeps() throws Exception {
        Map<String, Long> rows = rowsNow();
        hostile().vanishes();
        assertThat(rowsNow()).isEqualTo(rows);
        Office office = office();
        String upload = office.post("/uploads", Map.of("size", 1 << 20))
                .json()
                .get("id")
                .asText();

        hostile().vanishes(upload);

        await().until(() ->
                office.patch("/uploads/" + upload, 0, new byte[1]).code().equals("ANTIN-3013"));
        assertThat(office.delete("/uploads/" + upload).status()).isEqualTo(204);
        assertThat(rowsNow()).isEqualTo(rows);
    }

    @Test
    void a_thousand_slow_callers_hinder_nobody() throws Exception {
        Office office = office();
        String upload = office.post("/uploads", Map.of("size", 1 << 20))
                .json()
                .get("id")
                .asText();

        hostile()
                .thousand(
                        upload,
                        () -> office.get("/agencies").status() == 200
                                && hands(SubmissionDoor.REST)
                                        .hand(Attempt.letter(), "vi")
                                        .taken()
                                && hands(SubmissionDoor.SOAP_11)
                                        .hand(Attempt.letter(), "vi")
                                        .taken());

        assertThat(office.delete("/uploads/" + upload).status()).isEqualTo(204);
    }

    private static HostileDoors hostile() throws Exception {
        Path home = town.province().home(NODE);
        return new HostileDoors(
                Tls.client(Trust.read(home.resolve("province.trust")).anchors()),
                node.port(),
                Files.readString(home.resolve("api.key")).strip(),
                DoorsIT::filesNow);
    }

    private static Office office() {
        return Office.at(town.province().home(NODE), node.port());
    }

    @Test
    void the_document_tells_what_the_doors_do() throws Exception {
        String text = Files.readString(DOCUMENT);
        String mark = "<!-- made by DoorsIT -->\n";
        String current = DoorTable.markdown(text.substring(0, text.indexOf(mark) + mark.length()));
        Files.writeString(Path.of("target/doors.md"), current);

        assertThat(text).as("copy target/doors.md to " + DOCUMENT).isEqualTo(current);
    }
}
