package vn.antin.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Signal;
import vn.antin.ledger.db.Tx;
import vn.antin.wire.HandshakeMessages;

/**
 * The documents that arrived for the agencies of this node, and their leases: offered, leased, then taken or returned.
 */
public final class Arrivals {

    /** The state of an arrival. */
    public enum ArrivalState {
        OFFERED,
        LEASED,
        TAKEN,
        RETURNED,

        /** Returned to its sender after a recall, and its content destroyed. */
        REMOVED
    }

    /**
     * An arrived copy.
     *
     * @param number the agency's number among the recipients of the envelope
     * @param previous digest of the last evidence of this copy
     */
    public record Arrival(
            EnvelopeId document,
            AgencyCode agency,
            int number,
            ArrivalState state,
            @Nullable UUID lease,
            @Nullable Instant until,
            int offers,
            Digest previous) {}

    private final Clock clock;

    public Arrivals(Clock clock) {
        this.clock = clock;
    }

    /** Adds the copy of an agency here, which its software is offered. */
    public void add(
            Tx tx, Envelope envelope, Documents.DocumentNames names, AgencyCode agency, int number, Digest evidence) {
        tx.defer("""
            insert into arrival (document, agency, number, state, since, offers, due, previous)
            values (?, ?, ?, 'OFFERED', ?, 0, ?, ?)
            """, envelope.id().value(), agency.value(), number, clock.instant(), clock.instant(), evidence);
        Listings.add(tx, envelope, agency, Direction.IN, names, clock.instant());
        tx.wake(Signal.INBOX);
    }

    /** Whether this copy arrived, of this very envelope. */
    public boolean arrived(Tx tx, EnvelopeId document, AgencyCode agency, Digest envelope) {
        return tx.one(
                        "select count(*) as n from arrival a join document d on d.id = a.document where a.document = ?"
                                + " and upper(a.agency) = upper(cast(? as varchar(35))) and d.envelope_digest = ?",
                        row -> row.number("n"),
                        document.value(),
                        agency.value(),
                        envelope)
                .filter(copies -> copies > 0)
                .isPresent();
    }

    public Optional<Arrival> find(Tx tx, EnvelopeId document, AgencyCode agency) {
        return tx.one(
                "select * from arrival where document = ? and upper(agency) = upper(cast(? as varchar(35)))",
                Arrivals::arrival,
                document.value(),
                agency.value());
    }

    /** Leases what is due: urgent before ordinary, old before new. No arrival is leased to two callers at once. */
    public List<Arrival> lease(Tx tx, Set<AgencyCode> agencies, int atMost, Duration time) {
        if (agencies.isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant();
        List<@Nullable Object> args = new ArrayList<>();
        agencies.forEach(agency -> args.add(agency.value()));
        args.add(now);
        args.add(atMost);
        String places = agencies.stream().map(agency -> "?").collect(Collectors.joining(", "));
        List<Arrival> due = tx.query(
                "select a.* from arrival a join document d on d.id = a.document where a.agency in (" + places
                        + ") and a.state in ('OFFERED', 'LEASED') and a.due <= ?"
                        + " order by case when d.urgency = 'NORMAL' then 1 else 0 end, a.since limit ?",
                Arrivals::arrival,
                args.toArray());
        List<Arrival> leased = new ArrayList<>();
        for (Arrival arrival : due) {
            UUID lease = UUID.randomUUID();
            int changed = tx.update(
                    """
                    update arrival set state = 'LEASED', lease = ?, lease_until = ?, due = ?, offers = offers + 1
                    where document = ? and agency = ? and state in ('OFFERED', 'LEASED') and due <= ?
                    """,
                    lease,
                    now.plus(time),
                    now.plus(time),
                    arrival.document().value(),
                    arrival.agency().value(),
                    now);
            if (changed == 1) {
                leased.add(new Arrival(
                        arrival.document(),
                        arrival.agency(),
                        arrival.number(),
                        ArrivalState.LEASED,
                        lease,
                        now.plus(time),
                        arrival.offers() + 1,
                        arrival.previous()));
            }
        }
        return leased;
    }

    /** Ends a lease for good; false when this lease no longer holds the document. */
    public boolean end(Tx tx, Arrival arrival, UUID lease, ArrivalState state, Digest evidence) {
        return 1
                == tx.update(
                        """
                        update arrival set state = ?, since = ?, previous = ?
                        where document = ? and agency = ? and state = 'LEASED' and lease = ?
                        """,
                        state,
                        clock.instant(),
                        evidence,
                        arrival.document().value(),
                        arrival.agency().value(),
                        lease);
    }

    /**
     * Sets the state of an arrival, leased or not, with its newest evidence. Locks the row until this transaction ends.
     */
    public void settle(Tx tx, Arrival arrival, ArrivalState state, Digest evidence) {
        tx.update(
                "update arrival set state = ?, since = ?, previous = ? where document = ? and agency = ?",
                state,
                clock.instant(),
                evidence,
                arrival.document().value(),
                arrival.agency().value());
    }

    /**
     * After a restore: closes an arrival whose handover this node attested since the backup, so that it is not offered
     * again.
     */
    void over(Tx tx, HandshakeMessages.Over over) {
        tx.update(
                "update arrival set state = ?, since = ?, previous = ?"
                        + " where document = ? and number = ? and state in ('OFFERED', 'LEASED')",
                over.taken() ? ArrivalState.TAKEN : ArrivalState.RETURNED,
                clock.instant(),
                over.digest(),
                over.document().value(),
                over.number());
    }

    /** Whether every agency of this node has returned its copy of the document after a recall. */
    public boolean removed(Tx tx, EnvelopeId document) {
        List<ArrivalState> states = tx.query(
                "select state from arrival where document = ?",
                row -> ArrivalState.valueOf(row.text("state")),
                document.value());
        return !states.isEmpty() && states.stream().allMatch(ArrivalState.REMOVED::equals);
    }

    /** Ends a lease; the document is offered again after the pause. */
    public boolean offerAgain(Tx tx, Arrival arrival, UUID lease, Duration pause) {
        tx.wake(Signal.INBOX);
        return 1
                == tx.update(
                        """
                        update arrival set state = 'OFFERED', since = ?, due = ?
                        where document = ? and agency = ? and state = 'LEASED' and lease = ?
                        """,
                        clock.instant(),
                        clock.instant().plus(pause),
                        arrival.document().value(),
                        arrival.agency().value(),
                        lease);
    }

    private static Arrival arrival(Columns row) {
        return new Arrival(
                new EnvelopeId(row.uuid("document")),
                new AgencyCode(row.text("agency")),
                (int) row.number("number"),
                ArrivalState.valueOf(row.text("state")),
                row.maybeUuid("lease").orElse(null),
                row.maybeInstant("lease_until").orElse(null),
                (int) row.number("offers"),
                row.digest("previous"));
    }
}
