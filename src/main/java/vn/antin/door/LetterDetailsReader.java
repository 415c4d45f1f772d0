package vn.antin.door;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.FurtherFields;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Operation;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.submit.LetterDetails;

/**
 * Reads the optional members of a letter, within the lengths of the national format; {@link LetterJson} writes them.
 */
final class LetterDetailsReader {

    private static final int NAME = 200;
    private static final int ADDRESS = 250;
    private static final int SENTENCE = 500;
    private static final int LINE = 100;
    private static final int SHORT = 50;
    private static final int TELEPHONE = 20;
    private static final int IDENTIFIER = 255;
    private static final int MOST = 65_535;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy/MM/dd");

    private LetterDetailsReader() {}

    static LetterDetails read(JsonFields json) {
        Operation operation = json.as("operation", TELEPHONE, LetterDetailsReader::operation);
        return new LetterDetails(
                operation == null ? Operation.NEW : operation,
                operation == null || operation == Operation.NEW
                        ? json.words("reason", SENTENCE)
                        : json.required("reason", SENTENCE),
                earlier(json, operation == null ? Operation.NEW : operation),
                answers(json),
                parties(json),
                json.words("place", SHORT),
                json.whole("type", 1, 9999),
                json.whole("typeDetail", 0, 9999),
                json.words("content", SENTENCE),
                signer(json.object("signer")),
                Optional.ofNullable(json.as("due", 10, LocalDate::parse)),
                further(json));
    }

    /** Refuses the operation of a report, which has a call of its own. */
    private static Operation operation(String text) {
        Operation operation = Operation.valueOf(text);
        if (operation == Operation.STATUS) {
            throw new Refused(Fault.FIELD_INVALID, "operation", text);
        }
        return operation;
    }

    /**
     * The documents that a recall or an update refers to: the format has room for one, and names no agencies concerned
     * for any.
     */
    private static List<BusinessHeader.Reference> earlier(JsonFields json, Operation operation) {
        List<BusinessHeader.Reference> all = json.objects("earlier").stream()
                .map(one -> new BusinessHeader.Reference(
                        one.required("documentId", IDENTIFIER),
                        one.maybeList("agencies", LetterReader.CODE, AgencyCode::new)))
                .toList();
        int most = operation == Operation.NEW ? 0 : 1;
        boolean concerns = all.stream().anyMatch(one -> !one.concerns().isEmpty());
        if (operation != Operation.REPLACE && (all.size() > most || concerns)) {
            throw new Refused(Fault.FIELD_INVALID, "earlier", operation.name());
        }
        return all;
    }

    private static List<BusinessHeader.AnsweredDocument> answers(JsonFields json) {
        return json.objects("answers").stream()
                .map(one -> {
                    AgencyCode agency = agency(one);
                    LocalDate day = one.as("promulgated", 10, LocalDate::parse);
                    return new BusinessHeader.AnsweredDocument(
                            Optional.of(agency),
                            one.words("code", 61),
                            day == null ? "" : DAY.format(day),
                            one.required("documentId", IDENTIFIER));
                })
                .toList();
    }

    private static List<BusinessHeader.HeaderParty> parties(JsonFields json) {
        List<BusinessHeader.HeaderParty> parties = new ArrayList<>();
        for (JsonFields one : json.objects("parties")) {
            BusinessHeader.HeaderParty party = new BusinessHeader.HeaderParty(
                    agency(one),
                    one.words("name", NAME),
                    one.words("inCharge", NAME),
                    one.words("address", ADDRESS),
                    one.words("email", LINE),
                    one.words("telephone", TELEPHONE),
                    one.words("fax", TELEPHONE),
                    one.words("website", LINE));
            parties.add(party);
        }
        return parties;
    }

    /** A required agency code; a placeholder after a violation was recorded. */
    private static AgencyCode agency(JsonFields one) {
        AgencyCode code = one.as("agency", LetterReader.CODE, AgencyCode::new);
        if (code == null) {
            one.required("agency", LetterReader.CODE);
        }
        return code == null ? new AgencyCode("0") : code;
    }

    private static BusinessHeader.HeaderSigner signer(JsonFields signer) {
        return new BusinessHeader.HeaderSigner(
                signer.words("competence", LINE), signer.words("position", LINE), signer.words("name", SHORT));
    }

    private static FurtherFields further(JsonFields json) {
        return new FurtherFields(
                json.maybeList("toPlaces", 150, text -> text),
                new FurtherFields.Issue(
                        json.words("sphere", LINE),
                        json.words("typist", 10),
                        Optional.ofNullable(json.whole("copies", 0, MOST)),
                        Optional.ofNullable(json.whole("pages", 0, MOST)),
                        Optional.ofNullable(json.yesOrNo("direction")),
                        json.maybeList("appendixes", ADDRESS, text -> text)),
                Optional.ofNullable(json.whole("steering", 0, 2)),
                staff(json.object("staff")),
                Optional.ofNullable(json.yesOrNo("paper")),
                json.has("changes") ? Optional.of(changes(json.object("changes"))) : Optional.empty());
    }

    static FurtherFields.Staff staff(JsonFields staff) {
        return new FurtherFields.Staff(
                staff.words("department", NAME),
                staff.words("name", LINE),
                staff.words("mobile", TELEPHONE),
                staff.words("email", LINE));
    }

    private static FurtherFields.Changes changes(JsonFields changes) {
        return new FurtherFields.Changes(
                changes.flag("document"),
                changes.flag("receivers"),
                changes.maybeList("added", LetterReader.CODE, AgencyCode::new),
                changes.maybeList("removed", LetterReader.CODE, AgencyCode::new));
    }
}
