package vn.antin.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Builds a multipart body with raw part headers. */
final class PartsBody {

    static final String BOUNDARY = "thu-lien-thong";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** The lines of the headers end with CR LF. */
    PartsBody part(String headers, byte[] content) {
        bytes.writeBytes(("--" + BOUNDARY + "\r\n" + headers + "\r\n").getBytes(UTF_8));
        bytes.writeBytes(content);
        bytes.writeBytes("\r\n".getBytes(UTF_8));
        return this;
    }

    byte[] end() {
        bytes.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(UTF_8));
        return bytes.toByteArray();
    }
}
