package vn.antin.receipt;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Operation;
import vn.antin.envelope.Party;
import vn.antin.fault.Fault;

/**
 * The summary of a bundle: its document, sender and recipients, and for each recipient the evidence that is there and
 * that is missing.
 *
 * @param documentId and subject as the inner manifest states them; absent without it
 * @param created when the sender's node made the envelope
 * @param manifest by whom the bundle was made and what it leaves out; null without a sealed manifest
 */
public record BundleSummary(
        EnvelopeId document,
        NamedParty sender,
        Instant created,
        @Nullable String documentId,
        @Nullable String subject,
        List<RecipientEvidence> recipients,
        @Nullable BundleManifest manifest) {

    /** An agency with its name in the bundle's directory; its code if it has no name there. */
    public record NamedParty(Party party, String name) {}

    /**
     * The evidence of one recipient's copy.
     *
     * @param found by stop, then by time, each once
     * @param missing events that must have happened, or are still to happen, until the end of the copy's way
     */
    public record RecipientEvidence(NamedParty recipient, List<Evidence> found, List<Event> missing) {

        public RecipientEvidence {
            found = List.copyOf(found);
            missing = List.copyOf(missing);
        }

        static RecipientEvidence of(NamedParty recipient, Operation operation, List<Evidence> evidence) {
            List<Evidence> found = evidence.stream()
                    .sorted(Comparator.<Evidence>comparingInt(
                                    each -> each.event().order())
                            .thenComparing(Evidence::time))
                    .toList();
            return new RecipientEvidence(recipient, found, missing(operation, found));
        }

        /**
         * A copy's way ends with evidence of a failure, or with its handover; for a report with its arrival, because
         * reports are handed over without evidence. The agency's answer comes after the end: nothing sealed says
         * whether there must be one.
         */
        private static List<Event> missing(Operation operation, List<Evidence> found) {
            int end = (operation == Operation.STATUS ? Event.CONTENT_CONSIGNMENT : Event.CONTENT_HANDOVER).order();
            int reached =
                    found.stream().mapToInt(each -> each.event().order()).max().orElse(0);
            boolean failed =
                    found.stream().map(Evidence::event).anyMatch(event -> event.negative() && event.order() == reached);
            int last = failed || reached > end ? reached : end;
            List<Event> missing = new ArrayList<>();
            for (Event event : STOPS) {
                boolean there = found.stream().anyMatch(each -> each.event().order() == event.order());
                boolean skipped = event == Event.CONTENT_HANDOVER && reached > event.order();
                if (event.order() <= last && !there && !skipped) {
                    missing.add(event);
                }
            }
            return missing;
        }

        /** The missing events as shown in a check: {@code H06.16: ContentHandover}. */
        String lacks() {
            return recipient.party().agency().value()
                    + missing.stream().map(Event::etsiName).collect(Collectors.joining(", ", ": ", ""));
        }
    }

    private static final List<Event> STOPS = List.of(
            Event.SUBMISSION_ACCEPTANCE, Event.RELAY_ACCEPTANCE, Event.CONTENT_CONSIGNMENT, Event.CONTENT_HANDOVER);

    public BundleSummary {
        recipients = List.copyOf(recipients);
    }

    /**
     * Summarizes an envelope.
     *
     * @param evidence evidence about this envelope, each once
     * @param names names of the agencies, as far as known
     */
    static BundleSummary of(
            Envelope envelope,
            @Nullable String documentId,
            @Nullable String subject,
            List<Evidence> evidence,
            Function<Party, NamedParty> names) {
        List<RecipientEvidence> recipients = new ArrayList<>();
        for (int number = 1; number <= envelope.recipients().size(); number++) {
            int index = number;
            List<Evidence> ofCopy = evidence.stream()
                    .filter(each -> each.copy().index() == index)
                    .toList();
            recipients.add(RecipientEvidence.of(names.apply(envelope.recipient(number)), envelope.operation(), ofCopy));
        }
        return new BundleSummary(
                envelope.id(),
                names.apply(envelope.sender()),
                envelope.created(),
                documentId,
                subject,
                recipients,
                null);
    }

    /** The same with the bundle's sealed manifest. */
    BundleSummary by(@Nullable BundleManifest made) {
        return new BundleSummary(document, sender, created, documentId, subject, recipients, made);
    }

    /** A check for each recipient whether its evidence is complete. */
    List<ReceiptCheck> checks() {
        return recipients.stream()
                .map(each -> each.missing().isEmpty()
                        ? ReceiptCheck.passed(ReceiptCheck.Name.COMPLETE)
                        : ReceiptCheck.undecided(ReceiptCheck.Name.COMPLETE, Fault.EVIDENCE_INCOMPLETE, each.lacks()))
                .toList();
    }
}
