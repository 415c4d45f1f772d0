package vn.antin.console.pages;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.TimelineEvent;
import vn.antin.ledger.query.DocumentView.CopyView;
import vn.antin.ledger.query.DocumentView.ReceiptLine;

/**
 * The times of a document's events: from the signed receipt where there is one, which differs from the time at which
 * the receipt reached this node.
 *
 * @param receipts of the document, as far as they are here
 */
public record SignedTimes(List<ReceiptLine> receipts) {

    public SignedTimes {
        receipts = List.copyOf(receipts);
    }

    /**
     * One entry of the timeline.
     *
     * @param at signed time; without a receipt, when this node recorded it
     * @param back when the receipt reached this node; null without one, or within the same second
     */
    public record SignedMoment(
            TimelineEvent event, Instant at, @Nullable Instant back) {}

    /** When the copy reached its present state. */
    public Instant of(CopyView copy) {
        Set<String> events = events(copy.state());
        return receipts.stream()
                .filter(one -> one.number() == copy.number() && events.contains(one.event()))
                .map(ReceiptLine::at)
                .max(Comparator.naturalOrder())
                .orElse(copy.since());
    }

    /** When the receipt of that state reached this node; null without one, or within the same second. */
    public @Nullable Instant back(CopyView copy) {
        return apart(of(copy), copy.since());
    }

    /** The timeline with these times; within one second in the order of recording. */
    public List<SignedMoment> of(List<TimelineEvent> events) {
        return events.stream()
                .map(event -> {
                    Instant at = receipts.stream()
                            .filter(one -> one.event().equals(event.what())
                                    && one.agency() != null
                                    && one.agency().equals(event.agency()))
                            .map(ReceiptLine::at)
                            .findFirst()
                            .orElse(event.at());
                    return new SignedMoment(event, at, apart(at, event.at()));
                })
                .sorted(Comparator.comparing(one -> one.at().truncatedTo(ChronoUnit.SECONDS)))
                .toList();
    }

    private static @Nullable Instant apart(Instant at, Instant noted) {
        return noted.truncatedTo(ChronoUnit.SECONDS).isAfter(at.truncatedTo(ChronoUnit.SECONDS)) ? noted : null;
    }

    /** The evidence that leads to this state. */
    private static Set<String> events(CopyState state) {
        return switch (state) {
            case ACCEPTED -> Set.of("SubmissionAcceptance");
            case RELAYED -> Set.of("RelayAcceptance");
            case CONSIGNED -> Set.of("ContentConsignment");
            case HANDED_OVER -> Set.of("ContentHandover");
            case ACCEPTED_BY_RECIPIENT -> Set.of("ConsignmentAcceptance");
            case REFUSED_BY_RECIPIENT -> Set.of("ConsignmentRejection");
            case REJECTED -> Set.of("SubmissionRejection", "RelayRejection");
            case FAILED -> Set.of("RelayFailure", "ContentConsignmentFailure", "ContentHandoverFailure");
            case SENDING, SENT, EXPIRED, RECALLED -> Set.of();
        };
    }
}
