package vn.antin.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import vn.antin.ledger.Books;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Outbox;
import vn.antin.ledger.StoredParts.Awaiting;
import vn.antin.ledger.Traces;
import vn.antin.ledger.db.Tx;
import vn.antin.log.Issuer;
import vn.antin.parts.PartStore;
import vn.antin.receipt.Event;
import vn.antin.seal.SealedEnvelope;
import vn.antin.wire.Frame;

/** The parts at the hub: whether there is room for more, and the copies that wait until theirs are whole. */
public final class Warehouse {

    /**
     * What the store may hold.
     *
     * @param storeBytes of all nodes together
     * @param quotaBytes of the documents of one node
     */
    public record Limits(long storeBytes, long quotaBytes) {}

    private static final int BATCH = 200;
    private static final Logger log = LoggerFactory.getLogger(Warehouse.class);

    private final Books books;
    private final Issuer issuer;
    private final PartStore store;
    private final Limits limits;
    private final Passing passing;

    public Warehouse(Books books, Issuer issuer, PartStore store, Limits limits, Passing passing) {
        this.passing = passing;
        this.books = books;
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
        long theirs = books.ledger().read(tx -> books.stored().chargedTo(tx, sender));
        if (theirs + size > limits.quotaBytes()) {
            return Optional.of(new Refused(Fault.QUOTA_USED, sender.value(), Long.toString(limits.quotaBytes())));
        }
        long all = books.ledger().read(books.stored()::charged);
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
    void await(Tx tx, Envelope envelope, int number, Digest previous) {
        byte[] frame = new Frame(new byte[0], Map.of(number, previous), Map.of()).write();
        books.stored().await(tx, envelope, number, frame);
        books.outbox()
                .add(
                        tx,
                        Outbox.Kind.ANNOUNCE,
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
        books.outbox()
                .add(
                        tx,
                        Outbox.Kind.ENVELOPE,
                        Outbox.Lane.of(envelope.urgency()),
                        envelope.recipient(number).node(),
                        envelope.id(),
                        number,
                        new Frame(new byte[0], Map.of(number, evidence), Map.of()).write(),
                        envelope.id() + ":down:" + number);
    }

    /** Copies whose parts are whole go on; those whose time is over fail. A repeat changes nothing. */
    public void settle() {
        books.ledger().read(books.stored()::awaited).forEach((id, parts) -> {
            if (parts.stream().allMatch(store::has)) {
                goOn(id);
            }
        });
        for (Awaiting late : books.ledger().read(tx -> books.stored().late(tx, BATCH))) {
            fail(late);
        }
    }

    private void goOn(EnvelopeId id) {
        List<Issuer.About> on = books.ledger().commit("relay.complete", tx -> {
            List<Issuer.About> gone = new ArrayList<>();
            for (Awaiting copy : books.stored().awaiting(tx, id)) {
                if (books.stored().end(tx, id, copy.number())) {
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
        books.ledger().store("relay.late", tx -> {
            if (books.stored().end(tx, late.document(), late.number())) {
                Issuer.About about = about(tx, late);
                Refused why =
                        new Refused(Fault.EXPIRED, about.envelope().expires().toString());
                issuer.failed(
                        tx,
                        Event.RELAY_FAILURE,
                        about,
                        why,
                        about.envelope().sender().node());
                books.stored().disentitle(tx, late.document(), late.number());
            }
        });
        log.warn("{} failed: its parts did not come in time", late.document());
    }

    private Issuer.About about(Tx tx, Awaiting copy) {
        Documents.Kept kept = books.documents().find(tx, copy.document()).orElseThrow();
        return new Issuer.About(
                SealedEnvelope.open(kept.envelope()).envelope(),
                kept.digest(),
                copy.number(),
                Frame.read(copy.frame()).previous().get(copy.number()));
    }
}
