package vn.antin.receipt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;

/**
 * The chain of evidence of each copy: each evidence names its predecessor, and none may be missing in between. Evidence
 * missing before the first one is not detected: a recipient does not get the evidence of the stops before its own.
 */
final class EvidenceChain {

    private final Map<Integer, List<Evidence.Written>> copies = new TreeMap<>();

    void add(Evidence.Written evidence) {
        copies.computeIfAbsent(evidence.evidence().copy().index(), first -> new ArrayList<>())
                .add(evidence);
    }

    /** One check for each gap; a single passed check if there is none. */
    List<ReceiptCheck> checks() {
        List<ReceiptCheck> gaps = new ArrayList<>();
        for (List<Evidence.Written> copy : copies.values()) {
            copy.forEach(written -> gaps.addAll(gaps(written, copy)));
        }
        if (copies.isEmpty()) {
            gaps.add(gap("no receipt"));
        }
        return gaps.isEmpty() ? List.of(ReceiptCheck.passed(ReceiptCheck.Name.CHAIN)) : gaps;
    }

    private static List<ReceiptCheck> gaps(Evidence.Written written, List<Evidence.Written> copy) {
        Evidence evidence = written.evidence();
        String place = evidence.event().etsiName() + " " + evidence.copy().index() + ": no ";
        List<ReceiptCheck> gaps = new ArrayList<>();
        Event required = evidence.event().requires();
        if (required == null) {
            return gaps;
        }
        boolean first = copy.stream()
                .noneMatch(other ->
                        other.evidence().event().order() < evidence.event().order());
        if (first && evidence.previous() != null) {
            gaps.add(ReceiptCheck.undecided(
                    ReceiptCheck.Name.CHAIN, Fault.CHAIN_BEGINS_LATER, place + required.etsiName()));
            return gaps;
        }
        if (copy.stream().noneMatch(other -> other.evidence().event() == required)) {
            gaps.add(gap(place + required.etsiName()));
        }
        Digest previous = evidence.previous();
        if (previous == null) {
            gaps.add(gap(place + "PreviousEvidence"));
        } else if (copy.stream().noneMatch(other -> other.digest().equals(previous) && before(other, written))) {
            gaps.add(gap(place + previous));
        }
        return gaps;
    }

    private static boolean before(Evidence.Written one, Evidence.Written other) {
        return one.evidence().event().order() <= other.evidence().event().order()
                && !one.digest().equals(other.digest());
    }

    private static ReceiptCheck gap(String detail) {
        return ReceiptCheck.failed(ReceiptCheck.Name.CHAIN, Fault.BUNDLE_CHANGED, detail);
    }
}
