package vn.antin.door.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.door.Errors;
import vn.antin.fault.Fault;
import vn.antin.ledger.db.LedgerSamples;

/** {@code GET /limits} has every limit that an error mentions. */
class LimitsTest {

    /** The members of {@code /limits} for each fault. */
    private static final Map<Fault, List<String>> TOLD = Map.of(
            Fault.XML_TOO_MANY, List.of("xmlElements"),
            Fault.FILE_NAME, List.of("fileNameLength"),
            Fault.WEBHOOKS_FULL, List.of("webhooks"),
            Fault.TOO_LARGE, List.of("bodyBytes", "packageBytes", "metadataBytes", "uploadBytes"),
            Fault.TOO_MANY_PARTS, List.of("files"),
            Fault.TOO_MANY_RECIPIENTS, List.of("recipients"),
            Fault.TOO_MANY_REQUESTS, List.of("waitingCalls", "streams", "requestsPerMinute"),
            Fault.HEADERS_TOO_LARGE, List.of("headerBytes"),
            Fault.UPLOADS_FULL, List.of("uploads", "uploadBytes"));

    /** Faults about a limit of one field (in the contract), of this machine, of the hub, of the operator or of a console page. */
    private static final Set<Fault> ELSEWHERE =
            Set.of(Fault.FIELD_TOO_LONG, Fault.STORE_FULL, Fault.QUOTA_USED, Fault.FOLDER_CROWDED, Fault.VIEWS_FULL);

    private static final Pattern LIMIT = Pattern.compile(
            "limit is|at most|[Tt]oo many|[Tt]oo large|longer than|is the most|of \\{1} bytes|more than \\{");

    private static final Pattern NUMBER = Pattern.compile("(?:limit is|longer than) (\\d+)");

    @TempDir
    Path spool;

    @TempDir
    Path folder;

    private LedgerSamples offered;
    private OpenDoor door;

    @BeforeEach
    void open() throws Exception {
        offered = new LedgerSamples(folder);
        door = new OpenDoor(spool, OpenDoor.LIMITS, offered);
    }

    @AfterEach
    void close() {
        door.close();
        offered.ledger().close();
    }

    private JsonNode limits() throws Exception {
        return OpenDoor.json(door.get("/api/v1/limits"));
    }

    @Test
    void every_limit_that_an_error_names_is_told() throws Exception {
        JsonNode limits = limits();

        Set<String> missing = new TreeSet<>();
        Set<Fault> found = new HashSet<>();
        for (Errors.ErrorEntry entry : Errors.load().all()) {
            String words = entry.title().en() + " " + entry.text().en() + " "
                    + entry.remedy().en();
            boolean callers = entry.code().matches("ANTIN-(1|4|204).*");
            if (callers && LIMIT.matcher(words).find() && !ELSEWHERE.contains(entry.fault())) {
                found.add(entry.fault());
                List<String> members = TOLD.getOrDefault(entry.fault(), List.of("a member for " + entry.fault()));
                members.stream()
                        .filter(name -> !limits.path(name).isIntegralNumber())
                        .forEach(missing::add);
            }
        }

        assertThat(missing).isEmpty();
        assertThat(found).containsAll(TOLD.keySet());
    }

    @Test
    void the_number_in_an_error_is_the_one_that_is_told() throws Exception {
        String metadata = "{\"to\":[\"H06.12\"],\"subject\":\"x\"}";
        String wide = "{\"to\":[\"H06.12\"],\"subject\":\"" + "x".repeat(300 << 10) + "\"}";
        List<OpenDoor.Piece> files = new ArrayList<>(List.of(OpenDoor.Piece.metadata(metadata)));
        IntStream.range(0, 101).forEach(i -> files.add(OpenDoor.Piece.file(i + ".pdf", "x")));

        number("metadataBytes", documents(OpenDoor.Piece.metadata(wide)));
        number("files", documents(files.toArray(OpenDoor.Piece[]::new)));
        number(
                "bodyBytes",
                documents(OpenDoor.Piece.metadata(metadata), OpenDoor.Piece.file("a.pdf", "x".repeat(1 << 20))));
        number(
                "packageBytes",
                door.signed("/api/v1/documents")
                        .header("Content-Type", "application/xml")
                        .POST(BodyPublishers.ofByteArray(("<edXML>" + "x".repeat(1 << 20)).getBytes(UTF_8))));
    }

    private HttpRequest.Builder documents(OpenDoor.Piece... pieces) {
        return OpenDoor.form(door.signed("/api/v1/documents"), pieces);
    }

    private void number(String member, HttpRequest.Builder request) throws Exception {
        String detail = OpenDoor.json(door.send(request.header("Accept-Language", "en")))
                .path("detail")
                .asText();
        Matcher number = NUMBER.matcher(detail);
        assertThat(number.find()).as(member + ": " + detail).isTrue();
        assertThat(number.group(1)).as(detail).isEqualTo(limits().path(member).asText());
    }

    @Test
    void what_is_too_large_inside_the_xml_may_go_by_mtom() {
        Errors.ErrorEntry entry = Errors.load().of(Fault.TOO_LARGE);

        assertThat(entry.remedy().en()).contains("MTOM", "GET /api/v1/limits");
        assertThat(entry.remedy().vi()).contains("MTOM", "GET /api/v1/limits");
    }
}
