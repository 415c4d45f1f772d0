package vn.antin.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Party;
import vn.antin.fault.Fault;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.InList;
import vn.antin.ledger.db.Tx;

/** At the sender: the state of each recipient's copy. States change by compare-and-set only, never backwards. */
public final class Copies {

    /** A copy with a deadline. */
    public record WaitingCopy(EnvelopeId document, int number, Party recipient, CopyState state, Instant expires) {}

    /** A copy of a new document that failed, with the names of its document. */
    public record FailedCopy(
            EnvelopeId document,
            int number,
            AgencyCode agency,
            String reason,
            @Nullable String documentId,
            @Nullable String subject) {}

    /** One copy of a document. */
    public record CopyKey(EnvelopeId document, int number) {}

    /**
     * A change of state.
     *
     * @param from the present state, as {@link #lock} returned it or an earlier move of the same transaction left it
     */
    public record Move(
            CopyKey copy,
            CopyState from,
            CopyState to,
            @Nullable Instant due,
            @Nullable String reason,
            @Nullable String detail) {}

    private static final String UNOPENED =
            " from copy c join document d on d.id = c.document where c.state = 'FAILED' and c.reason in ('"
                    + Fault.KEY_LOST.code() + "', '" + Fault.KEY_NOT_CONFIRMED.code() + "') and d.operation = 'NEW'"
                    + " and not exists (select 1 from submission s where s.name ="
                    + " concat(cast(? as varchar), cast(c.document as varchar), ':', c.number))";

    private final Clock clock;

    public Copies(Clock clock) {
        this.clock = clock;
    }

