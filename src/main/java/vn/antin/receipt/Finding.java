package vn.antin.receipt;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an audit says about one file; with the verdict if receipts are in it, with the summary if it is about a bundle
 * as a whole.
 */
public record Finding(
        String file,
        List<ReceiptCheck> checks,
        @Nullable Verdict verdict,
        @Nullable BundleSummary summary) {

    public Finding {
        checks = List.copyOf(checks);
    }

    Finding(String file, List<ReceiptCheck> checks, @Nullable Verdict verdict) {
        this(file, checks, verdict, null);
    }

    /** The same under another name. */
    Finding of(String name) {
        return new Finding(name, checks, verdict, summary);
    }

    /** The worst of all checks made on the file. */
    public Outcome outcome() {
        return Outcome.worst(checks);
    }

    /** The checks that did not hold, to be told. */
    public List<ReceiptCheck> faults() {
        return checks.stream().filter(check -> !check.holds()).toList();
    }
}
