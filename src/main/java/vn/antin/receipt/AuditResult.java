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
 * @param lacking why it is undecided, if that is all
 * @param basis what it rests on beside the files
 */
public record AuditResult(
        Outcome outcome, long receipts, List<BundleSummary> bundles, Lacking lacking, VerdictBasis basis) {

    /** What an undecided result lacks, if nothing else is wrong. */
    public enum Lacking {
        NOTHING,
        /** Evidence: it was not issued yet, or was removed. */
        EVIDENCE,
        /** A proof that reaches now: what was proved once is not proved any more. */
        PROOF
    }

    private static final Set<Fault> MISSING =
            EnumSet.of(Fault.EVIDENCE_INCOMPLETE, Fault.WITNESS_MISSING, Fault.CHAIN_BEGINS_LATER);
    private static final Set<Fault> ENDED = EnumSet.of(Fault.PROOF_ENDED, Fault.PROOF_REVOKED);

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
        List<BundleSummary> bundles =
                findings.stream().map(Finding::summary).filter(Objects::nonNull).toList();
        return new AuditResult(
                outcome,
                receipts,
                bundles,
                outcome == Outcome.UNDECIDED && !nothing ? lacking(findings) : Lacking.NOTHING,
                VerdictBasis.of(findings.stream().map(Finding::basis).toList()));
    }

    private static Lacking lacking(Collection<Finding> findings) {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        for (Finding finding : findings) {
            for (ReceiptCheck check : finding.faults()) {
                faults.add(Objects.requireNonNullElse(check.fault(), Fault.INSIDE));
            }
        }
        boolean missing = faults.removeAll(MISSING);
        boolean ended = faults.removeAll(ENDED);
        if (!faults.isEmpty()) {
            return Lacking.NOTHING;
        }
        return ended ? Lacking.PROOF : missing ? Lacking.EVIDENCE : Lacking.NOTHING;
    }

    /**
     * The word of the verdict: SINGLE for valid receipts outside a bundle, which say nothing about others; INCOMPLETE
     * if nothing is wrong but something is missing; LAPSED if it is not provable any more; else the outcome.
     */
    public String word() {
        return switch (lacking) {
            case EVIDENCE -> "INCOMPLETE";
            case PROOF -> "LAPSED";
            case NOTHING -> outcome == Outcome.HOLDS && bundles.isEmpty() ? "SINGLE" : outcome.name();
        };
    }

    /**
     * The word of the sentence that says what would have to be false for the verdict to be wrong: STAMPED or UNSTAMPED
     * for one that says that receipts hold, else that of the verdict.
     */
    public String basisWord() {
        if (outcome == Outcome.HOLDS || lacking == Lacking.EVIDENCE) {
            return basis.unstamped().isEmpty() ? "STAMPED" : "UNSTAMPED";
        }
        return word();
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
