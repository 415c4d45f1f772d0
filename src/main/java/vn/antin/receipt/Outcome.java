package vn.antin.receipt;

import java.util.Collection;
import java.util.Comparator;

/** What a check comes to. "Cannot tell" is an outcome of its own: an auditor must read it neither as true nor as false. */
public enum Outcome {
    HOLDS,
    UNDECIDED,
    BROKEN;

    /** The worst of them; of nothing, nothing can be said. */
    static Outcome worst(Collection<ReceiptCheck> checks) {
        return checks.stream()
                .map(ReceiptCheck::outcome)
                .max(Comparator.naturalOrder())
                .orElse(UNDECIDED);
    }
}
