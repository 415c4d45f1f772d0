package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import vn.antin.SlowMachine;
import vn.antin.envelope.Digest;
import vn.antin.node.broker.Tls;
import vn.antin.seal.pki.Trust;

/** An agency's software that uses the calls of the national axis. */
record AxisOffice(HttpClient client, String base, String code, String secret) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** At the node of that folder. */
    static AxisOffice at(Path home, int port, String code) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(
                        Tls.client(Trust.read(home.resolve("province.trust")).anchors()))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        byte[] key = Files.readString(home.resolve("api.key")).strip().getBytes(UTF_8);
        return new AxisOffice(
                client,
                "https://localhost:" + port + "/vxp/",
                code,
                Digest.sha256(key).hex());
    }

    /** The same software in the name of another agency. */
    /** The same agency's software, speaking REST. */
    Office rest(Path home) {
        return Office.at(home, URI.create(base).getPort()).of(code);
    }

    AxisOffice posingAs(String other) {
        return new AxisOffice(client, base, other, secret);
    }

    HttpRequest.Builder to(String call) throws Exception {
        return to(call, Map.of());
    }

    /** A call whose signature covers these headers. */
    HttpRequest.Builder to(String call, Map<String, String> more) throws Exception {
        Map<String, String> signed = new LinkedHashMap<>(more);
        signed.put("XroadVnpt-timestamp", Instant.now().toString());
        String headers = JSON.writeValueAsString(signed);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + call))
                .timeout(SlowMachine.PATIENCE)
                .header("XroadVnpt-hash-header", headers)
                .header(
                        "XroadVnpt-sign-header",
                        Base64.getEncoder().encodeToString(mac.doFinal(headers.getBytes(UTF_8))))
                .header("XroadVnpt-sign-header-key", code);
        signed.forEach(request::header);
        return request;
    }

    /** A package with its JSON. */
    HttpRequest.Builder packageRequest(byte[] edxml, String words, Map<String, String> more) throws Exception {
        byte[] body = new PartsBody()
                .part("Content-Disposition: form-data; name=\"content\"\r\n", words.getBytes(UTF_8))
                .part("Content-Disposition: form-data; name=\"file_doc\"; filename=\"a.edxml\"\r\n", edxml)
                .end();
        return to("sendEdoc", more)
                .header("Content-Type", "multipart/form-data; boundary=" + PartsBody.BOUNDARY)
                .POST(BodyPublishers.ofByteArray(body));
    }

    String words() {
        return "{\"from\":\"" + code + "\",\"servicetype\":\"eDoc\",\"messagetype\":\"edoc\"}";
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    JsonNode call(HttpRequest.Builder request) throws Exception {
        JsonNode answer = JSON.readTree(send(request).body());
        assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("OK");
        return answer;
    }
}
