package vn.antin.receipt;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a verifier makes of receipts: the checks they share, and those of each. */
public record Verdict(List<ReceiptCheck> shared, List<Judgement> receipts, Witnessed witnessed) {

    /** One receipt's own checks; its evidence unless that could not be read. */
    public record Judgement(long index, @Nullable Evidence evidence, List<ReceiptCheck> checks) {

        public Judgement {
            checks = List.copyOf(checks);
        }
    }

    /** How well the checkpoint is known to others than its issuer, and since when. */
    public record Witnessed(VerdictState state, @Nullable Instant since) {

        /** The hub's word is a witness; a time-stamp is one that outlives the hub's certificate. */
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

    /** A verdict on what could not be read as receipts at all. */
    static Verdict unreadable(ReceiptCheck form) {
        return new Verdict(List.of(form), List.of(), Witnessed.NOT_YET);
    }

    /** Every check that was made, the receipts' own first. */
    public List<ReceiptCheck> checks() {
        List<ReceiptCheck> all = new ArrayList<>();
        receipts.forEach(receipt -> all.addAll(receipt.checks()));
        all.addAll(shared);
        return all;
    }

    /** Of all receipts together. */
    public Outcome outcome() {
        return Outcome.worst(checks());
    }

    /** Of one receipt: its own checks and the shared ones. */
    public Outcome outcome(Judgement receipt) {
        return Outcome.worst(
                Stream.concat(receipt.checks().stream(), shared.stream()).toList());
    }

    /** The checks that did not hold, to be told. */
    public List<ReceiptCheck> faults() {
        return checks().stream().filter(check -> !check.holds()).toList();
    }
}
