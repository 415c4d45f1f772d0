package vn.antin.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A multipart/form-data body with the parts {@code metadata} and {@code file}, as the door reads it. */
final class Multipart {

    private final String boundary = "antin-" + UUID.randomUUID();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    Multipart metadata(String json) {
        return part("name=\"metadata\"", "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    Multipart file(String name, String type, byte[] content) {
        String quoted = name.replace("\"", "%22").replaceAll("\\p{Cntrl}", "_");
        return part("name=\"file\"; filename=\"" + quoted + "\"", type, content);
    }

    private Multipart part(String disposition, String type, byte[] content) {
        body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\nContent-Type: "
                        + type + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    byte[] bytes() {
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(body.toByteArray());
        whole.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return whole.toByteArray();
    }
}
