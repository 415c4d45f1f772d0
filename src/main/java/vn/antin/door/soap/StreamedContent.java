package vn.antin.door.soap;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import vn.antin.deliver.Contents;
import vn.antin.door.FileNames;

/** Streams bytes to the caller; in memory only where they are inlined in the XML. */
final class StreamedContent extends DataHandler {

    private final Contents.OpenedContent opened;

    StreamedContent(Contents.OpenedContent opened) {
        super(new Whole(opened));
        this.opened = opened;
    }

    static StreamedContent of(byte[] bytes, String mediaType) {
        return new StreamedContent(Contents.OpenedContent.of("", mediaType, bytes));
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        opened.body().write(0, opened.size(), out);
    }

    /** For the framework, which reads the content where it writes base64. */
    private record Whole(Contents.OpenedContent opened) implements DataSource {

        @Override
        public InputStream getInputStream() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) opened.size());
            opened.body().write(0, opened.size(), bytes);
            return new ByteArrayInputStream(bytes.toByteArray());
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            throw new IOException("only to be read");
        }

        @Override
        public String getContentType() {
            return FileNames.mediaType(opened.mediaType());
        }

        @Override
        public String getName() {
            return "";
        }
    }
}
