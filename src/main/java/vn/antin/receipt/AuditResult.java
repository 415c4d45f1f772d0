package vn.antin.receipt;

import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import vn.antin.fault.Fault;

/**
 * The overall result of an audit, the same for every command and page.
 *
 * @param receipts number of different receipts verified
 * @param bundles the summary of each bundle
 * @param incomplete whether it is undecided only because something is missing
 */
public record AuditResult(Outcome outcome, long receipts, List<BundleSummary> bundles, boolean incomplete) {

    private static final Set<Fault> MISSING = EnumSet.of(Fault.EVIDENCE_INCOMPLETE, Fault.WITNESS_MISSING);

    public AuditResult {
        bundles = List.copyOf(bundles);
    }

    /**
     * The worst outcome of all findings; undecided without a pinned authority or without any receipt.
     *
     * @param anchored whether an authority is pinned
     */
    public static AuditResult of(Collection<Finding> findings, boolean anchored) {
        Outcome worst = findings.stream()
                .map(Finding::outcome)
                .max(Comparator.naturalOrder())
                .orElse(Outcome.UNDECIDED);
        long receipts = receipts(findings);
        boolean nothing = !anchored || receipts == 0;
        Outcome outcome = worst == Outcome.HOLDS && nothing ? Outcome.UNDECIDED : worst;
        boolean incomplete = outcome == Outcome.UNDECIDED
                && !nothing
                && findings.stream()
                        .flatMap(finding -> finding.faults().stream())
                        .allMatch(check -> MISSING.contains(check.fault()));
        List<BundleSummary> bundles =
                findings.stream().map(Finding::summary).filter(Objects::nonNull).toList();
        return new AuditResult(outcome, receipts, bundles, incomplete);
    }

    /**
     * The word of the verdict: SINGLE for valid receipts outside a bundle, which say nothing about others; INCOMPLETE
     * if nothing is wrong but something is missing; else the outcome.
     */
    public String word() {
        if (outcome == Outcome.HOLDS && bundles.isEmpty()) {
            return "SINGLE";
        }
        return incomplete ? "INCOMPLETE" : outcome.name();
    }

    private static long receipts(Collection<Finding> findings) {
        Set<Evidence> read = new HashSet<>();
        long unread = 0;
        for (Finding finding : findings) {
            Verdict verdict = finding.verdict();
            if (verdict != null) {
                for (Verdict.Judgement one : verdict.receipts()) {
                    Evidence evidence = one.evidence();
                    if (evidence == null) {
                        unread++;
                    } else {
                        read.add(evidence);
                    }
                }
            }
        }
        return read.size() + unread;
    }
}
