package vn.antin.cli;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;

/** A multipart/form-data body with the parts {@code metadata} and {@code file}, as the door reads it. */
public final class Multipart {

    private final String boundary;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    public Multipart() {
        this("antin-" + UUID.randomUUID());
    }

    private Multipart(String boundary) {
        this.boundary = boundary;
    }

    public Multipart metadata(String json) {
        return part("name=\"metadata\"", "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    public Multipart file(String name, String type, byte[] content) {
        return part(named(name), type, content);
    }

    private static String named(String name) {
        String quoted = name.replace("\"", "%22").replaceAll("\\p{Cntrl}", "_");
        return "name=\"file\"; filename=\"" + quoted + "\"";
    }

    /** The whole body with one more file as its last part, read while it is sent. */
    public HttpRequest.BodyPublisher endingWith(String name, String type, Path file) throws FileNotFoundException {
        Multipart before = new Multipart(boundary);
        before.body.writeBytes(body.toByteArray());
        before.head(named(name), type);
        return HttpRequest.BodyPublishers.concat(
                HttpRequest.BodyPublishers.ofByteArray(before.body.toByteArray()),
                HttpRequest.BodyPublishers.ofFile(file),
                HttpRequest.BodyPublishers.ofByteArray(
                        ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII)));
    }

    private void head(String disposition, String type) {
        body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\nContent-Type: "
                        + type + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    private Multipart part(String disposition, String type, byte[] content) {
        head(disposition, type);
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    public String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    public byte[] bytes() {
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(body.toByteArray());
        whole.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return whole.toByteArray();
    }
}
