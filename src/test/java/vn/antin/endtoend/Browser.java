package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.antin.node.broker.Tls;
import vn.antin.seal.pki.Trust;

/** A person at the console over plain HTTP: keeps cookies, follows redirects, fills the hidden field of a form. */
final class Browser {

    private static final Pattern FORM = Pattern.compile("name=\"form\" value=\"([A-Za-z0-9_-]{43})\"");

    private final HttpClient client;
    private final String base;
    private String form = "";

    private Browser(HttpClient client, String base) {
        this.client = client;
        this.base = base;
    }

    /** Without a cookie. */
    static Browser at(Path home, int port) {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(
                        Tls.client(Trust.read(home.resolve("province.trust")).anchors()))
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        return new Browser(client, "https://localhost:" + port);
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(at(path)).GET());
    }

    /** Requests a page with a further header. */
    HttpResponse<String> get(String path, String header, String value) {
        return send(HttpRequest.newBuilder(at(path)).header(header, value).GET());
    }

    HttpResponse<String> post(String path, Map<String, String> fields) {
        return post(path, fields, form, "same-origin");
    }

    /** Sends a form with an explicit origin. */
    HttpResponse<String> post(String path, Map<String, String> fields, String word, String site) {
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&", "", "&form=" + word));
        return send(HttpRequest.newBuilder(at(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", site)
                .POST(BodyPublishers.ofString(body)));
    }

    /** The raw bytes of a file. */
    byte[] bytes(String path) {
        try {
            HttpResponse<byte[]> answer =
                    client.send(HttpRequest.newBuilder(at(path)).GET().build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(path + ": " + answer.statusCode());
            }
            return answer.body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The lines of a stream that stays open, from now on. */
    Stream<String> follow(String path) {
        try {
            return client.send(HttpRequest.newBuilder(at(path)).GET().build(), BodyHandlers.ofLines())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A form with one file in it. */
    HttpResponse<String> upload(String path, String name, byte[] file) {
        String edge = "antin-test-edge";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--" + edge + "\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\n" + form + "\r\n--"
                        + edge + "\r\nContent-Disposition: form-data; name=\"" + name
                        + "\"; filename=\"x\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(UTF_8));
        body.writeBytes(file);
        body.writeBytes(("\r\n--" + edge + "--\r\n").getBytes(UTF_8));
        return send(HttpRequest.newBuilder(at(path))
                .header("Content-Type", "multipart/form-data; boundary=" + edge)
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));
    }

    private URI at(String path) {
        return URI.create(path.startsWith("https:") ? path : base + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            Matcher found = FORM.matcher(answer.body());
            form = found.find() ? found.group(1) : form;
            return answer;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
