package vn.antin.door.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Directory;
import vn.antin.door.Caller;
import vn.antin.door.Described;
import vn.antin.door.DoorLimits;
import vn.antin.door.FileNames;
import vn.antin.door.JsonFields;
import vn.antin.door.LetterReader;
import vn.antin.door.http.Body;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.submit.Submission;
import vn.antin.submit.Submission.Enclosure;

/** Reads submissions: metadata with files, or an edXML package. */
final class SubmissionReader {

    static final String EDXML = "application/edxml+xml";

    /** Media types of a submission; a body without a declared type is refused. */
    static final List<String> TYPES = List.of(
            MediaType.MULTIPART_FORM_DATA,
            MediaType.APPLICATION_JSON,
            MediaType.APPLICATION_XML,
            MediaType.TEXT_XML,
            EDXML);

    private final LetterReader reader;
    private final DoorLimits limits;
    private final Path spool;
    private final UploadService uploads;

    /** A submission and the uploads it names. */
    record ReadSubmission(Submission submission, NamedUploads uploads) {}

    /** Uses a submission while its files can be read. */
    @FunctionalInterface
    interface SubmissionUse<T> {
        T of(ReadSubmission read) throws IOException;
    }

    /**
     * Builds a reader.
     *
     * @param spool a folder of the door for large parts
     */
    SubmissionReader(Supplier<Directory> directory, DoorLimits limits, Path spool, UploadService uploads) {
        this.reader = new LetterReader(directory);
        this.limits = limits;
        this.spool = spool;
        this.uploads = uploads;
    }

    /**
     * Reads a request and passes the submission on; large files can be read until this returns.
     *
     * @param use receives the submission
     */
    <T> T read(HttpServletRequest request, Caller caller, @Nullable String key, SubmissionUse<T> use)
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
            try (MultipartForm form = MultipartForm.read(request, limits, spool)) {
                return use.of(letter(form.metadata(), form.files(), caller, key));
            }
        }
        boolean json = type.equals(MediaType.APPLICATION_JSON);
        try (InputStream stream = Body.of(request, json ? DoorLimits.JSON_BYTES : limits.packageBytes())) {
            byte[] body = stream.readAllBytes();
            return use.of(
                    json
                            ? letter(body, List.of(), caller, key)
                            : new ReadSubmission(reader.edxml(body, caller, key), uploads(body, List.of())));
        }
    }

    /** The same caller, key and content make the same submission. */
    private NamedUploads uploads(byte[] words, List<NamedUploads.NamedUpload> names, String... who) {
        return new NamedUploads(
                uploads,
                names.stream().map(NamedUploads.NamedUpload::upload).toList(),
                Digest.sha256(String.join("\n", who).getBytes(UTF_8), words));
    }

    private ReadSubmission letter(byte[] metadata, List<Enclosure> files, Caller caller, @Nullable String key) {
        JsonFields json = JsonFields.read(metadata);
        List<NamedUploads.NamedUpload> names = files.isEmpty() ? names(json) : List.of();
        List<Enclosure> described = files.isEmpty() ? files : Described.files(json, files);
        Submission.Letter letter = LetterReader.letter(json, described, caller, key);
        if (names.size() > limits.files()) {
            throw new Refused(Fault.TOO_MANY_PARTS, Integer.toString(limits.files()));
        }
        AgencyCode sender = letter.caller();
        Submission.Letter whole = names.isEmpty()
                ? letter
                : letter.with(NamedUploads.enclosures(uploads, sender, names, limits.bodyBytes()));
        return new ReadSubmission(whole, uploads(metadata, names, sender.value(), String.valueOf(key)));
    }

    private static List<NamedUploads.NamedUpload> names(JsonFields json) {
        List<NamedUploads.NamedUpload> names = new ArrayList<>();
        Set<UUID> once = new HashSet<>();
        for (JsonFields file : json.objects("files")) {
            UUID upload = file.as("upload", 36, UUID::fromString);
            String name = file.as("name", DoorLimits.JSON_BYTES, FileNames::checked);
            String type = file.as("mediaType", 200, FileNames::mediaType);
            String words = file.words("description", Described.LONGEST);
            if (upload == null) {
                file.required("upload", 36);
            } else if (!once.add(upload)) {
                throw new Refused(Fault.FIELD_INVALID, "upload", upload.toString());
            } else {
                names.add(new NamedUploads.NamedUpload(upload, name, type, words));
            }
        }
        return names;
    }
}
