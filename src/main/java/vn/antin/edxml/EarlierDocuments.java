package vn.antin.edxml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Operation;

/** Reads the references of a package to earlier documents: recalled, updated, replaced or answered. */
final class EarlierDocuments {

    private final Element header;
    private final Element business;
    private final FieldReader fields;

    EarlierDocuments(Element header, Element business, FieldReader fields) {
        this.header = header;
        this.business = business;
        this.fields = fields;
    }

    /**
     * The documents referred to. A recall or update without a reference refers to its own identifier; a replacement
     * must name another.
     */
    List<BusinessHeader.Reference> refersTo(Operation operation) {
        if (operation == Operation.NEW) {
            return List.of();
        }
        List<BusinessHeader.Reference> earlier = new ArrayList<>();
        String named = fields.text(business, "DocumentId", HeaderReader.IDENTIFIER);
        if (!named.isEmpty()) {
            earlier.add(new BusinessHeader.Reference(named, List.of()));
        }
        business.all("ReplacementInfoList/ReplacementInfo")
                .filter(info -> !info.blank())
                .forEach(info -> earlier.add(replaced(info)));
        if (earlier.isEmpty() && operation == Operation.REPLACE) {
            fields.missing("ReplacementInfoList/ReplacementInfo/DocumentId");
        } else if (earlier.isEmpty()) {
            earlier.add(new BusinessHeader.Reference(
                    fields.text(header, "DocumentId", HeaderReader.IDENTIFIER), List.of()));
        }
        return earlier;
    }

    private BusinessHeader.Reference replaced(Element info) {
        List<AgencyCode> concerns = info.all("OrganIdList/OrganId")
                .filter(organ -> !organ.blank())
                .map(organ -> fields.code(organ.text()))
                .toList();
        return new BusinessHeader.Reference(fields.required(info, "DocumentId", HeaderReader.IDENTIFIER), concerns);
    }

    /** The answered documents; empty elements, which some software writes, are skipped. */
    List<BusinessHeader.AnsweredDocument> answered() {
        return header.all("ResponseFor")
                .filter(answer -> !answer.blank())
                .map(answer -> new BusinessHeader.AnsweredDocument(
                        Optional.of(answer.text("OrganId"))
                                .filter(code -> !code.isEmpty())
                                .map(fields::code),
                        fields.text(answer, "Code", 100),
                        answer.text("PromulgationDate"),
                        fields.text(answer, "DocumentId", HeaderReader.IDENTIFIER)))
                .toList();
    }
}
