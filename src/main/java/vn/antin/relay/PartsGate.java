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

/** The parts at the hub: whether there is room for more, and the copies that wait until theirs are whole. */
public final class PartsGate {

    /**
     * What the store may hold.
     *
     * @param storeBytes of all nodes together
     * @param quotaBytes of the documents of one node
     */
    public record Limits(long storeBytes, long quotaBytes) {}

    private static final int BATCH = 200;
    private static final Logger log = LoggerFactory.getLogger(PartsGate.class);

    private final Repositories repositories;
    private final Issuer issuer;
    private final PartStore store;
    private final Limits limits;
    private final TrafficCounter passing;

    public PartsGate(Repositories repositories, Issuer issuer, PartStore store, Limits limits, TrafficCounter passing) {
        this.passing = passing;
        this.repositories = repositories;
        this.issuer = issuer;
        this.store = store;
        this.limits = limits;
    }

    /** Why there is no room for the parts of an envelope; what was let in before is finished all the same. */
    Optional<Refused> full(Envelope envelope) {
        long size = envelope.parts().stream()
                .filter(part -> part.stored() && !store.has(part.digest()))
                .mapToLong(Part::size)
                .sum();
        if (size == 0) {
            return Optional.empty();
        }
        NodeId sender = envelope.sender().node();
        long theirs = repositories.ledger().read(tx -> repositories.stored().chargedTo(tx, sender));
        if (theirs + size > limits.quotaBytes()) {
            return Optional.of(new Refused(Fault.QUOTA_USED, sender.value(), Long.toString(limits.quotaBytes())));
        }
        long all = repositories.ledger().read(repositories.stored()::charged);
        return all + size > limits.storeBytes()
                ? Optional.of(new Refused(Fault.STORE_FULL, Long.toString(all), Long.toString(limits.storeBytes())))
                : Optional.empty();
    }

    static boolean has(Envelope envelope) {
        return envelope.parts().stream().anyMatch(Part::stored);
    }

    boolean whole(Envelope envelope) {
        return envelope.parts().stream().filter(Part::stored).map(Part::digest).allMatch(store::has);
    }

    /** The copy goes ahead of its parts, and for good once they are whole. */
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

    /** RelayAcceptance, and the copy into the outbox. */
    void relay(Tx tx, Issuer.About about) {
        Envelope envelope = about.envelope();
        int number = about.number();
        Digest evidence = issuer.issue(
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

    /** Copies whose parts are whole go on; those whose time is over fail. A repeat changes nothing. */
    public void settle() {
        repositories.ledger().read(repositories.stored()::awaited).forEach((id, parts) -> {
            if (parts.stream().allMatch(store::has)) {
                goOn(id);
            }
        });
        for (Awaiting late :
                repositories.ledger().read(tx -> repositories.stored().late(tx, BATCH))) {
            fail(late);
        }
    }

    private void goOn(EnvelopeId id) {
        List<Issuer.About> on = repositories.ledger().commit("relay.complete", tx -> {
            List<Issuer.About> gone = new ArrayList<>();
            for (Awaiting copy : repositories.stored().awaiting(tx, id)) {
                if (repositories.stored().end(tx, id, copy.number())) {
                    Issuer.About about = about(tx, copy);
                    relay(tx, about);
                    gone.add(about);
                }
            }
            try (Traces.Said said = Traces.saying(tx, id)) {
                log.info("{} relayed, its parts are whole", said.document());
            }
            return gone;
        });
        if (!on.isEmpty()) {
            passing.passed(
                    on.get(0).envelope().sender().agency(),
                    on.stream()
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
        Documents.StoredDocument kept =
                repositories.documents().find(tx, copy.document()).orElseThrow();
        return new Issuer.About(
                SealedEnvelope.open(kept.envelope()).envelope(),
                kept.digest(),
                copy.number(),
                Frame.read(copy.frame()).previous().get(copy.number()));
    }
}
