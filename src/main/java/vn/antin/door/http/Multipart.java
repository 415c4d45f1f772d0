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
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Attributes;
import vn.antin.edxml.Source;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/** Reads bodies of many parts; large parts wait in a folder of the door's own until they are closed. */
public final class Multipart {

    private static final int IN_MEMORY = 64 << 10;
    private static final int PART_HEADERS = 8 << 10;
    private static final int HARD_LIMIT = 1_000;
    private static final int FORM_PARTS = 20;

    private Multipart() {}

    /**
     * Reads the whole body before anything is done with it.
     *
     * @param body bounds its own length
     * @param contentType multipart/form-data with its boundary
     */
    public static MultiPartFormData.Parts read(InputStream body, String contentType, Path spool) {
        return read(
                body,
                contentType,
                new MultiPartConfig.Builder()
                        .location(spool)
                        .maxMemoryPartSize(IN_MEMORY)
                        .maxHeadersSize(PART_HEADERS)
                        .maxSize(-1)
                        .maxPartSize(-1)
                        .maxParts(HARD_LIMIT)
                        .build());
    }

    /**
     * Reads the parts of a form by their names, in memory: nothing is written anywhere.
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
        try (MultiPartFormData.Parts parts = read(body, contentType, config)) {
            for (MultiPart.Part part : parts) {
                fields.put(part.getName(), bytes(part));
            }
        }
        return fields;
    }

    private static MultiPartFormData.Parts read(InputStream body, String contentType, MultiPartConfig config) {
        try {
            return MultiPartFormData.getParts(
                    Content.Source.from(new Open(body)), new Attributes.Mapped(), contentType, config);
        } catch (RuntimeException e) {
            throw why(e);
        }
    }

    /** What a reader of parts broke on, without the names of its classes. */
    public static RuntimeException why(RuntimeException failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refused refused) {
                return refused;
            }
            root = cause;
        }
        String words = String.valueOf(root.getMessage());
        return words.contains("No space left")
                ? new TryLater(Fault.DISK_FULL, failure)
                : new Refused(Fault.MULTIPART_MALFORMED, failure, words);
    }

    /** A body that stays open when its reader gives up: what is left of it may have to pass by before the answer is read. */
    private static final class Open extends FilterInputStream {

        Open(InputStream body) {
            super(body);
        }

        @Override
        public void close() {
            // The server closes it when the call is over.
        }
    }

    /** The bytes of a part, to be opened as often as they are needed. */
    public static Source source(MultiPart.Part part) {
        return () -> Content.Source.asInputStream(part.createContentSource());
    }

    /** The bytes of a small part. */
    public static byte[] bytes(MultiPart.Part part) throws IOException {
        try (InputStream in = source(part).open()) {
            return in.readAllBytes();
        }
    }
}
