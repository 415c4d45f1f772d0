package vn.antin.receipt;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The findings of an audit about one file: its checks, the verdict if it contains receipts, the summary if it is a
 * bundle.
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

    /** The same under another file name. */
    Finding of(String name) {
        return new Finding(name, checks, verdict, summary);
    }

    /** The worst outcome of all checks on the file. */
    public Outcome outcome() {
        return Outcome.worst(checks);
    }

    /** The checks that did not hold. */
    public List<ReceiptCheck> faults() {
        return checks.stream().filter(check -> !check.holds()).toList();
    }
}
