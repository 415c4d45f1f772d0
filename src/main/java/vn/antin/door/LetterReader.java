package vn.antin.door;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Urgency;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.submit.LetterDetails;
import vn.antin.submit.Submission;
import vn.antin.submit.Submission.Enclosure;

/** Converts what callers hand in to submissions, with the same faults at every door. */
public final class LetterReader {

    /** Greatest length of an agency code, in characters. */
    public static final int CODE = 35;

    private final Supplier<Directory> directory;

    public LetterReader(Supplier<Directory> directory) {
        this.directory = directory;
    }

    /**
     * Returns the key.
     *
     * @throws Refused if it is no valid Idempotency-Key
     */
    public static @Nullable String checkedKey(@Nullable String key) {
        if (key == null) {
            return null;
        }
        if (key.length() > DoorLimits.KEY_LENGTH) {
            throw new Refused(Fault.FIELD_TOO_LONG, "Idempotency-Key", Integer.toString(DoorLimits.KEY_LENGTH));
        }
        if (key.isBlank() || !key.chars().allMatch(c -> c > 31 && c < 127)) {
            throw new Refused(Fault.FIELD_INVALID, "Idempotency-Key", key);
        }
        return key;
    }

    /** Reads an edXML package. */
    public Submission edxml(byte[] edxml, Caller caller, @Nullable String key) {
        return new Submission.Edxml(sender(edxml, caller), key, edxml);
    }

    /**
     * The sender of a package. A package whose sender cannot be read goes on to the intake, which reports all its
     * faults.
     */
    private AgencyCode sender(byte[] edxml, Caller caller) {
        return Sender.of(edxml)
                .map(code -> caller.named(caller.agencies().contains(code) ? code : today(code)))
                .orElseGet(() -> caller.agencies().iterator().next());
    }

    /** The current code of an agency that is named by an older one. */
    private AgencyCode today(AgencyCode code) {
        return directory.get().agency(code).map(Agency::code).orElse(code);
    }

    /** Reads a letter from its metadata. */
    public static Submission.Letter letter(
            JsonFields json, List<Enclosure> files, Caller caller, @Nullable String key) {
        AgencyCode from = json.as("from", CODE, code -> caller.named(new AgencyCode(code)));
        List<AgencyCode> to = json.list("to", CODE, AgencyCode::new);
        String subject = json.required("subject", 500);
        Urgency urgency = json.as("urgency", 20, Urgency::valueOf);
        String documentId = json.text("documentId", 250);
        String number = json.text("number", 20);
        String notation = json.text("notation", 50);
        LocalDate promulgated = json.as("promulgated", 10, LocalDate::parse);
        String typeName = json.text("typeName", 100);
        LetterDetails wording = LetterDetailsReader.read(json);
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
                wording,
                expires,
                files);
    }

    /**
     * Reads the metadata of a letter that comes by another door than REST, with the same fields and refusals.
     *
     * @param agency the only agency it may be from
     * @param key the Idempotency-Key
     */
    public static Submission letter(byte[] metadata, List<Submission.Enclosure> files, AgencyCode agency, String key) {
        if (metadata.length > DoorLimits.JSON_BYTES) {
            throw new Refused(Fault.TOO_LARGE, "metadata", Integer.toString(DoorLimits.JSON_BYTES));
        }
        JsonFields json = JsonFields.read(metadata);
        return letter(json, Described.files(json, files), new Caller(Set.of(agency)), key);
    }
}
