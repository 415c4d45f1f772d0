package vn.antin.deliver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import vn.antin.edxml.EdxmlReader;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.InnerManifest;
import vn.antin.envelope.Operation;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Arrivals;
import vn.antin.ledger.Documents;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.RestoreRecovery;
import vn.antin.ledger.db.Tx;
import vn.antin.log.Issuer;
import vn.antin.receipt.Event;
import vn.antin.seal.SealedEnvelope;

/** The inbox of an agency's software: leases arrived documents to it, which it then acknowledges or returns. */
public final class InboxLeases {

    private static final int MAX_NAME = 250;

    private final Repositories repositories;
    private final Contents contents;
    private final Issuer issuer;
    private final Duration lease;
    private final Duration pause;

    /**
     * @param lease how long a lease holds
     * @param pause time before a returned document is offered again
     */
    public InboxLeases(Repositories repositories, Contents contents, Issuer issuer, Duration lease, Duration pause) {
        this.repositories = repositories;
        this.contents = contents;
        this.issuer = issuer;
        this.lease = lease;
        this.pause = pause;
    }

    /** Leases the due documents, urgent ones first; no document is leased to two callers at once. */
    public List<Offer> lease(Set<AgencyCode> agencies, int atMost) {
        List<Arrivals.Arrival> leased = repositories
                .ledger()
                .relaxed(
                        "deliver.lease",
                        tx -> isRecovering(tx) ? List.of() : repositories.arrivals().lease(tx, agencies, atMost, lease));
        List<Offer> offers = new ArrayList<>();
        leased.forEach(arrival -> offers.add(offer(arrival)));
        return offers;
    }

    /**
     * Whether this node was restored and does not yet know what the software took since the backup: it must not get a
     * document twice.
     */
    private boolean isRecovering(Tx tx) {
        return new RestoreRecovery(repositories).asking(tx).isPresent();
    }

    private Offer offer(Arrivals.Arrival arrival) {
        Envelope envelope = repositories.ledger().read(tx -> envelope(tx, arrival.document()));
        InnerManifest inner = InnerManifest.read(contents.inner(arrival.document()));
        return new Offer(
                arrival.document(),
                envelope.sender().agency(),
                arrival.agency(),
                inner.documentId(),
                inner.subject(),
                envelope.urgency(),
                envelope.operation(),
                envelope.created(),
                envelope.expires(),
                java.util.Objects.requireNonNull(arrival.lease()),
                java.util.Objects.requireNonNull(arrival.until()),
                arrival.offers(),
                contents.parts(arrival.document()),
                envelope.refersTo(),
                inner.signature(),
                Optional.of(inner.header()).filter(header -> header.length > 0).map(EdxmlReader::header));
    }

    /**
     * Records that the software has the document: the evidence of handover is durable when this returns. A repeat under
     * the same lease changes nothing.
     *
     * @throws Refused LEASE_NOT_HELD when the lease has ended
     */
    public void acknowledge(EnvelopeId id, AgencyCode agency, UUID held, String handedTo) {
        String name = handedTo.length() <= MAX_NAME ? handedTo : handedTo.substring(0, MAX_NAME);
        repositories.ledger().store("deliver.acknowledge", tx -> {
            Arrivals.Arrival arrival = find(tx, id, agency);
            if (arrival.state() == Arrivals.ArrivalState.TAKEN && held.equals(arrival.lease())) {
                return;
            }
            requireLease(arrival, held);
            Envelope envelope = envelope(tx, id);
            if (envelope.operation() == Operation.STATUS) {
                repositories.arrivals().end(tx, arrival, held, Arrivals.ArrivalState.TAKEN, arrival.previous());
            } else {
                Issuer.About about = about(tx, envelope, arrival);
                var evidence =
                        issuer.handedOver(tx, about, name, envelope.sender().node());
                repositories.arrivals().end(tx, arrival, held, Arrivals.ArrivalState.TAKEN, evidence);
            }
            repositories.timeline().event(tx, id, "HANDED_OVER", agency, null, name);
        });
    }

    /**
     * Returns a document: it is offered again later, or, when {@code last}, fails with the reason in the sender's
     * receipt.
     *
     * @throws Refused LEASE_NOT_HELD when the lease has ended, REASON_MISSING without a reason
     */
    public void giveBack(EnvelopeId id, AgencyCode agency, UUID held, String reason, boolean last) {
        if (reason.isBlank()) {
            throw new Refused(Fault.REASON_MISSING);
        }
        repositories.ledger().store("deliver.return", tx -> {
            Arrivals.Arrival arrival = find(tx, id, agency);
            if (arrival.state() == Arrivals.ArrivalState.RETURNED && held.equals(arrival.lease())) {
                return;
            }
            requireLease(arrival, held);
            if (last) {
                repositories
                        .arrivals()
                        .end(tx, arrival, held, Arrivals.ArrivalState.RETURNED, returned(tx, id, arrival, reason));
            } else {
                repositories.arrivals().offerAgain(tx, arrival, held, pause);
            }
            repositories.timeline().event(tx, id, last ? "RETURNED" : "PUT_BACK", agency, null, reason);
        });
    }

    /** The evidence of a final return; a report gets none, or reports would answer each other. */
    private Digest returned(Tx tx, EnvelopeId id, Arrivals.Arrival arrival, String reason) {
        Envelope envelope = envelope(tx, id);
        if (envelope.operation() == Operation.STATUS) {
            return arrival.previous();
        }
        return issuer.failed(
                tx,
                Event.CONTENT_HANDOVER_FAILURE,
                about(tx, envelope, arrival),
                new Refused(Fault.RETURNED_BY_RECIPIENT, reason),
                envelope.sender().node());
    }

    private Arrivals.Arrival find(Tx tx, EnvelopeId id, AgencyCode agency) {
        return repositories
                .arrivals()
                .find(tx, id, agency)
                .orElseThrow(() -> new Refused(Fault.DOCUMENT_NOT_FOUND, id.toString()));
    }

    private static void requireLease(Arrivals.Arrival arrival, UUID held) {
        if (arrival.state() != Arrivals.ArrivalState.LEASED || !held.equals(arrival.lease())) {
            throw new Refused(Fault.LEASE_NOT_HELD, arrival.document().toString());
        }
    }

    private Issuer.About about(Tx tx, Envelope envelope, Arrivals.Arrival arrival) {
        Documents.StoredDocument stored =
                repositories.documents().find(tx, envelope.id()).orElseThrow();
        return new Issuer.About(envelope, stored.digest(), arrival.number(), arrival.previous());
    }

    private Envelope envelope(Tx tx, EnvelopeId id) {
        Documents.StoredDocument stored = repositories.documents().find(tx, id).orElseThrow();
        return SealedEnvelope.open(stored.envelope()).envelope();
    }
}
