package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.antin.SlowMachine;
import vn.antin.node.broker.Tls;
import vn.antin.seal.pki.Trust;

/** An agency's software that uses SOAP 1.1 with raw envelopes. */
final class SoapOffice {

    /** The answer of the door, with its attachments in order. */
    record Answer(int status, String text, List<byte[]> attachments) {

        /** The texts of the elements of that name. */
        List<String> all(String name) {
            Matcher found = Pattern.compile("<(?:\\w+:)?" + name + "(?: [^>]*)?>([^<]*)</")
                    .matcher(text);
            List<String> texts = new ArrayList<>();
            while (found.find()) {
                texts.add(found.group(1));
            }
            return texts;
        }

        String one(String name) {
            List<String> all = all(name);
            if (status != 200 || all.isEmpty()) {
                throw new AssertionError(status + " " + text);
            }
            return all.get(0);
        }
    }

    private final HttpClient client;
    private final URI door;
    private final String key;

    private SoapOffice(HttpClient client, URI door, String key) {
        this.client = client;
        this.door = door;
        this.key = key;
    }

    /** At the node of that folder. */
    static SoapOffice at(Path home, int port) {
        try {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(Tls.client(
                            Trust.read(home.resolve("province.trust")).anchors()))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            String key = Files.readString(home.resolve("api.key")).strip();
            return new SoapOffice(client, URI.create("https://localhost:" + port + "/services/documents"), key);
        } catch (IOException e) {
            throw new IllegalStateException(home.toString(), e);
        }
    }

    /** One message, with attachments by their Content-ID. */
    Answer call(String name, String fields, Map<String, byte[]> attachments) {
        PartsBody body = new PartsBody();
        write(body, "application/xop+xml; charset=UTF-8; type=\"text/xml\"", "root", envelope(name, fields));
        attachments.forEach((id, content) -> write(body, "application/octet-stream", id, content));
        return send(
                "multipart/related; type=\"application/xop+xml\"; start=\"<root>\"; start-info=\"text/xml\"; boundary="
                        + PartsBody.BOUNDARY,
                body.end());
    }

    /** One message in plain XML. */
    Answer call(String name, String fields) {
        return send("text/xml; charset=utf-8", envelope(name, fields));
    }

    private static byte[] envelope(String name, String fields) {
        return ("<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><" + name
                        + " xmlns=\"urn:antin:documents:1\">" + fields + "</" + name + "></e:Body></e:Envelope>")
                .getBytes(UTF_8);
    }

    private static void write(PartsBody body, String type, String id, byte[] content) {
        body.part(
                "Content-Type: " + type + "\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <" + id + ">\r\n",
                content);
    }

    private Answer send(String type, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(door)
                .timeout(SlowMachine.PATIENCE)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body());
        } catch (IOException e) {
            throw new IllegalStateException("the door at " + door, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Answer answer(int status, String type, byte[] body) {
        Matcher boundary = Pattern.compile("boundary=\"([^\"]+)\"").matcher(type);
        if (!boundary.find()) {
            return new Answer(status, new String(body, UTF_8), List.of());
        }
        String[] parts = new String(body, ISO_8859_1).split("\r\n--" + Pattern.quote(boundary.group(1)), -1);
        List<byte[]> attachments = new ArrayList<>();
        for (int i = 2; i < parts.length - 1; i++) {
            attachments.add(content(parts[i]));
        }
        return new Answer(status, new String(content(parts[1]), UTF_8), attachments);
    }

    private static byte[] content(String part) {
        return part.substring(part.indexOf("\r\n\r\n") + 4).getBytes(ISO_8859_1);
    }
}
