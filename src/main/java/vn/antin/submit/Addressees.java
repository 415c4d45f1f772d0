package vn.antin.submit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Party;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Who receives a document, looked up by the codes it names. */
final class Addressees {

    private Addressees() {}

    /**
     * Each agency once, with its node.
     *
     * @throws Refused with every code that is wrong
     */
    static List<Party> of(List<AgencyCode> codes, int most, Directory directory, Instant now) {
        if (codes.size() > most) {
            throw new Refused(Fault.TOO_MANY_RECIPIENTS, Integer.toString(codes.size()), Integer.toString(most));
        }
        List<Refused> faults = new ArrayList<>();
        Map<AgencyCode, Party> found = new LinkedHashMap<>();
        for (AgencyCode code : codes) {
            try {
                Party party = one(code, directory, now);
                found.put(party.agency(), party);
            } catch (Refused refused) {
                faults.add(refused);
            }
        }
        if (!faults.isEmpty()) {
            throw Refused.of(faults);
        }
        if (found.isEmpty()) {
            throw new Refused(Fault.NO_RECIPIENT);
        }
        return List.copyOf(found.values());
    }

    private static Party one(AgencyCode code, Directory directory, Instant now) {
        Agency agency = directory.agency(code).orElseThrow(() -> new Refused(Fault.RECIPIENT_UNKNOWN, code.value()));
        NodeId node = agency.node();
        if (!agency.openAt(now) || !agency.mayReceive()) {
            AgencyCode successor = agency.successor();
            throw new Refused(Fault.AGENCY_CLOSED, code + (successor == null ? "" : " → " + successor));
        }
        if (node == null) {
            throw new Refused(Fault.RECIPIENT_NOT_JOINED, code.value(), agency.name());
        }
        return new Party(agency.code(), node);
    }
}
