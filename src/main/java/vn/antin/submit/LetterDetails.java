package vn.antin.submit;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.FurtherFields;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Operation;

/**
 * The details of a letter beyond sender, recipients and subject. A text that is not given is empty; none is invented.
 *
 * @param operation NEW, RECALL, UPDATE or REPLACE
 * @param parties sender and recipients with names other than those of the directory
 * @param type the class of the document, 1 to 9999; derived from the name of its type when absent
 * @param typeDetail number of the type within its class
 */
public record LetterDetails(
        Operation operation,
        String reason,
        List<BusinessHeader.Reference> refersTo,
        List<BusinessHeader.AnsweredDocument> answers,
        List<BusinessHeader.HeaderParty> parties,
        String place,
        @Nullable Integer type,
        @Nullable Integer typeDetail,
        String content,
        BusinessHeader.HeaderSigner signer,
        Optional<LocalDate> due,
        FurtherFields further) {

    public LetterDetails {
        refersTo = List.copyOf(refersTo);
        answers = List.copyOf(answers);
        parties = List.copyOf(parties);
    }

    Optional<BusinessHeader.HeaderParty> party(AgencyCode code) {
        return parties.stream().filter(party -> party.code().equals(code)).findFirst();
    }
}
