package vn.antin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import vn.antin.door.Language;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.json.Json;
import vn.antin.node.broker.Tls;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;
import vn.antin.seal.pki.Trust;

/** Reads the management port of a node or hub on this machine; needs its configuration file. */
final class ManagementClient {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Mixin
    private ConfigOption config;

    JsonNode get(String what, Terminal terminal) {
        return get(config.file(), what, terminal.words().language());
    }

    /** The answer as bytes. */
    byte[] bytes(String what, Terminal terminal) {
        return bytes(config.file(), what, terminal.words().language());
    }

    /**
     * The answer as JSON.
     *
     * @throws Refused NODE_UNREACHABLE when nothing answers
     */
    static JsonNode get(Path file, String what, Language language) {
        try {
            return Json.MAPPER.readTree(bytes(file, what, language));
        } catch (IOException e) {
            throw new Refused(Fault.NODE_UNREACHABLE, e, file.toString());
        }
    }

    private static byte[] bytes(Path file, String what, Language language) {
        Config read = ConfigFile.read(file);
        String base = Rest.base(read.listen());
        HttpClient client = HttpClient.newBuilder()
                .sslContext(Tls.client(Trust.read(read.trust()).anchors()))
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/observe/" + what))
                .timeout(PATIENCE)
                .header("Accept-Language", language.tag())
                .build();
        try {
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new Answered(answer.statusCode(), Fault.INSIDE.code(), "HTTP " + answer.statusCode(), false);
            }
            return answer.body();
        } catch (IOException e) {
            throw new Refused(Fault.NODE_UNREACHABLE, e, base);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(Fault.NODE_UNREACHABLE, e, base);
        }
    }
}
