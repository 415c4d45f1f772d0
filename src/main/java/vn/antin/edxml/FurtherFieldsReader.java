package vn.antin.edxml;

import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Refused;

/**
 * Reads the fields that the bus only carries. A wrong value is skipped and no fault: nothing depends on it, and the
 * package keeps its bytes.
 */
final class FurtherFieldsReader {

    private static final int MAX_NUMBER = 65_535;

    private final Element header;
    private final Element business;

    FurtherFieldsReader(Element header, Element business) {
        this.header = header;
        this.business = business;
    }

    FurtherFields read() {
        return new FurtherFields(
                texts(header, "ToPlaces/Place"),
                new FurtherFields.Issue(
                        text(header, "OtherInfo/SphereOfPromulgation"),
                        text(header, "OtherInfo/TyperNotation"),
                        number(header, "OtherInfo/PromulgationAmount"),
                        number(header, "OtherInfo/PageAmount"),
                        flag(header, "OtherInfo/Direction"),
                        texts(header, "OtherInfo/Appendixes/Appendix")),
                number(header, "SteeringType").filter(steering -> steering <= 3),
                staff(business.first("StaffInfo")
                        .or(() -> header.first("StaffInfo"))
                        .orElse(Element.empty("StaffInfo"))),
                flag(business, "Paper"),
                changes());
    }

    /** An agency with its address, as far as given. */
    static BusinessHeader.HeaderParty party(AgencyCode code, String name, Element element) {
        return new BusinessHeader.HeaderParty(
                code,
                name,
                text(element, "OrganizationInCharge"),
                text(element, "OrganAdd"),
                text(element, "Email"),
                text(element, "Telephone"),
                text(element, "Fax"),
                text(element, "Website"));
    }

    private static FurtherFields.Staff staff(Element staff) {
        return new FurtherFields.Staff(
                text(staff, "Department"), text(staff, "Staff"), text(staff, "Mobile"), text(staff, "Email"));
    }

    private Optional<FurtherFields.Changes> changes() {
        return business.first("BussinessDocumentInfo")
                .filter(Predicate.not(Element::blank))
                .map(info -> new FurtherFields.Changes(
                        flag(info, "DocumentInfo").orElse(false),
                        flag(info, "DocumentReceiver").orElse(false),
                        receivers(info, "1"),
                        receivers(info, "0")));
    }

    private static List<AgencyCode> receivers(Element info, String type) {
        return info.all("ReceiverList/Receiver")
                .filter(receiver -> receiver.text("ReceiverType").equals(type))
                .flatMap(receiver -> code(receiver.text("OrganId")).stream())
                .toList();
    }

    private static Optional<AgencyCode> code(String text) {
        try {
            return Optional.of(new AgencyCode(text));
        } catch (Refused notACode) {
            return Optional.empty();
        }
    }

    private static String text(Element element, String path) {
        return Normalizer.normalize(element.text(path), Normalizer.Form.NFC);
    }

    private static List<String> texts(Element element, String path) {
        return element.all(path)
                .map(Element::text)
                .filter(Predicate.not(String::isEmpty))
                .map(text -> Normalizer.normalize(text, Normalizer.Form.NFC))
                .toList();
    }

    private static Optional<Integer> number(Element element, String path) {
        return Optional.of(element.text(path))
                .filter(text -> text.matches("[0-9]{1,5}"))
                .map(Integer::valueOf)
                .filter(number -> number <= MAX_NUMBER);
    }

    private static Optional<Boolean> flag(Element element, String path) {
        return switch (element.text(path)) {
            case "1", "true" -> Optional.of(true);
            case "0", "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
