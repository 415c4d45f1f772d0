package vn.antin.door;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.antin.deliver.Offer;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.FurtherFields;
import vn.antin.edxml.StatusCode;
import vn.antin.envelope.Operation;
import vn.antin.envelope.PackageSignature;

/**
 * A document that has arrived, in the form every door gives it: enough for software to act without reading the package.
 *
 * @param code of a report, 02 to 16
 * @param reason the clerk's words with a report, or why it is recalled, updated or replaced
 * @param staff the clerk who reports, or the contact person
 * @param packageSignature the result of checking a signature within the package at the sender's node; absent when it
 *     was not checked
 * @param refersTo the earlier documents it is about
 * @param answers the documents it replies to
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Arrived(
        String id,
        String sender,
        String recipient,
        DocumentKind kind,
        String operation,
        @JsonInclude(JsonInclude.Include.ALWAYS) String documentId,
        @Nullable String number,
        @Nullable String notation,
        @Nullable String promulgated,
        @JsonInclude(JsonInclude.Include.ALWAYS) String subject,
        String urgency,
        Instant created,
        Instant expires,
        @Nullable String code,
        @Nullable String reason,
        @Nullable ReportingStaff staff,
        @Nullable Signature packageSignature,
        List<Earlier> refersTo,
        List<Earlier> answers) {

    /** The kind of document: a recall comes as a package of type 1, or as a report with code 13. */
    public enum DocumentKind {
        DOCUMENT,
        STATUS,
        RECALL,
        UPDATE,
        REPLACE
    }

    /** A clerk; unknown members are absent. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record ReportingStaff(String department, String name, String mobile, String email) {

        static @Nullable ReportingStaff of(FurtherFields.Staff staff) {
            return staff.equals(FurtherFields.Staff.NONE)
                    ? null
                    : new ReportingStaff(staff.department(), staff.name(), staff.mobile(), staff.email());
        }
    }

    /**
     * The result of checking a signature that other software put into the package.
     *
     * @param policy the policy of the check: LEGACY-SHA1
     * @param result INTACT, BROKEN, UNREADABLE or TOO_LARGE
     * @param signer as its certificate says; no trusted authority confirms it
     */
    public record Signature(
            String policy,
            String result,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String signer) {

        static Signature of(PackageSignature found) {
            return new Signature(found.policy().word(), found.result().name(), found.signer());
        }
    }

    /**
     * An earlier document.
     *
     * @param id on this bus, when known
     * @param code number and notation
     * @param agency that issued it
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Earlier(
            @Nullable String id,
            String documentId,
            String code,
            String promulgated,
            @Nullable String agency) {}

    /** Reads an offer of the inbox. */
    public static Arrived of(Offer offer) {
        Optional<BusinessHeader> header = offer.header();
        Optional<BusinessHeader.StatusReport> status = header.flatMap(BusinessHeader::status);
        String code = status.map(BusinessHeader.StatusReport::code).orElse(null);
        return new Arrived(
                offer.id().toString(),
                offer.sender().value(),
                offer.recipient().value(),
                kind(offer.operation(), code),
                offer.operation().name(),
                offer.documentId(),
                header.map(BusinessHeader::number).orElse(null),
                header.map(BusinessHeader::notation).orElse(null),
                header.flatMap(BusinessHeader::promulgated)
                        .map(Objects::toString)
                        .orElse(null),
                offer.subject(),
                offer.urgency().name(),
                offer.created(),
                offer.expires(),
                code,
                status.map(BusinessHeader.StatusReport::description)
                        .or(() -> header.map(BusinessHeader::reason))
                        .orElse(null),
                header.map(one -> ReportingStaff.of(one.further().staff())).orElse(null),
                Optional.ofNullable(offer.signature()).map(Signature::of).orElse(null),
                header.map(one -> refersTo(offer, one)).orElse(List.of()),
                header.filter(one -> one.status().isEmpty())
                        .map(one -> one.responseFor().stream()
                                .map(Arrived::answered)
                                .toList())
                        .orElse(List.of()));
    }

    private static DocumentKind kind(Operation operation, @Nullable String code) {
        return switch (operation) {
            case NEW -> DocumentKind.DOCUMENT;
            case RECALL -> DocumentKind.RECALL;
            case UPDATE -> DocumentKind.UPDATE;
            case REPLACE -> DocumentKind.REPLACE;
            case STATUS -> StatusCode.RECALL_ASKED.code().equals(code) ? DocumentKind.RECALL : DocumentKind.STATUS;
        };
    }

    private static List<Earlier> refersTo(Offer offer, BusinessHeader header) {
        String id = offer.about() == null ? null : offer.about().toString();
        if (header.operation() == Operation.STATUS) {
            boolean asked = kind(Operation.STATUS, header.status().orElseThrow().code()) == DocumentKind.RECALL;
            return header.responseFor().stream()
                    .limit(1)
                    .map(Arrived::answered)
                    .map(one -> new Earlier(
                            id,
                            one.documentId(),
                            one.code(),
                            one.promulgated(),
                            asked ? offer.sender().value() : one.agency()))
                    .toList();
        }
        Stream<BusinessHeader.Reference> earlier = header.refersTo().stream();
        return earlier.map(one -> referred(offer, header, one)).toList();
    }

    /** A recall and most updates carry the subject of the document they are about; a replacement has its own. */
    private static Earlier referred(Offer offer, BusinessHeader header, BusinessHeader.Reference one) {
        boolean same = one.documentId().equals(header.documentId());
        boolean alone = header.refersTo().size() == 1 && offer.about() != null;
        return new Earlier(
                alone ? String.valueOf(offer.about()) : null,
                one.documentId(),
                same ? header.number() + "/" + header.notation() : "",
                same ? header.promulgated().map(Objects::toString).orElse("") : "",
                offer.sender().value());
    }

    private static Earlier answered(BusinessHeader.AnsweredDocument one) {
        return new Earlier(
                null,
                one.documentId(),
                one.code(),
                one.promulgated().replace('/', '-'),
                one.agency().map(Objects::toString).orElse(null));
    }
}
