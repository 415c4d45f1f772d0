package vn.antin.console;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.Party;
import vn.antin.ledger.Relayed;
import vn.antin.receipt.Event;
import vn.antin.seal.SealedEnvelope;

/**
 * A document as the hub knows it: who sends how much to whom and when, never what.
 *
 * @param id as text, for addresses
 */
public record RelayedDocument(String id, Instant stored, Envelope envelope, List<Copy> copies) {

    /**
     * One recipient's copy.
     *
     * @param event the last thing the hub attested of it; null while it waits for parts
     * @param at when that was
     * @param waiting its row that has not left; null once it lies in the node's queue
     */
    public record Copy(
            int number,
            Party recipient,
            @Nullable Event event,
            @Nullable Instant at,
            Relayed.@Nullable Waiting waiting) {

        /** Where it is, in one word. */
        public String place() {
            if (event == null) {
                return "PARTS";
            }
            if (event != Event.RELAY_ACCEPTANCE) {
                return "ENDED";
            }
            return waiting == null ? "LEFT" : waiting.state().equals("HELD") ? "HELD" : "HERE";
        }
    }

    static RelayedDocument of(Relayed.Kept kept, List<Relayed.Decision> decisions, List<Relayed.Waiting> waiting) {
        Envelope envelope = SealedEnvelope.open(kept.envelope()).envelope();
        List<Copy> copies = new java.util.ArrayList<>();
        for (int number = 1; number <= envelope.recipients().size(); number++) {
            int one = number;
            Relayed.Decision last = decisions.stream()
                    .filter(decision -> decision.document().equals(kept.id()) && decision.number() == one)
                    .reduce((earlier, later) -> later)
                    .orElse(null);
            Relayed.Waiting row = waiting.stream()
                    .filter(each -> each.document().equals(kept.id()) && each.number() == one)
                    .findFirst()
                    .orElse(null);
            copies.add(new Copy(
                    number,
                    envelope.recipient(number),
                    last == null ? null : last.event(),
                    last == null ? null : last.at(),
                    row));
        }
        return new RelayedDocument(kept.id().toString(), kept.stored(), envelope, copies);
    }

    /** Whether something of it has not left. */
    public boolean here() {
        return copies.stream().anyMatch(copy -> copy.place().equals("HERE"));
    }

    /** Whether something of it is held back. */
    public boolean held() {
        return copies.stream().anyMatch(copy -> copy.place().equals("HELD"));
    }
}
