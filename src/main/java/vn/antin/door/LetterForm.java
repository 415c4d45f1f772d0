package vn.antin.door;

import java.util.List;
import java.util.Set;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.submit.Submission;

/** Reads a letter's metadata at doors other than REST, with the same fields and the same refusals. */
public final class LetterForm {

    private LetterForm() {}

    /**
     * Reads the metadata of a letter.
     *
     * @param agency the only agency it may be from
     * @param key the Idempotency-Key
     */
    public static Submission letter(byte[] metadata, List<Submission.Enclosure> files, AgencyCode agency, String key) {
        if (metadata.length > DoorLimits.JSON_BYTES) {
            throw new Refused(Fault.TOO_LARGE, "metadata", Integer.toString(DoorLimits.JSON_BYTES));
        }
        JsonFields json = JsonFields.read(metadata);
        return LetterReader.letter(json, Described.files(json, files), new Caller(Set.of(agency)), key);
    }
}
