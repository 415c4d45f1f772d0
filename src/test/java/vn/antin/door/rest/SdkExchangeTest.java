package vn.antin.door.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.antin.deliver.Offer;
import vn.antin.door.ApiKeys;
import vn.antin.door.Errors;
import vn.antin.door.http.HttpDoor;
import vn.antin.door.vxp.AxisServlet;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.submit.Submission;

/**
 * Replays what the national SDK 2.0.1 sent to a plain server, byte for byte: all its calls, by one service object, with
 * an alias as the system id. {@code SdkIT} runs the SDK itself where it is available.
 */
class SdkExchangeTest {

    private static final Path RECORDED = Path.of("src/test/samples/vxp/sdk");
    private static final Instant MADE = Instant.parse("2026-12-01T04:32:29Z");
    private static final EnvelopeId ID = EnvelopeId.of("0193a5b2-7c44-7d1e-9a53-2f8f0a1c6e11");
    private static final String SECRET =
            Digest.sha256(OpenDoor.HEALTH_KEY.getBytes(UTF_8)).hex();
    private static final int PATIENCE_MS = 20_000;

    private final RestNode bus = new RestNode();
    private final ObjectMapper json = new ObjectMapper();
    private SSLContext tls;
    private HttpDoor door;

    /** A raw answer. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Came(String head, byte[] body) {}

    @BeforeEach
    void open() throws Exception {
        tls = Loopback.tls();
        openAt(MADE.plus(Duration.ofDays(30)));
    }

    private void openAt(Instant now) throws Exception {
        Errors errors = Errors.load();
        ApiKeys keys = new ApiKeys(Map.of(OpenDoor.digest(OpenDoor.HEALTH_KEY), Set.of(RestNode.HEALTH)));
        AxisServlet axis = new AxisServlet(
                bus,
                keys,
                new AxisServlet.AxisSettings(1 << 20, Duration.ofDays(31)),
                errors,
                Clock.fixed(now, ZoneOffset.UTC));
        door = new HttpDoor(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls, OpenDoor.LIMITS, errors)
                .addServlet(AxisServlet.PATH, axis)
                .start();
    }

    @AfterEach
    void close() {
        door.close();
    }

    private void reopenedAt(Instant now) throws Exception {
        door.close();
        openAt(now);
    }

    /** Sends the head, waits for 100 Continue where the SDK does, sends the body. */
    private Came replay(byte[] request) throws IOException {
        int end = new String(request, ISO_8859_1).indexOf("\r\n\r\n") + 4;
        boolean waits = new String(request, 0, end, US_ASCII).contains("Expect: 100-continue");
        try (Socket socket = tls.getSocketFactory().createSocket("127.0.0.1", door.port())) {
            socket.setSoTimeout(PATIENCE_MS);
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write(request, 0, end);
            if (!waits) {
                out.write(request, end, request.length - end);
            }
            out.flush();
            String head = head(in);
            if (head.startsWith("HTTP/1.1 100 ")) {
                out.write(request, end, request.length - end);
                out.flush();
                head = head(in);
            }
            return new Came(head, in.readNBytes(length(head)));
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            assertThat(next).as("the answer is cut off: " + head).isNotNegative();
            head.write(next);
        }
        return head.toString(US_ASCII);
    }

