package vn.antin.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Part;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.StoredParts.Awaiting;
import vn.antin.ledger.Traces;
import vn.antin.ledger.db.Tx;
import vn.antin.log.Issuer;
import vn.antin.parts.PartStore;
import vn.antin.receipt.Event;
import vn.antin.seal.SealedEnvelope;
import vn.antin.wire.Frame;

/** Admission of large parts at the hub: checks the room for them, and holds each copy until its parts are complete. */
public final class PartsGate {

    /**
     * Limits of the part store, in bytes.
     *
     * @param storeBytes for all nodes together
     * @param quotaBytes for the documents of one node
     */
    public record StoreLimits(long storeBytes, long quotaBytes) {}

    private static final int BATCH = 200;
    private static final Logger log = LoggerFactory.getLogger(PartsGate.class);

    private final Repositories repositories;
    private final Issuer issuer;
    private final PartStore store;
    private final StoreLimits limits;
    private final TrafficCounter trafficCounter;

    public PartsGate(
            Repositories repositories,
            Issuer issuer,
            PartStore store,
            StoreLimits limits,
            TrafficCounter trafficCounter) {
        this.trafficCounter = trafficCounter;
        this.repositories = repositories;
        this.issuer = issuer;
        this.store = store;
        this.limits = limits;
    }

    /** The refusal of an envelope for whose parts there is no room; parts admitted earlier are completed anyway. */
    Optional<Refused> refusal(Envelope envelope) {
        long size = envelope.parts().stream()
                .filter(part -> part.stored() && !store.has(part.digest()))
                .mapToLong(Part::size)
                .sum();
        if (size == 0) {
            return Optional.empty();
        }
        NodeId sender = envelope.sender().node();
        long charged = repositories.ledger().read(tx -> repositories.stored().chargedTo(tx, sender));
        if (charged + size > limits.quotaBytes()) {
            return Optional.of(new Refused(Fault.QUOTA_USED, sender.value(), Long.toString(limits.quotaBytes())));
        }
        long all = repositories.ledger().read(repositories.stored()::charged);
        return all + size > limits.storeBytes()
                ? Optional.of(new Refused(Fault.STORE_FULL, Long.toString(all), Long.toString(limits.storeBytes())))
                : Optional.empty();
    }

    static boolean hasStoredParts(Envelope envelope) {
        return envelope.parts().stream().anyMatch(Part::stored);
    }

    boolean isComplete(Envelope envelope) {
        return envelope.parts().stream().filter(Part::stored).map(Part::digest).allMatch(store::has);
    }

    /**
     * Announces the copy to the recipient's node, which may fetch the parts while they still come; the copy itself is
     * relayed once they are complete.
     */
    void await(Tx tx, Issuer.About about) {
        Envelope envelope = about.envelope();
        int number = about.number();
        Digest submitted = Objects.requireNonNull(about.previous(), "evidence of submission");
        byte[] frame = new Frame(new byte[0], Map.of(number, submitted), Map.of()).write();
        repositories.stored().await(tx, envelope, number, frame);
        repositories
                .outbox()
                .add(
                        tx,
                        Outbox.MessageKind.ANNOUNCE,
                        Outbox.Lane.of(envelope.urgency()),
                        envelope.recipient(number).node(),
                        envelope.id(),
                        number,
                        frame,
                        envelope.id() + ":ahead:" + number);
    }

    /** Issues RelayAcceptance and puts the copy into the outbox. */
    void relay(Tx tx, Issuer.About about) {
        Envelope envelope = about.envelope();
        int number = about.number();
        Digest evidence = issuer.issueFirst(
                tx, Event.RELAY_ACCEPTANCE, about, envelope.sender().node());
        repositories
                .outbox()
                .add(
                        tx,
                        Outbox.MessageKind.ENVELOPE,
                        Outbox.Lane.of(envelope.urgency()),
                        envelope.recipient(number).node(),
                        envelope.id(),
                        number,
                        new Frame(new byte[0], Map.of(number, evidence), Map.of()).write(),
                        envelope.id() + ":down:" + number);
    }

    /** Relays the copies whose parts are complete and fails those that have expired. A repeat changes nothing. */
    public void settle() {
        repositories.ledger().read(repositories.stored()::awaited).forEach((id, parts) -> {
            if (parts.stream().allMatch(store::has)) {
                relayComplete(id);
            }
        });
        for (Awaiting late :
                repositories.ledger().read(tx -> repositories.stored().late(tx, BATCH))) {
            fail(late);
        }
    }

    private void relayComplete(EnvelopeId id) {
        List<Issuer.About> relayed = repositories.ledger().commit("relay.complete", tx -> {
            List<Issuer.About> copies = new ArrayList<>();
            for (Awaiting copy : repositories.stored().awaiting(tx, id)) {
                if (repositories.stored().end(tx, id, copy.number())) {
                    Issuer.About about = about(tx, copy);
                    relay(tx, about);
                    copies.add(about);
                }
            }
            try (Traces.LogContext context =
                    Traces.logContext(id, Traces.given(tx, id).orElse(null))) {
                log.info("{} relayed, its parts are complete", context.document());
            }
            return copies;
        });
        if (!relayed.isEmpty()) {
            trafficCounter.passed(
                    relayed.get(0).envelope().sender().agency(),
                    relayed.stream()
                            .map(one -> one.envelope().recipient(one.number()).agency())
                            .toList());
        }
    }

    private void fail(Awaiting late) {
        repositories.ledger().store("relay.late", tx -> {
            if (repositories.stored().end(tx, late.document(), late.number())) {
                Issuer.About about = about(tx, late);
                Refused why =
                        new Refused(Fault.EXPIRED, about.envelope().expires().toString());
                issuer.failed(
                        tx,
                        Event.RELAY_FAILURE,
                        about,
                        why,
                        about.envelope().sender().node());
                repositories.stored().disentitle(tx, late.document(), late.number());
            }
        });
        log.warn("{} failed: its parts did not come in time", late.document());
    }

    private Issuer.About about(Tx tx, Awaiting copy) {
        Documents.StoredDocument stored =
                repositories.documents().find(tx, copy.document()).orElseThrow();
        return new Issuer.About(
                SealedEnvelope.open(stored.envelope()).envelope(),
                stored.digest(),
                copy.number(),
                Frame.read(copy.frame()).previous().get(copy.number()));
    }
}
