package vn.antin.receipt;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The findings of an audit about one file: its checks, the verdict if it contains receipts, the summary if it is a
 * bundle.
 *
 * @param basis what the checks rest on beside the file
 */
public record Finding(
        String file,
        List<ReceiptCheck> checks,
        @Nullable Verdict verdict,
        @Nullable BundleSummary summary,
        VerdictBasis basis) {

    public Finding {
        checks = List.copyOf(checks);
    }

    Finding(String file, List<ReceiptCheck> checks, @Nullable Verdict verdict) {
        this(file, checks, verdict, null, verdict == null ? VerdictBasis.NOTHING : verdict.basis());
    }

    /** The summary of a bundle. */
    Finding(String file, List<ReceiptCheck> checks, @Nullable BundleSummary summary) {
        this(file, checks, null, summary, VerdictBasis.NOTHING);
    }

    /** A file whose proof reaches now by this chain, or does not. */
    Finding(String file, List<ReceiptCheck> checks, ProofChain chain) {
        this(file, checks, null, null, VerdictBasis.of(chain));
    }

    /** Checks of a file without receipts. */
    Finding(String file, List<ReceiptCheck> checks) {
        this(file, checks, null, null, VerdictBasis.NOTHING);
    }

    /** The same under another file name. */
    Finding of(String name) {
        return new Finding(name, checks, verdict, summary, basis);
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
