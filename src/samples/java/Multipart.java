import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** JSON và các tệp, đi thẳng từ đĩa. JSON and files, straight from the disk; never in memory. */
final class Multipart {

    private final String boundary = UUID.randomUUID().toString();
    private final String json;
    private final List<Path> files;

    Multipart(String json, List<Path> files) {
        this.json = json;
        this.files = files;
    }

    String type() {
        return "multipart/form-data; boundary=" + boundary;
    }

    void write(OutputStream out) throws IOException {
        text(out, part("name=\"metadata\"", "application/json") + json + "\r\n");
        for (Path file : files) {
            String name = file.getFileName().toString().replace("\"", "'");
            text(out, part("name=\"file\"; filename=\"" + name + "\"", "application/octet-stream"));
            Files.copy(file, out);
            text(out, "\r\n");
        }
        text(out, "--" + boundary + "--\r\n");
    }

    private String part(String disposition, String type) {
        return "--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\nContent-Type: " + type
                + "\r\n\r\n";
    }

    private static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
