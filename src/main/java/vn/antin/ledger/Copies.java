package vn.antin.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.envelope.Party;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Tx;

/** At the sender: the state of each recipient's copy. States change by compare-and-set only, never backwards. */
public final class Copies {

    /** A copy with a deadline. */
    public record WaitingCopy(EnvelopeId document, int number, Party recipient, CopyState state, Instant expires) {}

    private final Clock clock;

    public Copies(Clock clock) {
        this.clock = clock;
    }

    public void add(Tx tx, EnvelopeId document, int number, Party recipient, Digest evidence, Instant due) {
        tx.update(
                """
                insert into copy (document, number, agency, node, state, since, previous, due, overdue)
                values (?, ?, ?, ?, ?, ?, ?, ?, false)
                """,
                document.value(),
                number,
                recipient.agency().value(),
                recipient.node().value(),
                CopyState.ACCEPTED,
                clock.instant(),
                evidence,
                due);
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

    /** Moves a copy to a state without a change of its deadline. */
    public void pass(Tx tx, EnvelopeId document, int number, CopyState to) {
        tx.update(
                "update copy set state = ?, since = ?, overdue = false where document = ? and number = ? and state in ("
                        + from(to) + ")",
                to,
                clock.instant(),
                document.value(),
                number);
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

    public void overdue(Tx tx, EnvelopeId document, int number) {
        tx.update("update copy set overdue = true where document = ? and number = ?", document.value(), number);
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
