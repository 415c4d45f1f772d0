package vn.antin.door.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.antin.SlowMachine;
import vn.antin.deliver.Offer;
import vn.antin.door.ApiKeys;
import vn.antin.door.Errors;
import vn.antin.door.http.HttpDoor;
import vn.antin.door.vxp.AxisServlet;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.submit.Submission;

/** The calls of the national axis, in the form of {@code vxp.py}; {@link SdkExchangeTest} has that of the national SDK. */
class AxisTest {

    private static final String SECRET =
            Digest.sha256(OpenDoor.HEALTH_KEY.getBytes(UTF_8)).hex();
    private static final String PACKAGE = "<edXML>công văn</edXML>";

    private final RestNode bus = new RestNode();
    private final ObjectMapper json = new ObjectMapper();
    private HttpDoor door;
    private HttpClient client;

    @BeforeEach
    void open() throws Exception {
        SSLContext tls = Loopback.tls();
        Errors errors = Errors.load();
        ApiKeys keys = new ApiKeys(Map.of(
                OpenDoor.digest(OpenDoor.HOME_KEY), Set.of(RestNode.HOME_AFFAIRS),
                OpenDoor.digest(OpenDoor.HEALTH_KEY), Set.of(RestNode.HEALTH)));
        AxisServlet axis = new AxisServlet(
                bus,
                keys,
                new AxisServlet.AxisSettings(1 << 20, Duration.ofDays(31)),
                errors,
                Clock.fixed(RestNode.NOON, ZoneOffset.UTC));
        door = new HttpDoor(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls, OpenDoor.LIMITS, errors)
                .addServlet(AxisServlet.PATH, axis)
                .start();
        client = HttpClient.newBuilder().sslContext(tls).build();
    }

    @AfterEach
    void close() {
        door.close();
    }

