package vn.antin.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import vn.antin.door.rest.OpenDoor.Piece;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/** Every failure has the same form, in the requested language, and discloses nothing internal. */
class ProblemsTest {

    private static final String LETTER = "{\"to\":[\"H06.12\"],\"subject\":\"x\"}";

    @TempDir
    Path spool;

    private OpenDoor door;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    @BeforeEach
    void open() throws Exception {
        door = new OpenDoor(spool);
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void close() {
        root.detachAppender(log);
        door.close();
    }

    private HttpResponse<byte[]> letter(String language) throws Exception {
        return door.send(OpenDoor.form(
                door.signed("/api/v1/documents").header("Accept-Language", language),
                Piece.metadata(LETTER),
                Piece.file("a.pdf", "a")));
    }

    @ParameterizedTest
    @CsvSource({
        "vi, Không có cơ quan nhận này, Cơ quan nhận H06.99 không có trong danh bạ của trục. Tra mã đúng",
        "en-GB, Recipient unknown, The recipient H06.99 is not in the directory of the bus. Look up the right"
    })
    void a_refusal_tells_all_its_faults(String language, String title, String detail) throws Exception {
        door.bus.broken = Refused.of(
                List.of(new Refused(Fault.RECIPIENT_UNKNOWN, "H06.99"), new Refused(Fault.AGENCY_CLOSED, "H06.13")));

        HttpResponse<byte[]> answer = letter(language);

        JsonNode problem = OpenDoor.json(answer);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("Content-Language")).hasValue(language.substring(0, 2));
        assertThat(problem.path("type").textValue()).isEqualTo("/errors/ANTIN-2001");
        assertThat(problem.path("title").textValue()).isEqualTo(title);
        assertThat(problem.path("detail").textValue()).startsWith(detail);
        assertThat(problem.path("instance").textValue()).isEqualTo("/api/v1/documents");
        assertThat(problem.path("axisCode").intValue()).isEqualTo(18);
        assertThat(problem.path("retryable").booleanValue()).isFalse();
        assertThat(problem.path("errors"))
                .extracting(fault -> fault.path("code").textValue())
                .containsExactly("ANTIN-2001", "ANTIN-2013");
    }

    @ParameterizedTest
    @CsvSource({"vi, Sổ cái", "en, The node's ledger"})
    void what_may_work_later_says_when_to_come_again(String language, String detail) throws Exception {
        door.bus.broken = new TryLater(Fault.LEDGER_UNAVAILABLE, "jdbc:h2:/secret\r\nplace");

        HttpResponse<byte[]> answer = letter(language);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("10");
        assertThat(OpenDoor.json(answer).path("retryable").booleanValue()).isTrue();
        assertThat(OpenDoor.json(answer).path("detail").textValue())
                .startsWith(detail)
                .doesNotContain("jdbc");
        assertThat(messages()).isNotEmpty().allSatisfy(line -> assertThat(line).doesNotContain("\n", "\r"));
    }

    @ParameterizedTest
    @CsvSource({"vi, Có lỗi bên trong nút", "en, An error occurred inside"})
    void what_breaks_inside_tells_a_trace_id_and_nothing_else(String language, String detail) throws Exception {
        door.bus.broken = new IllegalStateException("password=hunter2");

        HttpResponse<byte[]> answer = letter(language);

        JsonNode problem = OpenDoor.json(answer);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(problem.path("code").textValue()).isEqualTo("ANTIN-9001");
        assertThat(problem.path("detail").textValue()).startsWith(detail);
        assertThat(problem.toString()).doesNotContain("hunter2", "Exception", "vn.antin");
        assertThat(messages())
                .anySatisfy(line ->
                        assertThat(line).contains(problem.path("traceId").textValue()));
    }

    @Test
    void the_callers_trace_is_taken_up() throws Exception {
        HttpResponse<byte[]> answer = door.send(door.signed("/api/v1/nowhere")
                .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

        assertThat(OpenDoor.json(answer).path("traceId").textValue()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/nowhere, 404, ANTIN-1216, Nút liên thông không có",
        "GET, /api/v1/documents/1/2/3/4, 404, ANTIN-1216, Nút liên thông không có",
        "GET, /nowhere, 404, ANTIN-1216, Nút liên thông không có",
        "GET, /, 404, ANTIN-1216, Nút liên thông không có",
        "PUT, /api/v1/documents, 405, ANTIN-1217, Địa chỉ này không dùng được với phương thức PUT",
        "DELETE, /api/v1/inbox, 405, ANTIN-1217, Địa chỉ này không dùng được với phương thức DELETE",
        "DELETE, /api/v1/documents, 405, ANTIN-1217, Địa chỉ này không dùng được với phương thức DELETE",
        "GET, /api/v1/documents/7, 400, ANTIN-1203, “7”",
        "GET, /api/v1/inbox?wait=61, 400, ANTIN-1213, Trường “wait”",
        "GET, /api/v1/inbox?limit=0, 400, ANTIN-1213, Trường “limit”",
        "GET, /api/v1/inbox?limit=all, 400, ANTIN-1213, Trường “limit”",
    })
    void an_address_or_method_that_does_not_exist_is_a_problem_too(
            String method, String path, int status, String code, String detail) throws Exception {
        HttpResponse<byte[]> answer = door.send(door.signed(path).method(method, BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(OpenDoor.json(answer).path("code").textValue()).isEqualTo(code);
        assertThat(OpenDoor.json(answer).path("detail").textValue()).startsWith(detail);
    }

    @Test
    void no_answer_names_the_server_and_all_are_guarded() throws Exception {
        for (String path : List.of("/api/v1/limits", "/api/v1/nowhere", "/nowhere", "/errors/ANTIN-2001")) {
            var headers = door.get(path).headers();
            assertThat(headers.firstValue("Server")).as(path).isEmpty();
            assertThat(headers.firstValue("X-Powered-By")).as(path).isEmpty();
            assertThat(headers.firstValue("X-Content-Type-Options")).as(path).hasValue("nosniff");
            assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                    .as(path)
                    .contains("default-src 'none'");
            assertThat(headers.firstValue("Cache-Control")).as(path).hasValue("no-store");
        }
    }

    @Test
    void a_hostile_address_is_neither_logged_raw_nor_answered_raw() throws Exception {
        HttpResponse<byte[]> answer = door.get("/api/v1/%0d%0aX-Evil:1%3Cscript%3E$%7Bjndi:ldap:x%7D");
        door.bus.broken = new IllegalStateException("boom");
        door.get("/api/v1/inbox?q=%0d%0aEvil");

        assertThat(answer.headers().firstValue("X-Evil")).isEmpty();
        assertThat(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("<script>");
        assertThat(messages()).allSatisfy(line -> assertThat(line).doesNotContain("\n", "\r", "${jndi"));
    }

    private List<String> messages() {
        return new ArrayList<>(log.list)
                .stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
