package vn.antin.receipt;

import java.util.Collection;
import java.util.Comparator;

/** The outcome of a check. UNDECIDED is neither true nor false, and auditors must not read it as either. */
public enum Outcome {
    HOLDS,
    UNDECIDED,
    BROKEN;

    /** The worst outcome; undecided without a check. */
    static Outcome worst(Collection<ReceiptCheck> checks) {
        return checks.stream()
                .map(ReceiptCheck::outcome)
                .max(Comparator.naturalOrder())
                .orElse(UNDECIDED);
    }
}
