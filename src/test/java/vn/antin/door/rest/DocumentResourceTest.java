package vn.antin.door.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.antin.deliver.Contents;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.query.DocumentView;

/** Reading a document, its timeline and its receipts; agencies and code lists. */
class DocumentResourceTest {

    @TempDir
    Path spool;

    private OpenDoor door;
    private final EnvelopeId id = new EnvelopeId(UUID.randomUUID());

    @BeforeEach
    void open() throws Exception {
        door = new OpenDoor(spool);
        door.bus.documents.put(id, RestNode.view(id, RestNode.HOME_AFFAIRS));
        door.bus.part =
                Contents.OpenedContent.of("Báo cáo \"quý\" 4.pdf", "application/pdf", "0123456789".getBytes(UTF_8));
    }

    @AfterEach
    void close() {
        door.close();
    }

    private String at(String rest) {
        return "/api/v1/documents/" + id + rest;
    }

    @Test
    void a_document_tells_how_far_each_copy_has_come() throws Exception {
        JsonNode document = OpenDoor.json(door.get(at("")));

        assertThat(document.path("state").textValue()).isEqualTo("ACCEPTED");
        assertThat(document.path("created").textValue()).isEqualTo("2026-11-24T05:00:00Z");
        assertThat(document.path("recipients").path(0).path("state").textValue())
                .isEqualTo("CONSIGNED");
        assertThat(document.path("recipients").path(1).path("overdue").booleanValue())
                .isTrue();
        assertThat(document.path("queue").path("before").intValue()).isEqualTo(3);
        assertThat(document.path("queue").path("attempts").intValue()).isEqualTo(1);
        assertThat(document.path("queue").path("nextAttempt").textValue()).isEqualTo("2026-11-24T05:00:00Z");
        assertThat(document.path("links").path("evidence").textValue()).isEqualTo(at("/evidence.zip"));
        for (JsonNode link : document.path("links")) {
            assertThat(door.get(link.textValue()).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CONSIGNED, ACCEPTED, ACCEPTED",
        "HANDED_OVER, FAILED, FAILED",
        "FAILED, SENT, SENT",
        "HANDED_OVER, ACCEPTED_BY_RECIPIENT, HANDED_OVER",
        "ACCEPTED_BY_RECIPIENT, ACCEPTED_BY_RECIPIENT, ACCEPTED_BY_RECIPIENT",
        "REJECTED, EXPIRED, EXPIRED"
    })
    void the_state_of_the_whole_is_that_of_the_slowest_then_the_worst(CopyState one, CopyState other, CopyState whole) {
        DocumentView view = RestNode.view(id, RestNode.HOME_AFFAIRS);
        DocumentView.CopyView first = view.copies().get(0);
        List<DocumentView.CopyView> copies = List.of(
                new DocumentView.CopyView(1, first.agency(), first.node(), one, RestNode.NOON, false, null, null),
                new DocumentView.CopyView(2, RestNode.FINANCE, first.node(), other, RestNode.NOON, false, null, null));

        assertThat(new DocumentView(
                                id,
                                view.direction(),
                                view.sender(),
                                null,
                                null,
                                view.urgency(),
                                view.operation(),
                                view.created(),
                                view.expires(),
                                copies)
                        .state())
                .isEqualTo(whole);
    }

    @Test
    void a_timeline_and_receipts_can_be_read() throws Exception {
        JsonNode events = OpenDoor.json(door.get(at("/events"))).path("events");
        JsonNode receipts = OpenDoor.json(door.get(at("/receipts"))).path("receipts");

        assertThat(events).hasSize(2);
        assertThat(events.path(1).path("agency").textValue()).isEqualTo("H06.12");
        assertThat(receipts.path(0).path("id").textValue()).isEqualTo("SubmissionAcceptance.1.so-noi-vu");
        assertThat(receipts.path(1).has("href")).isFalse();
        HttpResponse<byte[]> xml = door.get(receipts.path(0).path("href").textValue());
        assertThat(xml.statusCode()).isEqualTo(200);
        assertThat(xml.headers().firstValue("Content-Type")).hasValue("application/xml");
        HttpResponse<byte[]> unnumbered = door.get(at("/receipts/RelayAcceptance.1.hub"));
        assertThat(unnumbered.statusCode()).isEqualTo(404);
        assertThat(OpenDoor.json(door.get(at("/receipts/RelayAcceptance.1.hub.pdf")))
                        .path("detail"))
                .isEqualTo(OpenDoor.json(unnumbered).path("detail"));
        assertThat(receipts.path(0).path("pdf").textValue()).endsWith("/SubmissionAcceptance.1.so-noi-vu.pdf");
        assertThat(receipts.path(1).has("pdf")).isFalse();
        assertThat(door.get(at("/receipts/1")).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/events",
                "/receipts",
                "/receipts/SubmissionAcceptance.1.so-noi-vu",
                "/receipts/SubmissionAcceptance.1.so-noi-vu.pdf",
                "/evidence.zip",
                "/edxml",
                "/parts/1"
            })
    void what_is_not_yours_is_told_just_as_what_does_not_exist(String rest) throws Exception {
        door.bus.documents.put(id, RestNode.view(id, RestNode.FINANCE));
        Map<String, Object> others = shape(door.get(at(rest)));
        EnvelopeId unknown = new EnvelopeId(UUID.randomUUID());
        Map<String, Object> nobodys = shape(door.get("/api/v1/documents/" + unknown + rest));

        assertThat(others).containsEntry("status", 404);
        others.replaceAll((name, value) -> value.toString().replace(id.toString(), "ID"));
        nobodys.replaceAll((name, value) -> value.toString().replace(unknown.toString(), "ID"));
        assertThat(others).isEqualTo(nobodys);
    }

    private static Map<String, Object> shape(HttpResponse<byte[]> answer) {
        Map<String, Object> shape = new java.util.HashMap<>();
        OpenDoor.json(answer).properties().forEach(member -> shape.put(member.getKey(), member.getValue()));
        shape.remove("traceId");
        shape.put("status", answer.statusCode());
        return shape;
    }

    @Test
    void a_recipient_may_read_it_too() throws Exception {
        assertThat(door.send(door.request(at("")).header("Authorization", "Bearer " + OpenDoor.HEALTH_KEY))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void agencies_are_found_with_or_without_accents_and_asked_for_once_per_directory() throws Exception {
        HttpResponse<byte[]> all = door.get("/api/v1/agencies");
        JsonNode found = OpenDoor.json(door.get("/api/v1/agencies?q=so+Y+TE")).path("agencies");

        assertThat(OpenDoor.json(all).path("agencies")).hasSize(2);
        assertThat(found).hasSize(1);
        assertThat(found.path(0).path("code").textValue()).isEqualTo("H06.12");
        assertThat(found.path(0).path("canReceive").booleanValue()).isTrue();
        assertThat(OpenDoor.json(door.get("/api/v1/agencies?q=000.00.13"))
                        .path("agencies")
                        .path(0)
                        .path("canReceive")
                        .booleanValue())
                .isFalse();
        String tag = all.headers().firstValue("ETag").orElseThrow();
        assertThat(door.send(door.signed("/api/v1/agencies").header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void the_limits_can_be_read() throws Exception {
        assertThat(OpenDoor.json(door.get("/api/v1/limits")).path("bodyBytes").intValue())
                .isEqualTo(1 << 20);
    }

    @Test
    void every_code_has_a_page_in_both_languages() throws Exception {
        String vi = new String(door.send(door.request("/errors/ANTIN-2001")).body(), UTF_8);
        String en =
                new String(door.send(door.request("/errors/ANTIN-2001?lang=en")).body(), UTF_8);
        String list = new String(door.send(door.request("/errors/")).body(), UTF_8);

        assertThat(vi).contains("<html lang=\"vi\">", "Cơ quan nhận … không có trong danh bạ", "Cần làm gì");
        assertThat(en).contains("<html lang=\"en\">", "The recipient … is not in the directory", "What to do");
        assertThat(list).contains("ANTIN-1001", "ANTIN-9001");
        assertThat(door.send(door.request("/errors/ANTIN-0000")).statusCode()).isEqualTo(404);
        assertThat(door.send(door.request("/errors/%3Cscript%3E")).statusCode()).isEqualTo(404);
    }
}
