package vn.antin.console.pages;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.ledger.query.RegisterLine;
import vn.antin.ledger.query.RegisterLine.RegisterPosition;
import vn.antin.ledger.query.Views;
import vn.antin.ledger.query.Views.Attested;
import vn.antin.receipt.Event;
import vn.antin.receipt.Evidence;
import vn.antin.receipt.Outcome;
import vn.antin.receipt.ReceiptVerifier;
import vn.antin.receipt.Verdict;

/**
 * Finds lines of the register with a receipt that does not verify. Validity is not indexed: lines are verified one by
 * one, a bounded number for each request.
 */
public final class BadReceipts {

    /** Most lines verified for one page. */
    static final int PAGE = 200;
    /** Most lines verified for one file. */
    static final int FILE = 5_000;

    private static final int AT_ONCE = 100;
    /** Bound of the register's pages that are read, as empty ones cost many documents, too. */
    private static final int LOOKS = 10;

    private final BiFunction<EnvelopeId, Integer, List<Attested>> receipts;
    private final ReceiptVerifier verifier;

    /**
     * Verifies the stored receipts.
     *
     * @param receipts of a copy, {@link Views#attested}
     */
    public BadReceipts(BiFunction<EnvelopeId, Integer, List<Attested>> receipts, ReceiptVerifier verifier) {
        this.receipts = receipts;
        this.verifier = verifier;
    }

    /** A receipt that does not verify. */
    public record Bad(Event event, NodeId issuer, String code) {}

    /**
     * The result of a search.
     *
     * @param bad the invalid receipts of each line; empty when nothing was verified
     * @param judged number of lines verified
     * @param next position of the rest; null when there is none
     */
    public record VerifiedLines(
            List<RegisterLine> lines,
            Map<RegisterPosition, List<Bad>> bad,
            long judged,
            @Nullable RegisterPosition next) {

        /** Lines without verification. */
        static VerifiedLines unjudged(RegisterLine.RegisterPage page) {
            return new VerifiedLines(page.lines(), Map.of(), 0, page.next());
        }

        public List<Bad> of(RegisterLine line) {
            return bad.getOrDefault(line.place(), List.of());
        }
    }

    /**
     * Verifies lines from a position on.
     *
     * @param register up to that many lines after a position
     * @param most greatest number of lines to find
     * @param judging greatest number of lines to verify
     */
    VerifiedLines look(
            BiFunction<@Nullable RegisterPosition, Integer, RegisterLine.RegisterPage> register,
            @Nullable RegisterPosition after,
            int most,
            int judging,
            Instant now) {
        List<RegisterLine> lines = new ArrayList<>();
        Map<RegisterPosition, List<Bad>> bad = new HashMap<>();
        RegisterPosition next = after;
        int judged = 0;
        for (int viewAudit = 0; viewAudit < LOOKS && judged < judging; viewAudit++) {
            RegisterLine.RegisterPage page = register.apply(next, Math.min(AT_ONCE, judging - judged));
            for (RegisterLine line : page.lines()) {
                judged++;
                List<Bad> found = of(line, now);
                if (!found.isEmpty()) {
                    lines.add(line);
                    bad.put(line.place(), found);
                }
                if (lines.size() == most) {
                    return new VerifiedLines(lines, bad, judged, line.place());
                }
            }
            next = page.next();
            if (next == null) {
                break;
            }
        }
        return new VerifiedLines(lines, bad, judged, next);
    }

    private List<Bad> of(RegisterLine line, Instant now) {
        List<Bad> bad = new ArrayList<>();
        for (Attested each : receipts.apply(line.document(), line.number())) {
            fault(line, each, now).ifPresent(fault -> bad.add(new Bad(each.event(), each.issuer(), fault.code())));
        }
        return bad;
    }

    /** The first check that fails. A receipt that cannot be decided yet, because something is missing, is not bad. */
    private Optional<Fault> fault(RegisterLine line, Attested receipt, Instant now) {
        Verdict verdict = verifier.verify(receipt.receipts(), now);
        return verdict.faults().stream()
                .filter(check -> check.outcome() == Outcome.BROKEN)
                .flatMap(check -> Optional.ofNullable(check.fault()).stream())
                .findFirst()
                .or(() -> about(line, verdict) ? Optional.empty() : Optional.of(Fault.RECEIPT_OTHER_DOCUMENT));
    }

    /** Whether the receipt is about this copy: a valid receipt for another copy proves nothing about it. */
    private static boolean about(RegisterLine line, Verdict verdict) {
        return verdict.receipts().stream().map(Verdict.Judgement::evidence).allMatch(evidence -> isOf(line, evidence));
    }

    private static boolean isOf(RegisterLine line, @Nullable Evidence evidence) {
        return evidence != null
                && evidence.copy().envelope().equals(line.document())
                && evidence.copy().index() == line.number();
    }
}