    /**
     * Adds the copies of an accepted document.
     *
     * @param evidence digest of the evidence of submission, for each recipient in their order
     * @return since when they are ACCEPTED
     */
    public Instant add(Tx tx, Envelope envelope, List<Digest> evidence, Instant due) {
        Instant now = clock.instant();
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int number = 1; number <= envelope.recipients().size(); number++) {
            Party recipient = envelope.recipient(number);
            rows.add(new @Nullable Object[] {
                envelope.id().value(),
                number,
                recipient.agency().value(),
                recipient.node().value(),
                CopyState.ACCEPTED,
                now,
                evidence.get(number - 1),
                due
            });
        }
        tx.deferAll("""
                insert into copy (document, number, agency, node, state, since, previous, due, overdue)
                values (?, ?, ?, ?, ?, ?, ?, ?, false)
                """, rows);
        return now;
    }

    /** Moves a copy to a state; false, and no change, if the state cannot be reached from the present one. */
    public boolean move(
            Tx tx,
            EnvelopeId document,
            int number,
            CopyState to,
            @Nullable Instant due,
            @Nullable String reason,
            @Nullable String detail) {
        return 1
                == tx.update(
                        "update copy set state = ?, since = ?, due = cast(? as timestamp with time zone),"
                                + " overdue = false, reason = cast(? as varchar(10)),"
                                + " detail = cast(? as varchar(1000))"
                                + " where document = ? and number = ? and state in (" + from(to) + ")",
                        to,
                        clock.instant(),
                        due,
                        reason,
                        detail,
                        document.value(),
                        number);
    }

    /** The states of these copies; they stay as they are until this transaction ends, unless it moves them. */
    public Map<CopyKey, CopyState> lock(Tx tx, Collection<CopyKey> copies) {
        Map<CopyKey, CopyState> states = new HashMap<>();
        if (copies.isEmpty()) {
            return states;
        }
        Set<EnvelopeId> documents =
                copies.stream().map(CopyKey::document).collect(Collectors.toCollection(TreeSet::new));
        Set<Integer> numbers = copies.stream().map(CopyKey::number).collect(Collectors.toCollection(TreeSet::new));
        List<@Nullable Object> values = new ArrayList<>();
        Collections.addAll(values, InList.values(documents, EnvelopeId::value));
        Collections.addAll(values, InList.values(numbers, number -> number));
        tx.query(
                        "select document, number, state from copy where document in (" + InList.places(documents.size())
                                + ") and number in (" + InList.places(numbers.size()) + ") for update",
                        row -> Map.entry(
                                new CopyKey(new EnvelopeId(row.uuid("document")), (int) row.number("number")),
                                CopyState.valueOf(row.text("state"))),
                        values.toArray())
                .forEach(entry -> states.put(entry.getKey(), entry.getValue()));
        return states;
    }

    /**
     * Makes these moves, in their order, of copies that this transaction has locked.
     *
     * @throws IllegalStateException when a copy is not in the state that its move begins with
     */
    public void move(Tx tx, List<Move> moves) {
        if (moves.isEmpty()) {
            return;
        }
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Move move : moves) {
            rows.add(new @Nullable Object[] {
                move.to(),
                clock.instant(),
                move.due(),
                move.reason(),
                move.detail(),
                move.copy().document().value(),
                move.copy().number(),
                move.from()
            });
        }
        int moved = tx.updateAll(
                "update copy set state = ?, since = ?, due = cast(? as timestamp with time zone), overdue = false,"
                        + " reason = cast(? as varchar(10)), detail = cast(? as varchar(1000))"
                        + " where document = ? and number = ? and state = ?",
                rows);
        if (moved != moves.size()) {
            throw new IllegalStateException(moved + " of " + moves.size() + " copies moved");
        }
    }

    /**
     * Moves copies to a state without a change of their deadlines, as far as it can be reached from theirs; returns how
     * many.
     */
    public int pass(Tx tx, Collection<CopyKey> copies, CopyState to) {
        if (copies.isEmpty()) {
            return 0;
        }
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (CopyKey copy : copies) {
            rows.add(
                    new @Nullable Object[] {to, clock.instant(), copy.document().value(), copy.number()});
        }
        return tx.updateAll(
                "update copy set state = ?, since = ?, overdue = false where document = ? and number = ? and state in ("
                        + from(to) + ")",
                rows);
    }

    /** Number of copies for each agency whose arrival is not proved but still possible. */
    public Map<AgencyCode, Long> underwayByAgency(Tx tx) {
        return tx
                .query(
                        "select agency, count(*) as n from copy"
                                + " where state in ('ACCEPTED', 'SENDING', 'SENT', 'RELAYED') group by agency",
                        row -> Map.entry(new AgencyCode(row.text("agency")), row.number("n")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum));
    }

    /** Whether a receipt of this agency is late. */
    public boolean late(Tx tx, String agency) {
        return tx.one(
                        "select count(*) as n from copy where overdue = true and agency = ?",
                        row -> row.number("n"),
                        agency)
                .filter(late -> late > 0)
                .isPresent();
    }

    /** The states are constants of this program, so they are safe in the SQL text; everything else is bound. */
    private static String from(CopyState to) {
        return to.from().stream().map(state -> "'" + state + "'").collect(Collectors.joining(", "));
    }

    /** Whether this agency is a recipient of the document. */
    public boolean sentTo(Tx tx, EnvelopeId document, AgencyCode agency) {
        return tx.one(
                        "select number from copy where document = ? and agency = ?",
                        row -> row.number("number"),
                        document.value(),
                        agency.value())
                .isPresent();
    }

    public Optional<CopyState> state(Tx tx, EnvelopeId document, int number) {
        return tx.one(
                "select state from copy where document = ? and number = ?",
                row -> CopyState.valueOf(row.text("state")),
                document.value(),
                number);
    }

    /** Copies whose next receipt is late and not yet reported. */
    public List<WaitingCopy> late(Tx tx, Instant now, int atMost) {
        return tx.query("""
                select c.document, c.number, c.agency, c.node, c.state, d.expires
                from copy c join document d on d.id = c.document
                where c.due < ? and c.overdue = false order by c.due limit ?
                """, Copies::waiting, now, atMost);
    }

    /** Marks a copy as late while it waits in that state; false, and no change, if its receipt has come meanwhile. */
    public boolean overdue(Tx tx, EnvelopeId document, int number, CopyState waiting) {
        return 1
                == tx.update(
                        "update copy set overdue = true where document = ? and number = ? and state = ?"
                                + " and overdue = false",
                        document.value(),
                        number,
                        waiting);
    }

    /**
     * Copies of new documents that failed because their recipient has no key that opens them, the oldest first.
     *
     * @param noted begins the names of the submissions that exclude a copy, {@code DOCUMENT:NUMBER} after it
     * @param except nodes whose copies are left out
     */
    public List<FailedCopy> unopened(Tx tx, String noted, Collection<NodeId> except, int atMost) {
        List<@Nullable Object> values = new ArrayList<>(List.of(noted));
        Collections.addAll(values, InList.values(except, NodeId::value));
        values.add(atMost);
        return tx.query(
                "select c.document, c.number, c.agency, c.reason, d.document_id, d.subject" + UNOPENED
                        + (except.isEmpty() ? "" : " and c.node not in (" + InList.places(except.size()) + ")")
                        + " order by c.since limit ?",
                row -> new FailedCopy(
                        new EnvelopeId(row.uuid("document")),
                        (int) row.number("number"),
                        new AgencyCode(row.text("agency")),
                        row.text("reason"),
                        row.maybeText("document_id").orElse(null),
                        row.maybeText("subject").orElse(null)),
                values.toArray());
    }

    /** The number of these copies that are for one node. */
    public long unopened(Tx tx, String noted, NodeId node) {
        return tx.one(
                        "select count(*) as n" + UNOPENED + " and c.node = ?",
                        row -> row.number("n"),
                        noted,
                        node.value())
                .orElse(0L);
    }

    /** Copies without proof of consignment whose document has expired. */
    public List<WaitingCopy> expired(Tx tx, Instant now, int atMost) {
        return tx.query("""
                select c.document, c.number, c.agency, c.node, c.state, d.expires
                from copy c join document d on d.id = c.document
                where d.expires < ? and c.state in ('ACCEPTED', 'SENDING', 'SENT', 'RELAYED')
                order by d.expires limit ?
                """, Copies::waiting, now, atMost);
    }

    /** Copies whose arrival is not proved but still possible. */
    public List<WaitingCopy> underway(Tx tx) {
        return tx.query("""
                select c.document, c.number, c.agency, c.node, c.state, d.expires
                from copy c join document d on d.id = c.document
                where c.state in ('ACCEPTED', 'SENDING', 'SENT', 'RELAYED')
                """, Copies::waiting);
    }

    private static WaitingCopy waiting(Columns row) {
        return new WaitingCopy(
                new EnvelopeId(row.uuid("document")),
                (int) row.number("number"),
                new Party(new AgencyCode(row.text("agency")), new NodeId(row.text("node"))),
                CopyState.valueOf(row.text("state")),
                row.instant("expires"));
    }
}
