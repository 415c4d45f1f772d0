package vn.antin.cli;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A multipart/form-data body with the parts {@code metadata} and {@code file}. */
public final class MultipartBody {

    private final String boundary;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    /** Publishers of the parts so far: text and files in turn. */
    private final List<HttpRequest.BodyPublisher> before = new ArrayList<>();

    public MultipartBody() {
        this.boundary = "antin-" + UUID.randomUUID();
    }

    public MultipartBody metadata(String json) {
        return part("name=\"metadata\"", "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    public MultipartBody file(String name, String type, byte[] content) {
        return part(named(name), type, content);
    }

    private static String named(String name) {
        String quoted = name.replace("\"", "%22").replaceAll("\\p{Cntrl}", "_");
        return "name=\"file\"; filename=\"" + quoted + "\"";
    }

    /** Adds a file, which is read while it is sent. */
    public MultipartBody file(String name, String type, Path file) throws FileNotFoundException {
        head(named(name), type);
        before.add(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
        before.add(HttpRequest.BodyPublishers.ofFile(file));
        body.reset();
        body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    /** The whole body, for sending. */
    public HttpRequest.BodyPublisher publisher() {
        List<HttpRequest.BodyPublisher> all = new ArrayList<>(before);
        all.add(HttpRequest.BodyPublishers.ofByteArray(bytes()));
        return HttpRequest.BodyPublishers.concat(all.toArray(new HttpRequest.BodyPublisher[0]));
    }

    private void head(String disposition, String type) {
        body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\nContent-Type: "
                        + type + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    private MultipartBody part(String disposition, String type, byte[] content) {
        head(disposition, type);
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    public String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    /** The whole body of a letter whose files are in memory. */
    public byte[] bytes() {
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(body.toByteArray());
        whole.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return whole.toByteArray();
    }
}
