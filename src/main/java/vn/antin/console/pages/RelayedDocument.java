package vn.antin.console.pages;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Party;
import vn.antin.ledger.Relayed;
import vn.antin.receipt.Event;
import vn.antin.seal.SealedEnvelope;

/**
 * A document as the hub knows it: sender, recipients, size and times, never content.
 *
 * @param id as text, for addresses
 */
public record RelayedDocument(String id, Instant stored, Envelope envelope, List<RelayedDocumentCopy> copies) {

    private static final List<String> ORDER =
            List.of("HELD", "PARTS", "HERE", "ENDED", "RETURNED", "LEFT", "ARRIVED", "HANDED_OVER");

    /**
     * One recipient's copy.
     *
     * @param event the hub's last evidence of it; null while it waits for parts
     * @param at time of that event
     * @param waiting its outbox row; null once it is in the node's queue
     * @param attested the last evidence of the recipient's node; null while there is none
     */
    public record RelayedDocumentCopy(
            int number,
            Party recipient,
            @Nullable Event event,
            @Nullable Instant at,
            Relayed.@Nullable UnsentCopy waiting,
            Relayed.@Nullable Decision attested) {

        /** Its state as one identifier. */
        public String place() {
            if (event == null) {
                return "PARTS";
            }
            if (event != Event.RELAY_ACCEPTANCE) {
                return "ENDED";
            }
            if (attested != null) {
                return attested.event().negative()
                        ? "RETURNED"
                        : attested.event() == Event.CONTENT_CONSIGNMENT ? "ARRIVED" : "HANDED_OVER";
            }
            return waiting == null ? "LEFT" : waiting.state().equals("HELD") ? "HELD" : "HERE";
        }

        /** Whether it has left the hub without evidence of its recipient's node. */
        public boolean onTheWay() {
            return Set.of("LEFT", "HERE").contains(place());
        }
    }

    /** The state of the whole document: what needs attention first, then its slowest copy. */
    public String place() {
        return ORDER.stream()
                .filter(place -> copies.stream().anyMatch(copy -> copy.place().equals(place)))
                .findFirst()
                .orElse("LEFT");
    }

    static RelayedDocument of(
            Relayed.StoredCopy kept,
            List<Relayed.Decision> decisions,
            List<Relayed.UnsentCopy> waiting,
            List<Relayed.Decision> attested) {
        Envelope envelope = SealedEnvelope.open(kept.envelope()).envelope();
        List<RelayedDocumentCopy> copies = new java.util.ArrayList<>();
        for (int number = 1; number <= envelope.recipients().size(); number++) {
            int one = number;
            Relayed.Decision last = last(decisions, kept.id(), one);
            Relayed.UnsentCopy row = waiting.stream()
                    .filter(each -> each.document().equals(kept.id()) && each.number() == one)
                    .findFirst()
                    .orElse(null);
            copies.add(new RelayedDocumentCopy(
                    number,
                    envelope.recipient(number),
                    last == null ? null : last.event(),
                    last == null ? null : last.at(),
                    row,
                    last(attested, kept.id(), one)));
        }
        return new RelayedDocument(kept.id().toString(), kept.stored(), envelope, copies);
    }

    private static Relayed.@Nullable Decision last(List<Relayed.Decision> all, EnvelopeId id, int number) {
        return all.stream()
                .filter(decision -> decision.document().equals(id) && decision.number() == number)
                .reduce((earlier, later) ->
                        later.event().order() < earlier.event().order() ? earlier : later)
                .orElse(null);
    }

    /** Whether any copy has not left. */
    public boolean here() {
        return copies.stream().anyMatch(copy -> copy.place().equals("HERE"));
    }

    /** Whether any copy is held. */
    public boolean held() {
        return copies.stream().anyMatch(copy -> copy.place().equals("HELD"));
    }
}
