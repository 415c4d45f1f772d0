package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.antin.SlowMachine;
import vn.antin.node.broker.Tls;
import vn.antin.seal.pki.Trust;

/** The part of Postman that the collection needs: variables, bearer keys, raw bodies and two forms of script. */
final class MailServer {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern STATUS =
            Pattern.compile("pm\\.test\\(\"(\\d+)\", \\(\\) => pm\\.response\\.to\\.have\\.status\\(\\1\\)\\);");
    private static final Pattern KEEP = Pattern.compile(
            "pm\\.collectionVariables\\.set\\(\"(\\w+)\", pm\\.response\\.json\\(\\)([.\\w\\[\\]]+)\\);");

    private final HttpClient client;
    private final JsonNode collection;
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, String> answers = new LinkedHashMap<>();

    private MailServer(HttpClient client, JsonNode collection) {
        this.client = client;
        this.collection = collection;
        collection
                .path("variable")
                .forEach(each ->
                        with(each.path("key").asText(), each.path("value").asText()));
    }

    /** The collection as the node serves it. */
    static MailServer fetched(String node, Path trust) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(Tls.client(Trust.read(trust).anchors()))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(node + "/docs/files/antin.postman_collection.json"))
                .build();
        return new MailServer(
                client,
                JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString(UTF_8))
                        .body()));
    }

    MailServer with(String name, String value) {
        variables.put(name, value);
        return this;
    }

    String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new AssertionError("no variable " + name);
        }
        return value;
    }

    /** The answer to a request. */
    String answer(String name) {
        return answers.getOrDefault(name, "");
    }

    /** Runs a folder as Postman's runner does; returns the number of its requests. */
    int run(String folder) throws IOException, InterruptedException {
        int count = 0;
        for (JsonNode each : collection.path("item")) {
            if (each.path("name").asText().equals(folder)) {
                for (JsonNode item : each.path("item")) {
                    run(item);
                    count++;
                }
            }
        }
        return count;
    }

    private void run(JsonNode item) throws IOException, InterruptedException {
        JsonNode asked = item.path("request");
        JsonNode body = asked.path("body");
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(filled(asked.path("url").path("raw").asText())))
                .timeout(SlowMachine.PATIENCE)
                .header(
                        "Authorization",
                        "Bearer " + filled(asked.at("/auth/bearer/0/value").asText()))
                .method(
                        asked.path("method").asText(),
                        body.isMissingNode()
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(
                                        filled(body.path("raw").asText())));
        for (JsonNode header : asked.path("header")) {
            if (!header.path("disabled").asBoolean()) {
                request.header(
                        header.path("key").asText(), filled(header.path("value").asText()));
            }
        }
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
        answers.put(item.path("name").asText(), answer.body());
        for (JsonNode line : item.at("/event/0/script/exec")) {
            obey(line.asText(), item.path("name").asText(), answer);
        }
    }

    private void obey(String line, String name, HttpResponse<String> answer) throws IOException {
        Matcher status = STATUS.matcher(line);
        Matcher keep = KEEP.matcher(line);
        if (status.matches()) {
            if (answer.statusCode() != Integer.parseInt(status.group(1))) {
                throw new AssertionError(name + ": " + answer.statusCode() + " " + answer.body());
            }
        } else if (keep.matches()) {
            JsonNode value = JSON.readTree(answer.body())
                    .at(keep.group(2).replaceAll("\\[(\\d+)]", "/$1").replace('.', '/'));
            if (!value.isValueNode()) {
                throw new AssertionError(name + ": nothing at " + keep.group(2) + " in " + answer.body());
            }
            with(keep.group(1), value.asText());
        } else {
            throw new AssertionError("a script of another form: " + line);
        }
    }

    private String filled(String text) {
        return VARIABLE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(variable(found.group(1))));
    }
}
