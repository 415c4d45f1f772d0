package vn.antin.submit;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.Source;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Urgency;

/**
 * What an agency's software hands in: a whole edXML package, a few words about a letter and its files, or what it has to
 * say of a document that is here.
 */
public sealed interface Submission {

    /** The agency whose key the caller used. */
    AgencyCode caller();

    /** The caller's Idempotency-Key: the same key with the same content gets the first answer again. */
    @Nullable
    String key();

    /** An edXML package, byte for byte as it came. */
    record Edxml(AgencyCode caller, @Nullable String key, byte[] edxml) implements Submission {}

    /**
     * A letter by its metadata.
     *
     * @param documentId the agency's own identifier; made from sender, date, number and notation when absent
     * @param wording what it says beyond this
     * @param expires when it is useless to deliver it; the node's default when absent
     */
    record Letter(
            AgencyCode caller,
            @Nullable String key,
            List<AgencyCode> to,
            String subject,
            Urgency urgency,
            @Nullable String documentId,
            @Nullable String number,
            @Nullable String notation,
            @Nullable LocalDate promulgated,
            @Nullable String typeName,
            LetterDetails wording,
            @Nullable Instant expires,
            List<Enclosure> files)
            implements Submission {

        public Letter {
            to = List.copyOf(to);
            files = List.copyOf(files);
        }

        /** The same letter with these files. */
        public Letter with(List<Enclosure> others) {
            return new Letter(
                    caller,
                    key,
                    to,
                    subject,
                    urgency,
                    documentId,
                    number,
                    notation,
                    promulgated,
                    typeName,
                    wording,
                    expires,
                    others);
        }
    }

    /**
     * What an agency reports of a document it received (or, with code 13, asks of one it sent), as a status package.
     *
     * @param about the document here
     * @param header what that document says of itself
     * @param code 02 to 06, 13, 15 or 16
     * @param reason must be given with 02, 13 and 16
     * @param staff who reports; may be empty
     */
    record ReportSubmission(
            AgencyCode caller,
            @Nullable String key,
            EnvelopeId about,
            BusinessHeader header,
            String code,
            String reason,
            String staff)
            implements Submission {}

    /**
     * A document that its sender takes back: at once where it has not left, else by a package of type 1.
     *
     * @param about the document here
     * @param header what that document says of itself
     * @param recipients all who have a copy
     * @param from whose copies; empty for all
     */
    record RecallSubmission(
            AgencyCode caller,
            @Nullable String key,
            EnvelopeId about,
            BusinessHeader header,
            String reason,
            List<AgencyCode> recipients,
            List<AgencyCode> from)
            implements Submission {

        public RecallSubmission {
            recipients = List.copyOf(recipients);
            from = List.copyOf(from);
        }
    }

    /** One file of a letter; it is read more than once. The description may be empty. */
    record Enclosure(String name, String mediaType, String description, Source content) {

        public Enclosure(String name, String mediaType, Source content) {
            this(name, mediaType, "", content);
        }

        /** The same file, described. */
        public Enclosure describedAs(String words) {
            return new Enclosure(name, mediaType, words, content);
        }
    }
}
