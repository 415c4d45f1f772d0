package vn.antin.receipt;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an audit says about one file; with the verdict if receipts are in it. */
public record Finding(
        String file, List<Check> checks, @Nullable Verdict verdict) {

    public Finding {
        checks = List.copyOf(checks);
    }

    /** The worst of all checks made on the file. */
    public Outcome outcome() {
        return Outcome.worst(checks);
    }

    /** The checks that did not hold, to be told. */
    public List<Check> faults() {
        return checks.stream().filter(check -> !check.holds()).toList();
    }
}
