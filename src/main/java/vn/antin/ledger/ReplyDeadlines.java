package vn.antin.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import vn.antin.edxml.BusinessHeader;
import vn.antin.edxml.StatusCode;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Envelope;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.Operation;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.DocumentView.Direction;

/** What recipients owe about documents: a word whether they accept it, an answer in time, an answer to a recall. */
public final class ReplyDeadlines {

    /** What is owed. */
    public enum ReplyKind {

        /** To accept or refuse the document. */
        CONFIRM,

        /** To answer by the day the document names, or to report it finished. */
        ANSWER,

        /** To give the document back, or to say that it is not given back. */
        RECALL
    }

    /**
     * Something owed.
     *
     * @param agency who owes it
     * @param side OUT at the document's sender, IN at the recipient itself
     */
    public record Duty(EnvelopeId document, AgencyCode agency, Direction side, ReplyKind kind, Instant due) {}

    private final Rules rules;
    private final Clock clock;

    ReplyDeadlines(Rules rules, Clock clock) {
        this.rules = rules;
        this.clock = clock;
    }

    /** A document has left for this agency, or has come to it; a repeat changes nothing. */
    public void begin(Tx tx, Envelope envelope, BusinessHeader header, AgencyCode agency, Direction side) {
        if (envelope.operation() == Operation.RECALL || envelope.operation() == Operation.STATUS) {
            return;
        }
        Instant confirm = rules.confirmBy(clock.instant(), envelope.urgency(), envelope.expires());
        owe(tx, new Duty(envelope.id(), agency, side, ReplyKind.CONFIRM, confirm));
        header.due()
                .ifPresent(day -> owe(tx, new Duty(envelope.id(), agency, side, ReplyKind.ANSWER, rules.endOf(day))));
    }

    private static void owe(Tx tx, Duty duty) {
        tx.update("""
                insert into duty (document, agency, side, kind, due, told) values (?, ?, ?, ?, ?, false)
                on conflict do nothing
                """, duty.document().value(), duty.agency().value(), duty.side(), duty.kind(), duty.due());
    }

    /** What was said ends what was owed, or, with code 13, begins it. */
    public void said(Tx tx, EnvelopeId document, AgencyCode agency, StatusCode code, Direction side) {
        switch (code) {
            case REFUSED, RECALL_AGREED -> {
                end(tx, document, agency, side, ReplyKind.CONFIRM);
                end(tx, document, agency, side, ReplyKind.ANSWER);
                end(tx, document, agency, side, ReplyKind.RECALL);
            }
            case ACCEPTED, ASSIGNED, IN_PROGRESS -> end(tx, document, agency, side, ReplyKind.CONFIRM);
            case FINISHED -> {
                end(tx, document, agency, side, ReplyKind.CONFIRM);
                end(tx, document, agency, side, ReplyKind.ANSWER);
            }
            case RECALL_ASKED ->
                owe(tx, new Duty(document, agency, side, ReplyKind.RECALL, rules.endOfWork(clock.instant())));
            case RECALL_DECLINED -> end(tx, document, agency, side, ReplyKind.RECALL);
        }
    }

    /** A document of this agency answers another one: so that is answered. */
    public void answered(Tx tx, EnvelopeId document, AgencyCode agency, Direction side) {
        end(tx, document, agency, side, ReplyKind.CONFIRM);
        end(tx, document, agency, side, ReplyKind.ANSWER);
    }

    /** Nothing is owed any more, whatever it was. */
    public void end(Tx tx, Duty duty) {
        end(tx, duty.document(), duty.agency(), duty.side(), duty.kind());
    }

    private static void end(Tx tx, EnvelopeId document, AgencyCode agency, Direction side, ReplyKind kind) {
        tx.update(
                "delete from duty where document = ? and upper(agency) = upper(cast(? as varchar(35)))"
                        + " and side = ? and kind = ?",
                document.value(),
                agency.value(),
                side,
                kind);
    }

    /** What is late and was not told yet, the oldest first, along the index. */
    public List<Duty> late(Tx tx, Instant now, int atMost) {
        return tx.query(
                "select * from duty where told = false and due < ? order by due limit ?",
                row -> new Duty(
                        new EnvelopeId(row.uuid("document")),
                        new AgencyCode(row.text("agency")),
                        row.one(Direction.class, "side"),
                        row.one(ReplyKind.class, "kind"),
                        row.instant("due")),
                now,
                atMost);
    }

    /** Told once; false when it was told or ended in the meantime. */
    public boolean tell(Tx tx, Duty duty) {
        return 1 == tx.update("""
                        update duty set told = true
                        where document = ? and agency = ? and side = ? and kind = ? and told = false
                        """, duty.document().value(), duty.agency().value(), duty.side(), duty.kind());
    }

    /** Whether it can still be done: nobody owes an answer to what never came, or was given back. */
    public boolean stands(Tx tx, Duty duty) {
        String text = duty.side() == Direction.OUT
                ? "select state from copy where document = ? and agency = ?"
                        + " and state in ('REJECTED', 'FAILED', 'EXPIRED', 'RECALLED', 'REFUSED_BY_RECIPIENT')"
                : "select state from arrival where document = ? and agency = ? and state in ('RETURNED', 'REMOVED')";
        return tx.one(
                        text,
                        row -> row.text("state"),
                        duty.document().value(),
                        duty.agency().value())
                .isEmpty();
    }
}
