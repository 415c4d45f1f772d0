package vn.antin.adapter.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.adapter.Body;
import vn.antin.adapter.Caller;
import vn.antin.adapter.DoorLimits;
import vn.antin.adapter.JsonFields;
import vn.antin.adapter.LetterReader;
import vn.antin.directory.Directory;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;
import vn.antin.submit.Submission;

/** Reads what is handed in at the door: metadata with files, or an edXML package. */
final class Letters {

    static final String EDXML = "application/edxml+xml";

    /** What a document may come as; a body of no declared type is nothing. */
    static final List<String> TYPES =
            List.of(MediaType.MULTIPART_FORM_DATA, MediaType.APPLICATION_XML, MediaType.TEXT_XML, EDXML);

    private final LetterReader reader;
    private final DoorLimits limits;
    private final Path spool;

    /**
     * A reader of letters.
     *
     * @param spool a folder of the door's own, where large parts wait
     */
    Letters(Supplier<Directory> directory, DoorLimits limits, Path spool) {
        this.reader = new LetterReader(directory);
        this.limits = limits;
        this.spool = spool;
    }

    /**
     * Reads a request and hands on what it says; large files may be read until this returns.
     *
     * @param use what is done with it
     */
    <T> T read(HttpServletRequest request, Caller caller, @Nullable String key, Function<Submission, T> use)
            throws IOException {
        LetterReader.checkedKey(key);
        String type = String.valueOf(request.getContentType())
                .split(";", 2)[0]
                .strip()
                .toLowerCase(Locale.ROOT);
        if (!TYPES.contains(type)) {
            throw new Refused(Fault.MEDIA_TYPE, type);
        }
        if (type.equals(MediaType.MULTIPART_FORM_DATA)) {
            try (Form form = Form.read(request, limits, spool)) {
                return use.apply(LetterReader.letter(JsonFields.read(form.metadata()), form.files(), caller, key));
            }
        }
        try (InputStream body = Body.of(request, limits.packageBytes())) {
            byte[] edxml = body.readAllBytes();
            return use.apply(reader.edxml(edxml, caller, key));
        }
    }
}
