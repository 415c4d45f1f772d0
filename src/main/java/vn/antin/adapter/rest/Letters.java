package vn.antin.adapter.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;
import vn.antin.envelope.Urgency;
import vn.antin.submit.Submission;
import vn.antin.submit.Submission.Enclosure;

/** Reads what is handed in at the door: metadata with files, or an edXML package. */
final class Letters {

    static final String EDXML = "application/edxml+xml";

    /** What a document may come as; a body of no declared type is nothing. */
    static final List<String> TYPES =
            List.of(MediaType.MULTIPART_FORM_DATA, MediaType.APPLICATION_XML, MediaType.TEXT_XML, EDXML);

    private static final int CODE = 35;

    private final Supplier<Directory> directory;
    private final DoorLimits limits;
    private final Path spool;

    /**
     * A reader of letters.
     *
     * @param spool a folder of the door's own, where large parts wait
     */
    Letters(Supplier<Directory> directory, DoorLimits limits, Path spool) {
        this.directory = directory;
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
        checkKey(key);
        String type = String.valueOf(request.getContentType())
                .split(";", 2)[0]
                .strip()
                .toLowerCase(Locale.ROOT);
        if (!TYPES.contains(type)) {
            throw new Refused(Fault.MEDIA_TYPE, type);
        }
        if (type.equals(MediaType.MULTIPART_FORM_DATA)) {
            try (Form form = Form.read(request, limits, spool)) {
                return use.apply(letter(JsonFields.read(form.metadata()), form.files(), caller, key));
            }
        }
        try (InputStream body = Body.of(request, limits.packageBytes())) {
            byte[] edxml = body.readAllBytes();
            return use.apply(new Submission.Edxml(sender(edxml, caller), key, edxml));
        }
    }

    private static void checkKey(@Nullable String key) {
        if (key == null) {
            return;
        }
        if (key.length() > DoorLimits.KEY_LENGTH) {
            throw new Refused(Fault.FIELD_TOO_LONG, "Idempotency-Key", Integer.toString(DoorLimits.KEY_LENGTH));
        }
        if (key.isBlank() || !key.chars().allMatch(c -> c > 31 && c < 127)) {
            throw new Refused(Fault.FIELD_INVALID, "Idempotency-Key", key);
        }
    }

    /** A package whose sender cannot be made out goes on to the intake, which tells all that is wrong with it. */
    private AgencyCode sender(byte[] edxml, Caller caller) {
        return Sender.of(edxml)
                .map(code -> caller.named(caller.agencies().contains(code) ? code : today(code)))
                .orElseGet(() -> caller.agencies().iterator().next());
    }

    /** The code in force of an agency that is named by an older one. */
    private AgencyCode today(AgencyCode code) {
        return directory.get().agency(code).map(Agency::code).orElse(code);
    }

    static Submission letter(JsonFields json, List<Enclosure> files, Caller caller, @Nullable String key) {
        AgencyCode from = json.as("from", CODE, code -> caller.named(new AgencyCode(code)));
        List<AgencyCode> to = json.list("to", CODE, AgencyCode::new);
        String subject = json.required("subject", 500);
        Urgency urgency = json.as("urgency", 20, Urgency::valueOf);
        String documentId = json.text("documentId", 250);
        String number = json.text("number", 20);
        String notation = json.text("notation", 50);
        LocalDate promulgated = json.as("promulgated", 10, LocalDate::parse);
        String typeName = json.text("typeName", 100);
        Instant expires =
                json.as("expires", 40, text -> OffsetDateTime.parse(text).toInstant());
        json.refuse();
        return new Submission.Letter(
                from == null ? caller.only() : from,
                key,
                to,
                subject,
                urgency == null ? Urgency.NORMAL : urgency,
                documentId,
                number,
                notation,
                promulgated,
                typeName,
                expires,
                files);
    }
}