    private HttpRequest.Builder to(String call) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + door.port() + "/vxp/" + call))
                .timeout(SlowMachine.PATIENCE);
    }

    /** A call signed by that system id at that time. */
    private HttpRequest.Builder signed(String call, String system, String secret, Instant at, String... more)
            throws Exception {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("XroadVnpt-version", "3.0.201608");
        headers.put("XroadVnpt-timestamp", Long.toString(at.toEpochMilli()));
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        String text = json.writeValueAsString(headers);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        HttpRequest.Builder request = to(call).header("XroadVnpt-hash-header", text)
                .header("XroadVnpt-sign-header", HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8))))
                .header("XroadVnpt-sign-header-key", system);
        headers.forEach(request::header);
        return request;
    }

    private HttpRequest.Builder health(String call, String... more) throws Exception {
        return signed(call, "H06.12", SECRET, RestNode.NOON, more);
    }

    private JsonNode send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        return json.readTree(answer.body());
    }

    private HttpRequest.Builder multipart(HttpRequest.Builder request, String content, String edxml) {
        return OpenDoor.form(
                request,
                new OpenDoor.Piece("name=\"content\"", "application/json", content.getBytes(UTF_8)),
                new OpenDoor.Piece(
                        "name=\"file_doc\"; filename=\"a.edxml\"", "application/xml", edxml.getBytes(UTF_8)));
    }

    private static void refused(JsonNode answer, int number, String code) {
        assertThat(answer.path("status").asText()).isEqualTo("FAIL");
        assertThat(answer.path("ErrorCode").asText()).isEqualTo(Integer.toString(number));
        assertThat(answer.path("ErrorDesc").asText()).startsWith(code + ": ");
    }

    @Test
    void a_package_is_sent() throws Exception {
        String content = "{\"from\":\"H06.12\",\"servicetype\":\"eDoc\",\"messagetype\":\"edoc\"}";
        String hash = Digest.sha256(PACKAGE.getBytes(UTF_8)).hex();

        JsonNode answer = send(multipart(health("sendEdoc", "hash-file", hash), content, PACKAGE));

        assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("OK");
        assertThat(answer.path("ErrorCode").asText()).isEqualTo("0");
        assertThat(answer.path("DocId").asText()).hasSize(36);
        Submission.Edxml edxml = (Submission.Edxml) bus.submitted.get(0);
        assertThat(edxml.caller()).isEqualTo(RestNode.HEALTH);
        assertThat(edxml.edxml()).asString(UTF_8).isEqualTo(PACKAGE);
    }

    @Test
    void what_cannot_be_sent_has_the_number_of_the_axis_and_our_code() throws Exception {
        refused(send(multipart(health("sendEdoc"), "{\"from\":\"H06.13\"}", PACKAGE)), 19, "ANTIN-2012");
        refused(send(multipart(health("sendEdoc"), "{", PACKAGE)), 20, "ANTIN-1214");
        refused(send(multipart(health("sendEdoc", "hash-file", "0".repeat(64)), "{}", PACKAGE)), 20, "ANTIN-6201");
        refused(send(multipart(health("sendEdoc"), "{}", "x".repeat(1 << 20) + "yy")), 10, "ANTIN-4001");
        refused(send(health("sendEdoc").POST(BodyPublishers.ofString("x"))), 20, "ANTIN-1218");
        bus.broken = new Refused(Fault.RECIPIENT_UNKNOWN, "H06.99");
        refused(send(multipart(health("sendEdoc"), "{}", PACKAGE)), 18, "ANTIN-2001");
        bus.broken = new TryLater(Fault.LEDGER_UNAVAILABLE, "test");
        HttpResponse<String> later =
                client.send(multipart(health("sendEdoc"), "{}", PACKAGE).build(), BodyHandlers.ofString());
        assertThat(later.statusCode()).isEqualTo(503);
        refused(json.readTree(later.body()), 20, "ANTIN-5004");
        assertThat(bus.submitted).isEmpty();
    }

    @Test
    void who_does_not_sign_is_not_let_in() throws Exception {
        stranger(to("getAgenciesList"), "ANTIN-2051", "XroadVnpt-sign-header");
        for (HttpRequest.Builder wrong : List.of(
                signed("getAgenciesList", "H06.12", OpenDoor.HEALTH_KEY, RestNode.NOON),
                signed("getAgenciesList", "H06.11", SECRET, RestNode.NOON),
                signed("getAgenciesList", "H06.99", SECRET, RestNode.NOON),
                signed("getAgenciesList", "../..", SECRET, RestNode.NOON),
                health("getAgenciesList").setHeader("XroadVnpt-hash-header", "{}"))) {
            stranger(wrong, "ANTIN-2052", "XroadVnpt-sign-header");
        }
        stranger(
                health("getAgenciesList").setHeader("XroadVnpt-sign-header", "?"),
                "ANTIN-2053",
                "XroadVnpt-sign-header");
        stranger(health("getAgenciesList").setHeader("hash-file", "not signed"), "ANTIN-2051", "hash-file");
        stranger(health("getAgenciesList").setHeader("XroadVnpt-version", "4"), "ANTIN-2053", "XroadVnpt-version");
        for (HttpRequest.Builder late : List.of(
                signed("getAgenciesList", "H06.12", SECRET, RestNode.NOON.minusSeconds(301)),
                signed("getAgenciesList", "H06.12", SECRET, RestNode.NOON.plusSeconds(301)),
                health("getAgenciesList").setHeader("XroadVnpt-timestamp", "1"))) {
            refused(send(late), 15, "ANTIN-2050");
        }
    }

    private void stranger(HttpRequest.Builder request, String code, String header) throws Exception {
        JsonNode answer = send(request);
        refused(answer, 15, code);
        assertThat(answer.path("ErrorDesc").asText()).containsPattern(" " + header + "[ ,]");
    }

    @Test
    void an_alias_is_a_system_id() throws Exception {
        String content = "{\"from\":\"000.00.12.H06\"}";

        JsonNode answer = send(multipart(signed("sendEdoc", "000.00.12.H06", SECRET, RestNode.NOON), content, PACKAGE));

        assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("OK");
        assertThat(((Submission.Edxml) bus.submitted.get(0)).caller()).isEqualTo(RestNode.HEALTH);
        refused(send(multipart(health("sendEdoc"), "{\"from\":\"000.00.13.H06\"}", PACKAGE)), 19, "ANTIN-2012");
    }

    @Test
    void arrivals_are_listed_until_they_are_done() throws Exception {
        Offer offer = RestNode.offer();
        bus.arrived.add(offer);
        bus.documents.put(offer.id(), RestNode.view(offer.id(), RestNode.HOME_AFFAIRS));

        JsonNode row = send(health("getReceivedEdocList?messagetype=edoc&fromDate=2026/11/24"))
                .at("/data/0");
        assertThat(row.path("docId").asText()).isEqualTo(offer.id().toString());
        assertThat(row.path("from").asText()).isEqualTo("H06.11");
        assertThat(row.path("status").asText()).isEqualTo("initial");
        assertThat(send(health("getReceivedEdocList")).path("data"))
                .as("told of again")
                .hasSize(1);
        assertThat(send(health("getReceivedEdocList?messagetype=status")).path("data"))
                .isEmpty();
        HttpResponse<String> file =
                client.send(health("getEdoc?docId=" + offer.id()).build(), BodyHandlers.ofString());
        assertThat(file.body()).isEqualTo("<edXML/>");

        assertThat(send(update(offer, "processing")).path("status").asText()).isEqualTo("OK");
        assertThat(bus.handovers).isEmpty();
        assertThat(send(update(offer, "done")).path("status").asText()).isEqualTo("OK");
        assertThat(bus.handovers).containsExactly(offer.id() + " taken by vxp");
        assertThat(send(health("getReceivedEdocList")).path("data")).isEmpty();
        refused(send(update(offer, "gone")), 20, "ANTIN-1213");
    }

    @Test
    void fail_gives_it_back() throws Exception {
        Offer offer = RestNode.offer();
        bus.arrived.add(offer);

        assertThat(send(update(offer, "fail")).path("status").asText()).isEqualTo("OK");

        assertThat(bus.handovers).containsExactly(offer.id() + " returned: fail");
        refused(send(update(offer, "fail")), 20, "ANTIN-3004");
    }

    private HttpRequest.Builder update(Offer offer, String status) throws Exception {
        return health("updateStatus")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"docId\":\"" + offer.id() + "\",\"status\":\"" + status + "\"}"));
    }

    @Test
    void what_was_sent_and_who_is_there_can_be_listed() throws Exception {
        send(multipart(health("sendEdoc"), "{}", PACKAGE));

        JsonNode sent = send(health("getSentEdocList")).path("data");
        assertThat(sent).hasSize(2);
        assertThat(sent.at("/0/toCode").asText()).isEqualTo("H06.12");
        assertThat(sent.at("/0/sendStatus").asText()).isEqualTo("done");
        assertThat(sent.at("/1/sendStatus").asText()).isEqualTo("initial");
        JsonNode agencies = send(health("getAgenciesList")).path("data");
        assertThat(agencies.findValuesAsText("code")).contains("H06.12", "H06.13");
    }

    @Test
    void what_is_not_offered_says_so() throws Exception {
        refused(send(health("registerAgency")), 20, "ANTIN-2031");
        refused(send(health("nothing")), 20, "ANTIN-1216");
        refused(send(health("getEdoc?docId=x")), 20, "ANTIN-1203");
        refused(send(health("getEdoc?docId=0193a5b2-7c44-7d1e-9a53-2f8f0a1c6e11")), 20, "ANTIN-3003");
        refused(send(health("updateStatus")), 20, "ANTIN-1212");
    }
}
