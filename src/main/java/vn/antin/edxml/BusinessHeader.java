package vn.antin.edxml;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Urgency;

/**
 * The business header of a package, with the names of the format. A text that is not given is empty.
 *
 * @param to the recipients; for a status report, its one addressee
 * @param documentId opaque; empty in a status report, which has no identifier of its own
 * @param refersTo the documents of a recall, update, replacement or status report
 * @param responseFor the documents that this one answers
 * @param status present exactly when the operation is STATUS
 * @param further fields that the bus carries without acting on them
 * @param secret whether it has the mark of a state secret, which is not allowed on this bus
 * @param xml MessageHeader and Bussiness in an {@code edXMLHeader} of their own, complete with namespaces; empty in a
 *     header made for writing
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record BusinessHeader(
        Operation operation,
        HeaderParty from,
        List<HeaderParty> to,
        String documentId,
        String number,
        String notation,
        String place,
        Optional<LocalDate> promulgated,
        DocumentType type,
        String subject,
        String content,
        HeaderSigner signer,
        Optional<LocalDate> due,
        Urgency urgency,
        String reason,
        List<Reference> refersTo,
        List<AnsweredDocument> responseFor,
        Optional<StatusReport> status,
        FurtherFields further,
        boolean secret,
        byte[] xml) {

    public BusinessHeader {
        to = List.copyOf(to);
        refersTo = List.copyOf(refersTo);
        responseFor = List.copyOf(responseFor);
    }

    /**
     * An agency as a package names it; a text that is not given is empty.
     *
     * @param inCharge the name of the agency above it
     */
    public record HeaderParty(
            AgencyCode code,
            String name,
            String inCharge,
            String address,
            String email,
            String telephone,
            String fax,
            String website) {

        public HeaderParty(AgencyCode code, String name) {
            this(code, name, "", "", "", "", "", "");
        }

        /** The same agency with this name. */
        public HeaderParty called(String newName) {
            return new HeaderParty(code, newName, inCharge, address, email, telephone, fax, website);
        }
    }

    /** The type of a document: recipients match on the name, 0 is a number that is not given. */
    public record DocumentType(int type, int detail, String name) {

        static final DocumentType NONE = new DocumentType(0, 0, "");
    }

    /** The person who signed, and in what capacity. */
    public record HeaderSigner(String competence, String position, String name) {

        public static final HeaderSigner NONE = new HeaderSigner("", "", "");
    }

    /**
     * An earlier document, and the recipients concerned by its recall or replacement; none means all its recipients.
     */
    public record Reference(String documentId, List<AgencyCode> concerns) {

        public Reference {
            concerns = List.copyOf(concerns);
        }
    }

    /** A document that this one answers; the code is number and notation in one text. */
    public record AnsweredDocument(Optional<AgencyCode> agency, String code, String promulgated, String documentId) {

        /** The reference of a report to a document, with the agency that gets the report. */
        public static AnsweredDocument of(BusinessHeader document, AgencyCode addressee) {
            return new AnsweredDocument(
                    Optional.of(addressee),
                    document.number + "/" + document.notation,
                    document.promulgated.map(HeaderWriter.DAY::format).orElse(""),
                    document.documentId);
        }
    }

    /** The progress of a recipient with a document: code 01 to 16, the clerk's text, and the time. */
    public record StatusReport(String code, String description, Instant at) {}

    /** Number, notation and year as one text, the second name of a document; empty where one of them is missing. */
    public Optional<String> serial() {
        return number.isEmpty() || notation.isEmpty()
                ? Optional.empty()
                : promulgated.map(day -> number + "/" + notation + "/" + day.getYear());
    }

    /** A new document with the required fields only. */
    public static BusinessHeader letter(
            HeaderParty from,
            List<HeaderParty> to,
            String documentId,
            String number,
            String notation,
            LocalDate promulgated,
            DocumentType type,
            String subject) {
        return new BusinessHeader(
                Operation.NEW,
                from,
                to,
                documentId,
                number,
                notation,
                "",
                Optional.of(promulgated),
                type,
                subject,
                "",
                HeaderSigner.NONE,
                Optional.empty(),
                Urgency.NORMAL,
                "",
                List.of(),
                List.of(),
                Optional.empty(),
                FurtherFields.NONE,
                false,
                new byte[0]);
    }

    /** A report to the agency that {@code about} names: the sender of a document, or with code 13 its recipient. */
    public static BusinessHeader report(
            HeaderParty from, AnsweredDocument about, StatusReport status, FurtherFields.Staff staff) {
        return new BusinessHeader(
                Operation.STATUS,
                from,
                about.agency().map(code -> new HeaderParty(code, "")).stream().toList(),
                "",
                "",
                "",
                "",
                Optional.empty(),
                DocumentType.NONE,
                "",
                "",
                HeaderSigner.NONE,
                Optional.empty(),
                Urgency.NORMAL,
                "",
                List.of(new Reference(about.documentId(), List.of())),
                List.of(about),
                Optional.of(status),
                FurtherFields.of(staff),
                false,
                new byte[0]);
    }

    /** The same document with optional fields. */
    public BusinessHeader with(
            String newPlace,
            String newContent,
            HeaderSigner newSigner,
            Optional<LocalDate> newDue,
            Urgency newUrgency) {
        return with(newPlace, newContent, newSigner, newDue, newUrgency, further);
    }

    /** The same with optional fields and those that the bus only carries. */
    public BusinessHeader with(
            String newPlace,
            String newContent,
            HeaderSigner newSigner,
            Optional<LocalDate> newDue,
            Urgency newUrgency,
            FurtherFields newFurther) {
        return new BusinessHeader(
                operation,
                from,
                to,
                documentId,
                number,
                notation,
                newPlace,
                promulgated,
                type,
                subject,
                newContent,
                newSigner,
                newDue,
                newUrgency,
                reason,
                refersTo,
                responseFor,
                status,
                newFurther,
                secret,
                xml);
    }

    /** The same document as a recall, update or replacement of earlier ones, or as an answer to others. */
    public BusinessHeader about(
            Operation newOperation,
            String newReason,
            List<Reference> newRefersTo,
            List<AnsweredDocument> newResponseFor) {
        return new BusinessHeader(
                newOperation,
                from,
                to,
                documentId,
                number,
                notation,
                place,
                promulgated,
                type,
                subject,
                content,
                signer,
                due,
                urgency,
                newReason,
                newRefersTo,
                newResponseFor,
                status,
                further,
                secret,
                xml);
    }
}
