package vn.antin.submit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Party;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The recipients of a document, looked up in the directory by the codes that the document names. A closed agency that
 * passes its documents on is replaced by its successor.
 */
final class Addressees {

    private Addressees() {}

    /**
     * Returns each agency once, with its node.
     *
     * @throws Refused with every wrong code, or when there are none or too many
     */
    static List<Party> of(List<AgencyCode> codes, int most, Directory directory, Instant now) {
        if (codes.size() > most) {
            throw new Refused(Fault.TOO_MANY_RECIPIENTS, Integer.toString(codes.size()), Integer.toString(most));
        }
        List<Refused> refusals = new ArrayList<>();
        Map<AgencyCode, Party> parties = new LinkedHashMap<>();
        for (AgencyCode code : codes) {
            try {
                Party found = party(code, directory, now);
                parties.put(found.agency(), found);
            } catch (Refused refused) {
                refusals.add(refused);
            }
        }
        if (!refusals.isEmpty()) {
            throw Refused.of(refusals);
        }
        if (parties.isEmpty()) {
            throw new Refused(Fault.NO_RECIPIENT);
        }
        return List.copyOf(parties.values());
    }

    private static Party party(AgencyCode code, Directory directory, Instant now) {
        Agency agency =
                directory.successor(code, now).orElseThrow(() -> new Refused(Fault.RECIPIENT_UNKNOWN, code.value()));
        NodeId node = agency.node();
        if (!agency.openAt(now) || !agency.mayReceive()) {
            throw new Refused(Fault.AGENCY_CLOSED, agency.withSuccessor());
        }
        if (node == null) {
            throw new Refused(Fault.RECIPIENT_NOT_JOINED, code.value(), agency.name());
        }
        if (directory.returns(node) || directory.bar(node).equals(Optional.of(Directory.BarKind.REVOKED))) {
            throw new Refused(Fault.NODE_BARRED, node.value(), code.value());
        }
        return new Party(agency.code(), node);
    }
}
