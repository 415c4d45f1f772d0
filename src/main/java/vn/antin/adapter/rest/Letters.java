package vn.antin.adapter.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;
import vn.antin.envelope.Urgency;
import vn.antin.submit.Submission;
import vn.antin.submit.Submission.Enclosure;

/** Reads what is handed in at the door: metadata with files, or an edXML package. */
final class Letters {

    static final String EDXML = "application/edxml+xml";

    /** What a document may come as; a body of no declared type is nothing. */
    static final List<String> TYPES = List.of(
            MediaType.MULTIPART_FORM_DATA,
            MediaType.APPLICATION_JSON,
            MediaType.APPLICATION_XML,
            MediaType.TEXT_XML,
            EDXML);

    private static final int CODE = 35;

    private final Supplier<Directory> directory;
    private final DoorLimits limits;
    private final Path spool;
    private final UploadDesk uploads;

    /** What was read: a submission, and the uploads it names. */
    record Read(Submission submission, NamedUploads uploads) {}

    /** What is done with it while its files may be read. */
    @FunctionalInterface
    interface Use<T> {
        T of(Read read) throws IOException;
    }

    /**
     * A reader of letters.
     *
     * @param spool a folder of the door's own, where large parts wait
     */
    Letters(Supplier<Directory> directory, DoorLimits limits, Path spool, UploadDesk uploads) {
        this.directory = directory;
        this.limits = limits;
        this.spool = spool;
        this.uploads = uploads;
    }

    /**
     * Reads a request and hands on what it says; large files may be read until this returns.
     *
     * @param use what is done with it
     */
    <T> T read(HttpServletRequest request, Caller caller, @Nullable String key, Use<T> use) throws IOException {
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
                return use.of(letter(form.metadata(), form.files(), caller, key));
            }
        }
        boolean json = type.equals(MediaType.APPLICATION_JSON);
        try (InputStream stream = Body.of(request, json ? DoorLimits.JSON_BYTES : limits.packageBytes())) {
            byte[] body = stream.readAllBytes();
            return use.of(
                    json
                            ? letter(body, List.of(), caller, key)
                            : new Read(
                                    new Submission.Edxml(sender(body, caller), key, body), uploads(body, List.of())));
        }
    }

    /** The same caller with the same key and the same words means the same submission. */
    private NamedUploads uploads(byte[] words, List<NamedUploads.Name> names, String... who) {
        return new NamedUploads(
                uploads,
                names.stream().map(NamedUploads.Name::upload).toList(),
                Digest.sha256(String.join("\n", who).getBytes(UTF_8), words));
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

    private Read letter(byte[] metadata, List<Enclosure> files, Caller caller, @Nullable String key) {
        JsonFields json = JsonFields.read(metadata);
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
        List<NamedUploads.Name> names = names(json);
        json.refuse();
        AgencyCode sender = from == null ? caller.only() : from;
        if (!names.isEmpty() && !files.isEmpty()) {
            throw new Refused(Fault.FIELD_INVALID, "files", "multipart + uploads");
        }
        if (names.size() > limits.files()) {
            throw new Refused(Fault.TOO_MANY_PARTS, Integer.toString(limits.files()));
        }
        Submission.Letter letter = new Submission.Letter(
                sender,
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
                names.isEmpty() ? files : NamedUploads.enclosures(uploads, sender, names, limits.bodyBytes()));
        return new Read(letter, uploads(metadata, names, sender.value(), String.valueOf(key)));
    }

    private static List<NamedUploads.Name> names(JsonFields json) {
        List<NamedUploads.Name> names = new ArrayList<>();
        Set<UUID> once = new HashSet<>();
        for (JsonFields file : json.objects("files")) {
            UUID upload = file.as("upload", 36, UUID::fromString);
            String name = file.as("name", DoorLimits.FILE_NAME_LENGTH, Form::usable);
            String type = file.as("mediaType", 200, Form::mediaType);
            if (upload == null) {
                file.required("upload", 36);
            } else if (!once.add(upload)) {
                throw new Refused(Fault.FIELD_INVALID, "upload", upload.toString());
            } else {
                names.add(new NamedUploads.Name(upload, name, type));
            }
        }
        return names;
    }
}
