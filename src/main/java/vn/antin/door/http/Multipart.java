package vn.antin.door.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Attributes;
import vn.antin.edxml.Source;
import vn.antin.fault.Fault;
import vn.antin.fault.FullDisk;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/** Reads multipart bodies; large parts are spooled to a folder of the door until they are closed. */
public final class Multipart {

    private static final int IN_MEMORY = 64 << 10;

    /** Bytes parsed, and written to the spool, at once. */
    private static final int BUFFER = 32 << 10;

    private static final int PART_HEADERS = 8 << 10;
    private static final int HARD_LIMIT = 1_000;
    private static final int FORM_PARTS = 20;

    private Multipart() {}

    /**
     * Reads the whole body before any of it is processed.
     *
     * @param body bounds its own length
     * @param contentType multipart/form-data with its boundary
     */
    public static MultiPartFormData.Parts read(InputStream body, String contentType, Path spool) {
        MultiPartConfig config = new MultiPartConfig.Builder()
                .location(spool)
                .maxMemoryPartSize(IN_MEMORY)
                .maxHeadersSize(PART_HEADERS)
                .maxSize(-1)
                .maxPartSize(-1)
                .maxParts(HARD_LIMIT)
                .build();
        UnclosedBody open = new UnclosedBody(body);
        try {
            return parts(open, contentType, config);
        } catch (RuntimeException e) {
            throw why(e, spool, open.count);
        }
    }

    /**
     * Reads the parts of a form by name, in memory only.
     *
     * @param body bounds its own length
     */
    public static Map<String, byte[]> form(InputStream body, String contentType) throws IOException {
        MultiPartConfig config = new MultiPartConfig.Builder()
                .maxMemoryPartSize(Integer.MAX_VALUE)
                .maxHeadersSize(PART_HEADERS)
                .maxSize(-1)
                .maxPartSize(-1)
                .maxParts(FORM_PARTS)
                .build();
        Map<String, byte[]> fields = new HashMap<>();
        try (MultiPartFormData.Parts parts = parts(new UnclosedBody(body), contentType, config)) {
            for (MultiPart.Part part : parts) {
                fields.put(part.getName(), bytes(part));
            }
        } catch (RuntimeException e) {
            throw why(e);
        }
        return fields;
    }

    private static MultiPartFormData.Parts parts(UnclosedBody body, String contentType, MultiPartConfig config) {
        Content.Source source =
                Content.Source.from(new ByteBufferPool.Sized(ByteBufferPool.NON_POOLING, false, BUFFER), body);
        return MultiPartFormData.getParts(source, new Attributes.Mapped(), contentType, config);
    }

    /**
     * What a reader broke on whose large parts go to a disk; it has removed them again.
     *
     * @param read bytes of the body that it had come to
     */
    static RuntimeException why(RuntimeException failure, Path spool, long read) {
        Refused why = why(failure);
        return why.fault() == Fault.MULTIPART_MALFORMED && FullDisk.at(spool, read)
                ? new TryLater(Fault.DISK_FULL, failure)
                : why;
    }

    /** The failure of the multipart parser, without the names of its classes. */
    public static Refused why(RuntimeException failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refused refused) {
                return refused;
            }
            root = cause;
        }
        return new Refused(Fault.MULTIPART_MALFORMED, failure, String.valueOf(root.getMessage()));
    }

    /**
     * A body that fills the reader's buffer, and ignores close: the rest of it may have to be drained before the answer is
     * read.
     */
    private static final class UnclosedBody extends FilterInputStream {

        private long count;

        UnclosedBody(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int some = in.readNBytes(bytes, offset, length);
            count += some;
            return some == 0 && length > 0 ? -1 : some;
        }

        @Override
        public void close() {
            // The server closes it at the end of the call.
        }
    }

    /** The bytes of a part; can be opened repeatedly. */
    public static Source source(MultiPart.Part part) {
        return () -> Content.Source.asInputStream(part.createContentSource());
    }

    public static byte[] bytes(MultiPart.Part part) throws IOException {
        try (InputStream in = source(part).open()) {
            return in.readAllBytes();
        }
    }
}
