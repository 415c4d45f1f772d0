package vn.antin.door.docs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.antin.json.Json;

/** Generates the contract as a Postman collection, version 2.1: the complete flow first, then every operation. */
final class PostmanCollection {

    static final String FLOW = "Complete flow / Luồng đầy đủ";

    private static final String ABOUT = """
            Fill in the variables sender, senderKey, recipient, recipientKey and recipientCode, trust the province's
            certificate (Settings → Certificates → CA, the file province.trust), and run the folder "Complete flow".

            Điền các biến sender, senderKey, recipient, recipientKey, recipientCode, tin cậy chứng thư của tỉnh (Settings →
            Certificates → CA, tệp province.trust), rồi chạy thư mục "Luồng đầy đủ".
            """;

    private PostmanCollection() {}

    /** The collection as JSON, with this node as the sender. */
    static String of(String node) {
        Contract contract = Contract.read();
        List<SampleRequest> flow = SampleFlow.of(contract);
        ObjectNode collection = object();
        collection
                .putObject("info")
                .put("name", "Antin")
                .put("description", ABOUT)
                .put("schema", "https://schema.getpostman.com/json/collection/v2.1.0/collection.json");
        ArrayNode folders = collection.putArray("item");
        folder(folders, FLOW, flow);
        Map<String, List<SampleRequest>> groups = new LinkedHashMap<>();
        contract.requests()
                .forEach(request -> groups.computeIfAbsent(request.group(), name -> new ArrayList<>())
                        .add(request));
        groups.forEach((name, requests) -> folder(folders, name, requests));
        ArrayNode variables = collection.putArray("variable");
        SampleVariables.of(node, flow)
                .forEach((name, value) -> variables
                        .addObject()
                        .put("key", name)
                        .put("value", value)
                        .put("type", "string"));
        return Json.pretty(collection);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static void folder(ArrayNode folders, String name, List<SampleRequest> requests) {
        ArrayNode items = folders.addObject().put("name", name).putArray("item");
        requests.forEach(request -> items.add(item(request)));
    }

    private static ObjectNode item(SampleRequest request) {
        ObjectNode item = object().put("name", request.title());
        if (request.status() > 0) {
            ObjectNode event = item.putArray("event").addObject().put("listen", "test");
            ArrayNode lines =
                    event.putObject("script").put("type", "text/javascript").putArray("exec");
            lines.add("pm.test(\"" + request.status() + "\", () => pm.response.to.have.status(" + request.status()
                    + "));");
            request.keep()
                    .forEach((name, pointer) -> lines.add("pm.collectionVariables.set(\"" + name
                            + "\", pm.response.json()" + script(pointer) + ");"));
        }
        ObjectNode made = item.putObject("request").put("method", request.method());
        made.putObject("auth")
                .put("type", "bearer")
                .putArray("bearer")
                .addObject()
                .put("key", "token")
                .put("value", "{{" + request.agency() + "Key}}")
                .put("type", "string");
        headers(made.putArray("header"), request);
        url(made.putObject("url"), request);
        request.body().ifPresent(body -> body(made.putObject("body"), body));
        item.putArray("response");
        return item;
    }

    /** A JSON pointer (RFC 6901) as a script accesses it. */
    private static String script(String pointer) {
        return pointer.replaceAll("/(\\d+)", "[$1]").replace('/', '.');
    }

    private static void headers(ArrayNode headers, SampleRequest request) {
        request.body()
                .filter(body -> body.parts().isEmpty())
                .ifPresent(
                        body -> headers.addObject().put("key", "Content-Type").put("value", body.type()));
        request.headers().forEach(field -> field(headers, field));
    }

    private static void field(ArrayNode fields, SampleRequest.SampleField field) {
        ObjectNode made = fields.addObject().put("key", field.name()).put("value", field.value());
        if (!field.about().isEmpty()) {
            made.put("description", field.about());
        }
        if (!field.on()) {
            made.put("disabled", true);
        }
    }

    private static void url(ObjectNode url, SampleRequest request) {
        String query = String.join(
                "&",
                request.needed().stream()
                        .map(field -> field.name() + "=" + field.value())
                        .toList());
        String server = "{{" + request.agency() + "}}";
        url.put("raw", server + request.path() + (query.isEmpty() ? "" : "?" + query));
        url.putArray("host").add(server);
        ArrayNode path = url.putArray("path");
        Arrays.stream(request.path().substring(1).split("/", -1)).forEach(path::add);
        ArrayNode fields = url.putArray("query");
        request.query().forEach(field -> field(fields, field));
    }

    private static void body(ObjectNode made, SampleRequest.SampleBody body) {
        if (body.parts().isEmpty()) {
            made.put("mode", "raw").put("raw", body.text());
            made.putObject("options")
                    .putObject("raw")
                    .put("language", body.type().endsWith("json") ? "json" : "text");
            return;
        }
        ArrayNode form = made.put("mode", "formdata").putArray("formdata");
        for (SampleRequest.SamplePart part : body.parts()) {
            ObjectNode field = form.addObject().put("key", part.name());
            if (part.text().isEmpty()) {
                field.put("type", "file").put("src", "cong-van.pdf");
            } else {
                field.put("type", "text").put("value", part.text()).put("contentType", "application/json");
            }
        }
    }
}
