package vn.antin.receipt;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The result of verifying receipts: the checks they share, and those of each. */
public record Verdict(List<ReceiptCheck> shared, List<Judgement> receipts, Witnessed witnessed, VerdictBasis basis) {

    /** The checks of one receipt, and its evidence unless that is unreadable. */
    public record Judgement(long index, @Nullable Evidence evidence, List<ReceiptCheck> checks) {

        public Judgement {
            checks = List.copyOf(checks);
        }
    }

    /** How the checkpoint is attested by others than its issuer, and since when. */
    public record Witnessed(VerdictState state, @Nullable Instant since) {

        /** The hub's witness; TIME_STAMPED is stronger, because it outlives the hub's certificate. */
        public enum VerdictState {
            NOT_YET,
            WITNESSED,
            TIME_STAMPED
        }

        static final Witnessed NOT_YET = new Witnessed(VerdictState.NOT_YET, null);
    }

    public Verdict {
        shared = List.copyOf(shared);
        receipts = List.copyOf(receipts);
    }

    /** The verdict on bytes that are not receipts. */
    static Verdict unreadable(ReceiptCheck form) {
        return new Verdict(List.of(form), List.of(), Witnessed.NOT_YET, VerdictBasis.NOTHING);
    }

    /** All checks, those of the receipts first. */
    public List<ReceiptCheck> checks() {
        List<ReceiptCheck> all = new ArrayList<>();
        receipts.forEach(receipt -> all.addAll(receipt.checks()));
        all.addAll(shared);
        return all;
    }

    /** The outcome of all receipts together. */
    public Outcome outcome() {
        return Outcome.worst(checks());
    }

    /** The outcome of one receipt: its own checks and the shared ones. */
    public Outcome outcome(Judgement receipt) {
        return Outcome.worst(
                Stream.concat(receipt.checks().stream(), shared.stream()).toList());
    }

    /** The checks that did not hold. */
    public List<ReceiptCheck> faults() {
        return checks().stream().filter(check -> !check.holds()).toList();
    }
}