    private static int length(String head) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, "Content-Length:", 0, 15))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no Content-Length: " + head));
    }

    private static byte[] recorded(String file) throws IOException {
        return Files.readAllBytes(RECORDED.resolve(file + ".http"));
    }

    private JsonNode answer(String file) throws IOException {
        return json.readTree(replay(recorded(file)).body());
    }

    private JsonNode ok(String file) throws IOException {
        JsonNode answer = answer(file);
        assertThat(answer.path("status").asText()).as(file + ": " + answer).isEqualTo("OK");
        assertThat(answer.path("ErrorCode").asText()).isEqualTo("0");
        assertThat(answer.path("ErrorDesc").isTextual()).isTrue();
        return answer;
    }

    private void arrived() {
        Offer offer = RestNode.offer(ID, MADE.plus(Duration.ofDays(31)));
        bus.arrived.add(offer);
        bus.documents.put(ID, RestNode.view(ID, RestNode.HOME_AFFAIRS));
    }

    @Test
    void agencies_are_listed_with_their_older_codes() throws Exception {
        assertThat(ok("01-getAgenciesList").path("data").findValuesAsText("oldCode"))
                .contains("000.00.12.H06");
        assertThat(ok("02-getAgenciesListQD20").path("data").findValuesAsText("code102"))
                .contains("000.00.12.H06");
        JsonNode unit = ok("03-getSynchronizeUnit").at("/data/0");
        assertThat(unit.path("version").isInt()).isTrue();
        assertThat(unit.path("deleted").isBoolean()).isTrue();
        assertThat(unit.path("isAgency").asBoolean()).isTrue();
    }

    @Test
    void an_arrival_is_counted_listed_fetched_and_confirmed() throws Exception {
        arrived();

        assertThat(ok("04-getReceivedEdocList").at("/data/0/docId").asText()).isEqualTo(ID.toString());
        assertThat(ok("05-countReceiveEdoc").path("count").asInt()).isEqualTo(7);
        assertThat(ok("06-countReceiveStatus").path("count").asInt()).isEqualTo(2);
        assertThat(Base64.getDecoder().decode(ok("07-getEdoc").path("data").asText()))
                .asString(UTF_8)
                .isEqualTo("<edXML/>");
        assertThat(replay(recorded("08-downloadEdoc")).body()).asString(UTF_8).isEqualTo("<edXML/>");
        ok("09-updateStatus");
        assertThat(bus.handovers).isEmpty();
        ok("10-updateStatus");
        assertThat(bus.handovers).containsExactly(ID + " taken by vxp");
    }

    @Test
    void a_list_is_not_narrowed_by_parameters_left_from_earlier_calls() throws Exception {
        arrived();

        assertThat(ok("13-getReceivedEdocList").path("data")).hasSize(1);
        assertThat(ok("14-getReceivedEdocList").path("data"))
                .as("messagetype=status")
                .isEmpty();
        ok("15-updateStatus");
        assertThat(bus.handovers).containsExactly(ID + " returned: fail");
    }

    @Test
    void a_package_is_the_file_without_the_line_end_that_the_sdk_adds() throws Exception {
        JsonNode answer = ok("12-sendEdoc");

        assertThat(answer.path("DocId").asText()).hasSize(36);
        Submission.Edxml sent = (Submission.Edxml) bus.submitted.get(0);
        assertThat(sent.caller()).isEqualTo(RestNode.HEALTH);
        assertThat(sent.edxml()).asString(UTF_8).isEqualTo("<edXML>công văn gửi bằng SDK</edXML>");
        assertThat(ok("11-getSentEdocList").path("data")).isNotEmpty();
    }

    @Test
    void an_agency_is_registered_at_the_hub() throws Exception {
        for (String file : List.of("16-registerAgency", "17-deleteAgency")) {
            JsonNode answer = answer(file);
            assertThat(answer.path("ErrorCode").asText()).isEqualTo("20");
            assertThat(answer.path("ErrorDesc").asText()).startsWith("ANTIN-2031: ");
        }
    }

    @Test
    void what_was_changed_on_the_way_is_refused_by_the_name_of_its_header() throws Exception {
        refused("04-getReceivedEdocList", "XroadVnpt-messagetype: edoc", "XroadVnpt-messagetype: status", 2053);
        refused("04-getReceivedEdocList", "XroadVnpt-timestamp: 01", "XroadVnpt-timestamp: 02", 2053);
        refused("04-getReceivedEdocList", "XroadVnpt-timestamp: 01", "XroadVnpt-timestamp: x", 2053);
        refused("04-getReceivedEdocList", "XroadVnpt-systemid: 000.00.12", "XroadVnpt-systemid: 000.00.13", 2052);
        refused("07-getEdoc", "\r\nXroadVnpt-docId: ", "\r\nX-docId: ", 2051);
        refused("07-getEdoc", "\r\nXroadVnpt-hash-header: ", "\r\nXroadVnpt-hash-header: 00", 2052);
        refused("12-sendEdoc", "công", "cong", 6201);
        JsonNode send =
                json.readTree(replay(changed("12-sendEdoc", "công", "cong")).body());
        assertThat(send.path("DocId").isTextual())
                .as("the SDK reads it in any case")
                .isTrue();
        assertThat(send.path("ErrorDesc").asText()).contains("XroadVnpt-hash-file");
        assertThat(bus.submitted).isEmpty();
    }

    private static byte[] changed(String file, String from, String to) throws IOException {
        String text = new String(recorded(file), UTF_8);
        assertThat(text).contains(from);
        String changed = text.replaceFirst(Pattern.quote(from), to);
        int longer = to.getBytes(UTF_8).length - from.getBytes(UTF_8).length;
        return changed.replace("Content-Length: 44", "Content-Length: " + (44 + longer))
                .getBytes(UTF_8);
    }

    private void refused(String file, String from, String to, int code) throws IOException {
        byte[] answer = replay(changed(file, from, to)).body();
        JsonNode told = json.readTree(answer);
        assertThat(told.path("ErrorDesc").asText()).startsWith("ANTIN-" + code + ": ");
        assertThat(answer).as("the SDK reads ASCII").asString(ISO_8859_1).matches("\\p{ASCII}*");
        if (from.contains("XroadVnpt-")) {
            assertThat(told.path("ErrorCode").asText()).isEqualTo("15");
            assertThat(told.path("ErrorDesc").asText()).contains(from.strip().split(":", 2)[0]);
        }
    }

    /** The parameter is in the query only, as an attacker with another caller's signed headers would put it. */
    @Test
    void a_parameter_that_is_not_signed_is_not_read() throws Exception {
        arrived();
        byte[] list = recorded("04-getReceivedEdocList");
        String text = new String(list, UTF_8).replace("/vxp/getReceivedEdocList", "/vxp/getEdoc?docId=" + ID);

        JsonNode told = json.readTree(replay(text.getBytes(UTF_8)).body());

        assertThat(told.path("ErrorDesc").asText()).startsWith("ANTIN-1212: ").contains("XroadVnpt-docId");
    }

    @Test
    void the_time_of_the_service_object_holds_for_the_time_that_is_set() throws Exception {
        reopenedAt(MADE.plus(Duration.ofDays(31)));
        ok("01-getAgenciesList");
        reopenedAt(MADE.plus(Duration.ofDays(31)).plusSeconds(1));
        assertThat(answer("01-getAgenciesList").path("ErrorDesc").asText()).startsWith("ANTIN-2050: ");
        reopenedAt(MADE.minus(Duration.ofMinutes(5)));
        ok("01-getAgenciesList");
        reopenedAt(MADE.minus(Duration.ofMinutes(5)).minusSeconds(1));
        assertThat(answer("01-getAgenciesList").path("ErrorDesc").asText()).startsWith("ANTIN-2050: ");
    }

    /** The SDK would store the error's text as the package. */
    @Test
    void a_download_that_fails_has_no_body() throws Exception {
        Came came = replay(recorded("08-downloadEdoc"));

        assertThat(came.head())
                .startsWith("HTTP/1.1 404 ")
                .contains("XroadVnpt-ErrorCode: 20", "XroadVnpt-ErrorDesc: ANTIN-3003");
        assertThat(came.body()).isEmpty();
    }

    /**
     * Software that writes docId for one call and docid for another gets both from the SDK; one of them is outdated.
     */
    @Test
    void two_spellings_of_one_parameter_confirm_nothing_that_is_not_meant() throws Exception {
        arrived();
        String other = "0193a5b2-7c44-7d1e-9a53-2f8f0a1c6e12";

        Came fetched = replay(signed("getEdoc", "docId", ID.toString(), "docid", other));
        JsonNode differs =
                json.readTree(replay(signed("updateStatus", "docId", ID.toString(), "docid", other, "status", "done"))
                        .body());
        JsonNode same = json.readTree(
                replay(signed("updateStatus", "docId", ID.toString(), "docid", ID.toString(), "status", "done"))
                        .body());

        assertThat(json.readTree(fetched.body()).path("DocId").asText()).isEqualTo(ID.toString());
        assertThat(differs.path("ErrorDesc").asText())
                .startsWith("ANTIN-1213: ")
                .contains("XroadVnpt-docId");
        assertThat(same.path("status").asText()).isEqualTo("OK");
        assertThat(bus.handovers).containsExactly(ID + " taken by vxp");
    }

    /** A request as the SDK would have made it. */
    private byte[] signed(String call, String... parameters) throws Exception {
        StringBuilder head = new StringBuilder("POST /vxp/" + call + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("XroadVnpt-systemid", "H06.12");
        headers.put("XroadVnpt-timestamp", "01122026T113229+0706");
        for (int i = 0; i < parameters.length; i += 2) {
            headers.put("XroadVnpt-" + parameters[i], parameters[i + 1]);
        }
        String line = json.writeValueAsString(headers);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("XroadVnpt-sign-header: ").append(line).append("\r\nXroadVnpt-hash-header: ");
        head.append(HexFormat.of().formatHex(mac.doFinal(line.getBytes(UTF_8))));
        return head.append("\r\nContent-Length: 2\r\n\r\n{}").toString().getBytes(UTF_8);
    }
}
