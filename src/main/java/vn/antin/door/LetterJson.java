package vn.antin.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.EdxmlAttachment;
import vn.antin.edxml.EdxmlPackage;
import vn.antin.edxml.FurtherFields;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Operation;

/**
 * Writes the content of a package as the JSON that {@link LetterReader} reads, so that it can be submitted again;
 * absent values are left out. A report, which is no letter, has the members {@code status} and {@code answers}.
 */
public final class LetterJson {

    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    private LetterJson() {}

    /** All that the package says about itself and its files. */
    public static ObjectNode of(EdxmlPackage edxml) {
        LetterJson letter = new LetterJson();
        letter.header(edxml.header());
        letter.files(edxml.attachments());
        return letter.json;
    }

    private void header(BusinessHeader header) {
        boolean report = header.operation() == Operation.STATUS;
        json.put("operation", header.operation().name());
        json.put("from", header.from().code().value());
        codes(
                json,
                "to",
                header.to().stream().map(BusinessHeader.HeaderParty::code).toList());
        parties(header);
        text(json, "subject", header.subject());
        if (!report) {
            json.put("urgency", header.urgency().name());
        }
        text(json, "documentId", header.documentId());
        text(json, "number", header.number());
        text(json, "notation", header.notation());
        text(json, "place", header.place());
        header.promulgated().ifPresent(day -> json.put("promulgated", day.toString()));
        positive("type", header.type().type());
        positive("typeDetail", header.type().detail());
        text(json, "typeName", header.type().name());
        text(json, "content", header.content());
        BusinessHeader.HeaderSigner signer = header.signer();
        texts("signer", "competence", signer.competence(), "position", signer.position(), "name", signer.name());
        header.due().ifPresent(day -> json.put("due", day.toString()));
        answers(header.responseFor());
        text(json, "reason", header.reason());
        if (!report) {
            earlier(header.refersTo());
        }
        further(header.further());
        header.status().ifPresent(this::status);
    }

    private void status(BusinessHeader.StatusReport status) {
        ObjectNode one = json.putObject("status").put("code", status.code());
        text(one, "description", status.description());
        one.put("at", status.at().toString());
    }

    private void parties(BusinessHeader header) {
        Map<AgencyCode, BusinessHeader.HeaderParty> once = new LinkedHashMap<>();
        Stream.concat(Stream.of(header.from()), header.to().stream())
                .filter(party -> !party.equals(new BusinessHeader.HeaderParty(party.code(), "")))
                .forEach(party -> once.putIfAbsent(party.code(), party));
        for (BusinessHeader.HeaderParty party : once.values()) {
            ObjectNode one = json.withArray("/parties").addObject();
            one.put("agency", party.code().value());
            text(one, "name", party.name());
            text(one, "inCharge", party.inCharge());
            text(one, "address", party.address());
            text(one, "email", party.email());
            text(one, "telephone", party.telephone());
            text(one, "fax", party.fax());
            text(one, "website", party.website());
        }
    }

    private void answers(List<BusinessHeader.AnsweredDocument> all) {
        for (BusinessHeader.AnsweredDocument answered : all) {
            ObjectNode one = json.withArray("/answers").addObject();
            answered.agency().ifPresent(agency -> one.put("agency", agency.value()));
            text(one, "code", answered.code());
            text(one, "promulgated", answered.promulgated().replace('/', '-'));
            text(one, "documentId", answered.documentId());
        }
    }

    private void earlier(List<BusinessHeader.Reference> all) {
        for (BusinessHeader.Reference reference : all) {
            ObjectNode one = json.withArray("/earlier").addObject().put("documentId", reference.documentId());
            codes(one, "agencies", reference.concerns());
        }
    }

    private void further(FurtherFields further) {
        FurtherFields.Issue issue = further.issue();
        list("toPlaces", further.toPlaces());
        text(json, "sphere", issue.sphere());
        text(json, "typist", issue.typist());
        issue.copies().ifPresent(copies -> json.put("copies", copies));
        issue.pages().ifPresent(pages -> json.put("pages", pages));
        issue.direction().ifPresent(direction -> json.put("direction", direction));
        list("appendixes", issue.appendixes());
        further.steering().ifPresent(steering -> json.put("steering", steering));
        FurtherFields.Staff staff = further.staff();
        texts(
                "staff",
                "department",
                staff.department(),
                "name",
                staff.name(),
                "mobile",
                staff.mobile(),
                "email",
                staff.email());
        further.paper().ifPresent(paper -> json.put("paper", paper));
        further.changes().ifPresent(changes -> {
            ObjectNode one = json.putObject("changes");
            one.put("document", changes.document()).put("receivers", changes.receivers());
            codes(one, "added", changes.added());
            codes(one, "removed", changes.removed());
        });
    }

    private void files(List<EdxmlAttachment> attachments) {
        for (EdxmlAttachment attachment : attachments) {
            ObjectNode one = json.withArray("/files").addObject();
            text(one, "name", attachment.name());
            text(one, "mediaType", attachment.mediaType());
            text(one, "description", attachment.description());
        }
    }

    private void positive(String name, int number) {
        if (number > 0) {
            json.put(name, number);
        }
    }

    private void list(String name, Collection<String> texts) {
        if (!texts.isEmpty()) {
            texts.forEach(json.putArray(name)::add);
        }
    }

    private static void codes(ObjectNode object, String name, Collection<AgencyCode> codes) {
        if (!codes.isEmpty()) {
            ArrayNode array = object.putArray(name);
            codes.forEach(code -> array.add(code.value()));
        }
    }

    /** Adds an object of texts, unless all are absent. */
    private void texts(String name, String... pairs) {
        ObjectNode one = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < pairs.length; i += 2) {
            text(one, pairs[i], pairs[i + 1]);
        }
        if (!one.isEmpty()) {
            json.set(name, one);
        }
    }

    private static void text(ObjectNode object, String name, String text) {
        if (!text.isEmpty()) {
            object.put(name, text);
        }
    }
}
