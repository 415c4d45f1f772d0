package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import vn.antin.door.Errors;
import vn.antin.endtoend.Attempt.Body;
import vn.antin.endtoend.Attempt.Letter;
import vn.antin.endtoend.Attempt.PackageAttempt;
import vn.antin.endtoend.Attempt.Said;

/** Submits by the calls of the national axis; the JSON of a letter without files accompanies a package. */
record AxisHands(AxisOffice office) implements Seen.Hands {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Errors ERRORS = Errors.load();

    @Override
    public Seen hand(Attempt attempt, String language) throws Exception {
        return seen(office.send(request(attempt)));
    }

    private HttpRequest.Builder request(Attempt attempt) throws Exception {
        if (attempt instanceof Said said) {
            return office.to("updateStatus?status=done&docId=" + said.about());
        }
        if (attempt instanceof Body body) {
            HttpRequest.Builder request = office.to("sendEdoc").POST(BodyPublishers.ofByteArray(body.bytes()));
            request.setHeader("Content-Type", String.valueOf(body.wire().type()));
            return request;
        }
        if (attempt instanceof Letter words) {
            return office.packageRequest(
                    Attempt.edxml().edxml(),
                    String.valueOf(words.json()),
                    words.wire().headers());
        }
        PackageAttempt one = (PackageAttempt) attempt;
        String posing = one.wire().headers().get("X-Antin-Agency");
        AxisOffice who = posing == null ? office : office.posingAs(posing);
        HttpRequest.Builder request = who.packageRequest(
                one.edxml(),
                office.words(),
                one.wire().headers().containsKey("hash-file") ? one.wire().headers() : java.util.Map.of());
        one.wire().headers().forEach(request::setHeader);
        if (one.wire().type() != null) {
            request.setHeader("Content-Type", one.wire().type());
        }
        return request;
    }

    /** OK, or FAIL with the axis' number and the stable code at the head of its text. */
    private static Seen seen(HttpResponse<byte[]> answer) throws Exception {
        JsonNode json = JSON.readTree(answer.body());
        if (json.path("status").asText().equals("OK")) {
            return Seen.taken(json.path("DocId").asText());
        }
        if (json.has("code")) {
            return Seen.refused(json.get("code").asText(), answer.statusCode(), new String(answer.body(), UTF_8));
        }
        assertThat(json.path("status").asText()).as(json.toString()).isEqualTo("FAIL");
        String words = json.path("ErrorDesc").asText();
        assertThat(words).matches("(?s)ANTIN-\\d{4}: .*");
        String code = words.substring(0, 10);
        Errors.ErrorEntry entry = ERRORS.ofCode(code).orElseThrow();
        assertThat(answer.statusCode()).isEqualTo(entry.retryable() ? 503 : 200);
        Integer number = entry.axisCode();
        assertThat(json.path("ErrorCode").asInt()).isEqualTo(number == null ? 20 : number);
        return Seen.refused(code, entry.http(), words.substring(12));
    }
}
