package vn.antin.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.antin.door.rest.OpenDoor.Piece;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Urgency;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.submit.Submission;

/** Submitting documents. */
class SubmissionResourceTest {

    private static final String LETTER = "{\"to\":[\"H06.12\"],\"subject\":\"V/v báo cáo\"}";
    private static final String EDXML =
            "<edXML><edXMLEnvelope><edXMLHeader><MessageHeader><From><OrganId>%s</OrganId></From></MessageHeader></edXMLHeader></edXMLEnvelope></edXML>";

    @TempDir
    Path spool;

    private OpenDoor door;

    @BeforeEach
    void open() throws Exception {
        door = new OpenDoor(spool);
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void a_letter_with_files_is_accepted_and_told_where_it_is() throws Exception {
        HttpResponse<byte[]> answer = door.letter(
                Piece.metadata("""
                        {"to":["H06.12","000.00.13.H06"],"subject":"V/v báo cáo","urgency":"EXPRESS","documentId":"x",
                         "number":"15","notation":"SNV-VP","promulgated":"2026-11-24","typeName":"Công văn",
                         "expires":"2026-11-30T17:00:00+07:00"}"""), Piece.file("Báo cáo.pdf", "một"), Piece.file("Phụ lục.pdf", "x".repeat(200_000)));

        assertThat(answer.statusCode()).isEqualTo(202);
        String id = OpenDoor.json(answer).path("id").textValue();
        assertThat(answer.headers().firstValue("Location")).hasValue("/api/v1/documents/" + id);
        assertThat(OpenDoor.json(answer).path("state").textValue()).isEqualTo("ACCEPTED");
        assertThat(OpenDoor.json(answer).path("recipients")).hasSize(2);
        Submission.Letter letter = (Submission.Letter) door.bus.submitted.get(0);
        assertThat(letter.caller()).isEqualTo(RestNode.HOME_AFFAIRS);
        assertThat(letter.to()).containsExactly(RestNode.HEALTH, new AgencyCode("000.00.13.H06"));
        assertThat(letter.urgency()).isEqualTo(Urgency.EXPRESS);
        assertThat(letter.expires()).isEqualTo("2026-11-30T10:00:00Z");
        assertThat(letter.promulgated()).isEqualTo("2026-11-24");
        assertThat(letter.files()).extracting(Submission.Enclosure::name).containsExactly("Báo cáo.pdf", "Phụ lục.pdf");
        assertThat(door.bus.files).containsExactly("một", "x".repeat(200_000));
        assertThat(door.spooled()).isZero();
    }

    @Test
    void a_document_goes_on_to_more_recipients() throws Exception {
        HttpResponse<byte[]> first = keyed("k-on");
        String id = OpenDoor.json(first).path("id").textValue();

        HttpResponse<byte[]> answer = door.post(
                "/api/v1/documents/" + id + "/recipients", "application/json", "{\"to\":[\"H06.13\",\"H06.14\"]}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(OpenDoor.json(answer).path("id").textValue()).isNotEqualTo(id);
        assertThat(door.bus.forwarded).hasSize(1);
        assertThat(door.bus.forwarded.get(0).document().id()).hasToString(id);
        assertThat(door.bus.forwarded.get(0).to()).containsExactly(RestNode.FINANCE, new AgencyCode("H06.14"));
    }

    @Test
    void only_a_known_document_goes_on_and_only_to_somebody() throws Exception {
        String id = OpenDoor.json(keyed("k-off")).path("id").textValue();
        String unknown = "0193a5b2-7c44-7d1e-9a53-2f8f0a1c6e11";

        HttpResponse<byte[]> nowhere =
                door.post("/api/v1/documents/" + unknown + "/recipients", "application/json", "{\"to\":[\"H06.13\"]}");
        HttpResponse<byte[]> odd =
                door.post("/api/v1/documents/" + id + "/recipients", "application/json", "{\"too\":[\"H06.13\"]}");

        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(odd.statusCode()).isEqualTo(400);
        assertThat(door.bus.forwarded).isEmpty();
    }

    @Test
    void the_same_key_is_answered_as_a_replay() throws Exception {
        HttpResponse<byte[]> first = keyed("k-1");
        HttpResponse<byte[]> again = keyed("k-1");

        assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(OpenDoor.json(again).path("id"))
                .isEqualTo(OpenDoor.json(first).path("id"));
        assertThat(OpenDoor.json(again).path("replayed").booleanValue()).isTrue();
    }

    @Test
    void a_key_of_more_than_200_characters_is_refused() throws Exception {
        assertThat(keyed("k".repeat(200)).statusCode()).isEqualTo(202);
        assertThat(OpenDoor.json(keyed("k".repeat(201))).path("code").textValue())
                .isEqualTo("ANTIN-4004");
    }

    private HttpResponse<byte[]> keyed(String key) throws Exception {
        return door.send(OpenDoor.form(
                door.signed("/api/v1/documents").header("Idempotency-Key", key),
                Piece.metadata(LETTER),
                Piece.file("a.pdf", "a")));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/documents, application/xml",
        "/api/v1/documents, text/xml; charset=utf-8",
        "/api/v1/documents, application/edxml+xml",
        "/api/v1/packages, application/xml",
        "/api/v1/packages, text/xml; charset=utf-8",
        "/api/v1/packages, application/edxml+xml"
    })
    void a_package_is_handed_on_byte_for_byte(String path, String type) throws Exception {
        String xml = EDXML.formatted("h06.11") + "\r\n<!-- ư -->";

        assertThat(OpenDoor.json(door.post(path.replace("documents", "packages") + "/validate", type, xml))
                        .path("valid")
                        .booleanValue())
                .isTrue();
        assertThat(door.bus.submitted).isEmpty();
        assertThat(door.post(path, type, xml).statusCode()).isEqualTo(202);

        Submission.Edxml submitted = (Submission.Edxml) door.bus.submitted.get(0);
        assertThat(submitted.caller()).isEqualTo(RestNode.HOME_AFFAIRS);
        assertThat(submitted.edxml()).asString().isEqualTo(xml);
    }

    @Test
    void a_package_of_another_sender_is_refused() throws Exception {
        HttpResponse<byte[]> answer = door.post("/api/v1/documents", "application/xml", EDXML.formatted("H06.13"));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(OpenDoor.json(answer).path("code").textValue()).isEqualTo("ANTIN-2012");
        assertThat(door.bus.submitted).isEmpty();
    }

    @Test
    void a_package_may_name_its_sender_by_an_older_code() throws Exception {
        HttpResponse<byte[]> answer = door.send(door.request("/api/v1/documents")
                .header("Authorization", "Bearer " + OpenDoor.HEALTH_KEY)
                .header("Content-Type", "application/xml")
                .POST(BodyPublishers.ofString(EDXML.formatted("000.00.12.H06"))));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(door.bus.submitted.get(0).caller()).isEqualTo(RestNode.HEALTH);
    }

    @Test
    void a_dry_run_tells_every_fault_and_stores_nothing() throws Exception {
        door.bus.faults = submission ->
                List.of(new Refused(Fault.RECIPIENT_UNKNOWN, "H06.99"), new Refused(Fault.TOO_MANY_RECIPIENTS, "1"));
        var request = OpenDoor.form(
                door.signed("/api/v1/documents/validate").header("Accept-Language", "en"),
                Piece.metadata(LETTER),
                Piece.file("a.pdf", "a"));

        var verdict = OpenDoor.json(door.send(request));

        assertThat(verdict.path("valid").booleanValue()).isFalse();
        assertThat(verdict.path("errors"))
                .extracting(fault -> fault.path("code").textValue())
                .containsExactly("ANTIN-2001", "ANTIN-4003");
        assertThat(verdict.path("errors").path(0).path("detail").textValue())
                .isEqualTo("The recipient H06.99 is not in the directory of the bus.");
        assertThat(door.bus.submitted).isEmpty();
    }

    @Test
    void a_dry_run_of_a_good_letter_is_valid() throws Exception {
        HttpResponse<byte[]> answer = door.send(OpenDoor.form(
                door.signed("/api/v1/documents/validate"), Piece.metadata(LETTER), Piece.file("a.pdf", "a")));

        assertThat(OpenDoor.json(answer).path("valid").booleanValue()).isTrue();
    }

    @Test
    void headers_that_mean_something_to_a_router_mean_nothing_here() throws Exception {
        var request = OpenDoor.form(
                door.signed("/api/v1/documents")
                        .header("CamelFileName", "../../etc/passwd")
                        .header("camelExecCommandExecutable", "/bin/sh")
                        .header("CAMELBeanMethodName", "exit")
                        .header("breadcrumbId", "${jndi:ldap://x/}")
                        .header("org.apache.cxf.request.uri", "/api/v1/limits")
                        .header("X-HTTP-Method-Override", "DELETE"),
                Piece.metadata(LETTER),
                Piece.file("a.pdf", "a"));

        assertThat(door.send(request).statusCode()).isEqualTo(202);
        assertThat(door.bus.submitted.get(0).toString())
                .doesNotContainIgnoringCase("camel")
                .doesNotContain("jndi");
    }
}
