package vn.antin.door.docs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Generates the contract as an .http file, in the syntax that Visual Studio, VS Code's REST Client and httpYac share.
 */
final class HttpFile {

    private static final String ABOUT = """
            # Antin. Fill in the five variables; trust the province's certificate (province.trust).
            # Điền năm biến dưới đây; tin cậy chứng thư của tỉnh (province.trust).
            """;

    private static final String BOUNDARY = "thu-lien-thong";

    /** Values that a call passes on, and how later calls refer to them. */
    private final Map<String, String> kept = new HashMap<>();

    private final StringBuilder text = new StringBuilder();

    private HttpFile() {}

    /** The file, with this node as the sender. */
    static String of(String node) {
        HttpFile file = new HttpFile();
        file.text.append(ABOUT);
        SampleVariables.own(node)
                .forEach((name, value) -> file.text
                        .append('@')
                        .append(name)
                        .append(" = ")
                        .append(value)
                        .append('\n'));
        Contract contract = Contract.read();
        file.heading(PostmanCollection.FLOW);
        for (SampleRequest request : SampleFlow.of(contract)) {
            file.write(request);
            request.keep().forEach((name, pointer) -> file.kept.put(name, answered(request.id(), pointer)));
        }
        file.heading("Every call / Từng lệnh gọi");
        contract.requests().forEach(file::write);
        return file.text.toString();
    }

    private static String answered(String call, String pointer) {
        return "{{" + call + ".response.body.$"
                + pointer.replaceAll("/(\\d+)", "[$1]").replace('/', '.') + "}}";
    }

    private void heading(String title) {
        text.append("\n# ").append("=".repeat(100)).append("\n# ").append(title).append('\n');
    }

    private void write(SampleRequest request) {
        text.append("\n### ").append(request.title()).append('\n');
        if (!request.keep().isEmpty()) {
            text.append("# @name ").append(request.id()).append('\n');
        }
        List<SampleRequest.SampleField> query = request.needed();
        StringBuilder address = new StringBuilder();
        query.forEach(field -> address.append(address.length() == 0 ? '?' : '&')
                .append(field.name())
                .append('=')
                .append(field.value()));
        request.query().stream()
                .filter(field -> !field.on())
                .forEach(field -> text.append("# ?")
                        .append(field.name())
                        .append('=')
                        .append(field.value())
                        .append("  ")
                        .append(field.about())
                        .append('\n'));
        text.append(request.method())
                .append(" {{")
                .append(request.agency())
                .append("}}")
                .append(handedOn(request.path() + address))
                .append("\nAuthorization: Bearer {{")
                .append(request.agency())
                .append("Key}}\n");
        request.headers().stream()
                .filter(SampleRequest.SampleField::on)
                .forEach(field -> text.append(field.name())
                        .append(": ")
                        .append(handedOn(field.value()))
                        .append('\n'));
        request.body().ifPresent(this::body);
    }

    private void body(SampleRequest.SampleBody body) {
        if (body.parts().isEmpty()) {
            text.append("Content-Type: ")
                    .append(body.type())
                    .append("\n\n")
                    .append(handedOn(body.text()))
                    .append('\n');
            return;
        }
        text.append("Content-Type: ")
                .append(body.type())
                .append("; boundary=")
                .append(BOUNDARY)
                .append("\n\n");
        for (SampleRequest.SamplePart part : body.parts()) {
            boolean file = part.text().isEmpty();
            text.append("--")
                    .append(BOUNDARY)
                    .append("\nContent-Disposition: form-data; name=\"")
                    .append(part.name())
                    .append(file ? "\"; filename=\"cong-van.pdf\"\nContent-Type: application/pdf\n\n" : "\"\n")
                    .append(file ? "< ./cong-van.pdf" : "Content-Type: application/json\n\n" + handedOn(part.text()))
                    .append('\n');
        }
        text.append("--").append(BOUNDARY).append("--\n");
    }

    private String handedOn(String written) {
        String result = written;
        for (Map.Entry<String, String> one : kept.entrySet()) {
            result = result.replace("{{" + one.getKey() + "}}", one.getValue());
        }
        return result;
    }
}
