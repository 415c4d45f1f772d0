package vn.antin.edxml;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Urgency;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Reads the business header from the elements; collects every field that is missing, wrong or too long. */
final class HeaderReader {

    static final int IDENTIFIER = 255;

    private static final int SENTENCE = 500;

    /** A header is part of every envelope; this suffices for a thousand recipients with their addresses. */
    private static final int MAX_BYTES = 1 << 20;

    /** Elements that are ambiguous when they occur twice. */
    private static final List<String> ONCE =
            List.of("From", "Code", "PromulgationInfo", "DocumentType", "Subject", "DocumentId", "StatusCode");

    private final Element header;
    private final Element business;
    private final Operation operation;
    private final EarlierDocuments earlier;
    private final byte[] xml;
    private final FieldReader fields;

    HeaderReader(Element edxmlHeader, FieldReader fields) {
        this.header = edxmlHeader.first("MessageHeader").orElseThrow(EdxmlReader::notAPackage);
        this.business = Stream.concat(edxmlHeader.all("TraceHeaderList/Bussiness"), edxmlHeader.all("Bussiness"))
                .findFirst()
                .orElse(Element.empty("Bussiness"));
        this.fields = fields;
        this.operation = header.text("StatusCode").isEmpty()
                ? Codes.OPERATIONS.get(fields.number(business, "BussinessDocType", 3))
                : Operation.STATUS;
        this.earlier = new EarlierDocuments(header, business, fields);
        this.xml = HeaderText.of(header, business);
        if (xml.length > MAX_BYTES) {
            throw new Refused(Fault.TOO_LARGE, Integer.toString(xml.length), Integer.toString(MAX_BYTES));
        }
    }

    Operation operation() {
        return operation;
    }

    /** The header; meaningless if a fault was collected. */
    BusinessHeader read(LocalDate today) {
        ONCE.stream().filter(name -> header.all(name).count() > 1).forEach(name -> fields.invalid(name, "2x"));
        return operation == Operation.STATUS ? report() : document(today);
    }

    private BusinessHeader document(LocalDate today) {
        return new BusinessHeader(
                operation,
                party(header.first("From").orElse(Element.empty("From")), "From"),
                recipients(),
                fields.required(header, "DocumentId", IDENTIFIER),
                fields.required(header, "Code/CodeNumber", 30),
                fields.required(header, "Code/CodeNotation", 30),
                fields.text(header, "PromulgationInfo/Place", 50),
                promulgated(today),
                type(),
                fields.required(header, "Subject", SENTENCE),
                fields.text(header, "Content", SENTENCE),
                signer(),
                fields.day(header, "DueDate"),
                Codes.URGENCIES.get(fields.number(header, "OtherInfo/Priority", 4)),
                reason(),
                earlier.refersTo(operation),
                earlier.answered(),
                Optional.empty(),
                new FurtherFieldsReader(header, business).read(),
                SecretMark.in(header),
                xml);
    }

    private BusinessHeader report() {
        Element about = header.first("ResponseFor").orElse(Element.empty("ResponseFor"));
        Element addressee = about.text("OrganId").isEmpty() ? header.first("To").orElse(about) : about;
        BusinessHeader.Reference document =
                new BusinessHeader.Reference(fields.required(header, "ResponseFor/DocumentId", IDENTIFIER), List.of());
        return new BusinessHeader(
                operation,
                party(header.first("From").orElse(Element.empty("From")), "From"),
                List.of(party(addressee, "ResponseFor")),
                fields.text(header, "DocumentId", IDENTIFIER),
                "",
                "",
                "",
                Optional.empty(),
                BusinessHeader.DocumentType.NONE,
                fields.text(header, "Subject", SENTENCE),
                "",
                BusinessHeader.HeaderSigner.NONE,
                Optional.empty(),
                Urgency.NORMAL,
                "",
                List.of(document),
                earlier.answered(),
                Optional.of(status()),
                new FurtherFieldsReader(header, business).read(),
                SecretMark.in(header),
                xml);
    }

    private BusinessHeader.StatusReport status() {
        String code = header.text("StatusCode");
        if (!code.matches("[0-9]{2}")) {
            fields.invalid("StatusCode", code);
        }
        String description = StatusCode.of(code).filter(StatusCode::needsReason).isPresent()
                ? fields.required(header, "Description", SENTENCE)
                : fields.text(header, "Description", SENTENCE);
        return new BusinessHeader.StatusReport(
                code, description, fields.moment(header, "Timestamp").orElse(Instant.EPOCH));
    }

    private BusinessHeader.HeaderParty party(Element element, String called) {
        return FurtherFieldsReader.party(
                fields.agency(element, "OrganId", called + "/OrganId"),
                fields.text(element, "OrganName", 200),
                element);
    }

    private List<BusinessHeader.HeaderParty> recipients() {
        List<BusinessHeader.HeaderParty> parties = header.all("To")
                .filter(to -> !to.blank())
                .map(to -> party(to, "To"))
                .toList();
        if (parties.isEmpty()) {
            fields.missing("To");
        }
        Set<AgencyCode> seen = new HashSet<>();
        parties.stream()
                .map(BusinessHeader.HeaderParty::code)
                .filter(code -> !seen.add(code))
                .forEach(code -> fields.invalid("To/OrganId", code.value() + " ×2"));
        return parties;
    }

    private Optional<LocalDate> promulgated(LocalDate today) {
        String path = "PromulgationInfo/PromulgationDate";
        fields.required(header, path, SENTENCE);
        Optional<LocalDate> day = fields.day(header, path);
        day.filter(today::isBefore).ifPresent(future -> fields.invalid(path, future.toString()));
        return day;
    }

    private BusinessHeader.DocumentType type() {
        String name = fields.text(header, "DocumentType/TypeName", 100);
        if (name.isEmpty() && header.text("DocumentType/Type").isEmpty()) {
            fields.missing("DocumentType/TypeName");
        }
        return new BusinessHeader.DocumentType(
                fields.number(header, "DocumentType/Type", 9999),
                fields.number(header, "DocumentType/TypeDetail", 9999),
                name);
    }

    private BusinessHeader.HeaderSigner signer() {
        String position = fields.text(header, "SignerInfo/Position", 100);
        return new BusinessHeader.HeaderSigner(
                fields.text(header, "SignerInfo/Competence", 100),
                // the name of the position before 2016
                position.isEmpty() ? fields.text(header, "SignerInfo/Function", 100) : position,
                fields.text(header, "SignerInfo/FullName", 50));
    }

    private String reason() {
        String path = "BussinessDocReason";
        return operation == Operation.NEW
                ? fields.text(business, path, SENTENCE)
                : fields.required(business, path, SENTENCE);
    }
}
