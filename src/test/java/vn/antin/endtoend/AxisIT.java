package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.Digest;
import vn.antin.node.Node;
import vn.antin.node.Tls;
import vn.antin.seal.Trust;

/** A package sent and taken by the calls of the national axis. */
class AxisIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    /** Software of one agency that knows the axis' calls. */
    private record Software(HttpClient client, String base, String code, String secret) {

        static Software at(Town town, String name, String code) throws Exception {
            Path home = town.province().home(name);
            town.province().stop(name);
            Files.writeString(home.resolve("node.yaml"), "vxp: true\n", StandardOpenOption.APPEND);
            Node node = town.province().start(name);
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(Tls.client(
                            Trust.read(home.resolve("province.trust")).anchors()))
                    .build();
            byte[] key = Files.readString(home.resolve("api.key")).strip().getBytes(UTF_8);
            return new Software(
                    client,
                    "https://localhost:" + node.port() + "/vxp/",
                    code,
                    Digest.sha256(key).hex());
        }

        HttpRequest.Builder to(String call) throws Exception {
            String time = Instant.now().toString();
            String headers = JSON.writeValueAsString(Map.of("XroadVnpt-timestamp", time));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return HttpRequest.newBuilder(URI.create(base + call))
                    .timeout(Duration.ofSeconds(30))
                    .header("XroadVnpt-timestamp", time)
                    .header("XroadVnpt-hash-header", headers)
                    .header(
                            "XroadVnpt-sign-header",
                            Base64.getEncoder().encodeToString(mac.doFinal(headers.getBytes(UTF_8))))
                    .header("XroadVnpt-sign-header-key", code);
        }

        byte[] bytes(HttpRequest.Builder request) throws Exception {
            HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
            return answer.body();
        }

        JsonNode call(HttpRequest.Builder request) throws Exception {
            JsonNode answer = JSON.readTree(bytes(request));
            assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("OK");
            return answer;
        }
    }

    @Test
    void a_package_goes_from_software_of_the_axis_to_software_of_the_axis() throws Exception {
        byte[] edxml = Packages.changed(
                Packages.changed(Packages.own("letter-no-prefix.edxml"), "H06.02", "H06.11"), "H06.35.08", "H06.12");
        try (Town town = Town.start(folder, Map.of("so-noi-vu", List.of("H06.11"), "so-y-te", List.of("H06.12")))) {
            Software sender = Software.at(town, "so-noi-vu", "H06.11");
            Software recipient = Software.at(town, "so-y-te", "H06.12");

            String id = sender.call(parcel(sender.to("sendEdoc"), edxml))
                    .path("DocId")
                    .asText();
            assertThat(sender.call(parcel(sender.to("sendEdoc"), edxml))
                            .path("DocId")
                            .asText())
                    .as("sent again after a time-out")
                    .isEqualTo(id);

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> recipient
                                    .call(recipient.to("getReceivedEdocList"))
                                    .path("data")
                                    .size()
                            == 1);
            assertThat(recipient.bytes(recipient.to("getEdoc?docId=" + id))).isEqualTo(edxml);
            recipient.call(recipient.to("updateStatus?status=done&docId=" + id));
            recipient.call(recipient.to("updateStatus?status=done&docId=" + id));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> sender.call(sender.to("getSentEdocList"))
                            .at("/data/0/receiveStatus")
                            .asText()
                            .equals("done"));
            assertThat(recipient.call(recipient.to("getReceivedEdocList")).path("data"))
                    .isEmpty();
        }
    }

    private static HttpRequest.Builder parcel(HttpRequest.Builder request, byte[] edxml) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String words = "{\"from\":\"H06.11\",\"servicetype\":\"eDoc\",\"messagetype\":\"edoc\"}";
        String before = String.join(
                "\r\n",
                "--xx",
                "Content-Disposition: form-data; name=\"content\"",
                "",
                words,
                "--xx",
                "Content-Disposition: form-data; name=\"file_doc\"; filename=\"a.edxml\"",
                "",
                "");
        body.writeBytes(before.getBytes(UTF_8));
        body.writeBytes(edxml);
        body.writeBytes("\r\n--xx--\r\n".getBytes(UTF_8));
        return request.header("Content-Type", "multipart/form-data; boundary=xx")
                .POST(BodyPublishers.ofByteArray(body.toByteArray()));
    }
}
