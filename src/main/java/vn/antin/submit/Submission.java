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
 * A request of an agency's software: an edXML package, a letter as metadata and files, or a report or recall of a
 * document that is here.
 */
public sealed interface Submission {

    /** The agency of the caller's API key. */
    AgencyCode caller();

    /** The caller's Idempotency-Key: the same key with the same content gets the first answer again. */
    @Nullable
    String key();

    /** An edXML package, byte for byte as it came. */
    record Edxml(AgencyCode caller, @Nullable String key, byte[] edxml) implements Submission {}

    /** An edXML package, unchanged bytes. */
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
            LetterDetails details,
            @Nullable Instant expires,
            List<Enclosure> files)
            implements Submission {

        public Letter {
            to = List.copyOf(to);
            files = List.copyOf(files);
        }

        /** The same letter with other files. */
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
                    details,
                    expires,
                    others);
        }
    }

    /**
     * An agency's report on a document it received, or with code 13 its recall request for one it sent; becomes a
     * status package.
     *
     * @param about the document on this node
     * @param header the header of that document
     * @param code 02 to 06, 13, 15 or 16
     * @param reason required with 02, 13 and 16
     * @param staff the reporting person; may be empty
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
     * The recall of a sent document: immediate while it has not left the node, else by a package of type 1.
     *
     * @param about the document on this node
     * @param header the header of that document
     * @param recipients the agencies with a copy
     * @param from the agencies whose copies are recalled; empty for all
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

    /** One file of a letter. Its content is read more than once; its description may be empty. */
    record Enclosure(String name, String mediaType, String description, Source content) {

        public Enclosure(String name, String mediaType, Source content) {
            this(name, mediaType, "", content);
        }

        /** The same file with a description. */
        public Enclosure describedAs(String words) {
            return new Enclosure(name, mediaType, words, content);
        }
    }
}
