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

/**
 * The replies that recipients owe on documents, with their deadlines: acceptance or refusal, an answer, the answer to a
 * recall.
 */
public final class ReplyDeadlines {

    /** The kind of a reply. */
    public enum ReplyKind {

        /** To accept or refuse the document. */
        CONFIRM,

        /** To answer by the day the document names, or to report it finished. */
        ANSWER,

        /** To agree to a recall or to decline it. */
        RECALL
    }

    /**
     * An expected reply.
     *
     * @param agency the agency that owes it
     * @param side OUT at the document's sender, IN at the recipient
     */
    public record ExpectedReply(EnvelopeId document, AgencyCode agency, Direction side, ReplyKind kind, Instant due) {}

    private final Rules rules;
    private final Clock clock;

    ReplyDeadlines(Rules rules, Clock clock) {
        this.rules = rules;
        this.clock = clock;
    }

    /** Starts the deadlines of a document that was sent to this agency, or received by it; a repeat changes nothing. */
    public void begin(Tx tx, Envelope envelope, BusinessHeader header, AgencyCode agency, Direction side) {
        if (envelope.operation() == Operation.RECALL || envelope.operation() == Operation.STATUS) {
            return;
        }
        Instant confirm = rules.confirmBy(clock.instant(), envelope.urgency(), envelope.expires());
        add(tx, new ExpectedReply(envelope.id(), agency, side, ReplyKind.CONFIRM, confirm));
        header.due()
                .ifPresent(day ->
                        add(tx, new ExpectedReply(envelope.id(), agency, side, ReplyKind.ANSWER, rules.endOf(day))));
    }

    private static void add(Tx tx, ExpectedReply reply) {
        tx.defer("""
                insert into duty (document, agency, side, kind, due, told) values (?, ?, ?, ?, ?, false)
                on conflict do nothing
                """, reply.document().value(), reply.agency().value(), reply.side(), reply.kind(), reply.due());
    }

    /** Applies a report: it ends what it answers; with code 13 it starts the deadline of the recall. */
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
                add(tx, new ExpectedReply(document, agency, side, ReplyKind.RECALL, rules.endOfWork(clock.instant())));
            case RECALL_DECLINED -> end(tx, document, agency, side, ReplyKind.RECALL);
        }
    }

    /** Ends the deadlines of a document that this agency has answered with a document. */
    public void answered(Tx tx, EnvelopeId document, AgencyCode agency, Direction side) {
        end(tx, document, agency, side, ReplyKind.CONFIRM);
        end(tx, document, agency, side, ReplyKind.ANSWER);
    }

    /** Deletes an expected reply of any kind. */
    public void end(Tx tx, ExpectedReply reply) {
        end(tx, reply.document(), reply.agency(), reply.side(), reply.kind());
    }

    private static void end(Tx tx, EnvelopeId document, AgencyCode agency, Direction side, ReplyKind kind) {
        tx.update(
                "delete from duty where document = ? and upper(agency) = upper(?)" + " and side = ? and kind = ?",
                document.value(),
                agency.value(),
                side,
                kind);
    }

    /** Late replies that are not reported yet, the oldest first, along the index. */
    public List<ExpectedReply> late(Tx tx, Instant now, int atMost) {
        return tx.list(
                ExpectedReply.class,
                "select * from duty where told = false and due < ? order by due limit ?",
                now,
                atMost);
    }

    /** Marks a late reply as reported; false when it was reported or ended in the meantime. */
    public boolean markReported(Tx tx, ExpectedReply reply) {
        return 1 == tx.update("""
                        update duty set told = true
                        where document = ? and agency = ? and side = ? and kind = ? and told = false
                        """, reply.document().value(), reply.agency().value(), reply.side(), reply.kind());
    }

    /** Whether the reply can still be given: none is expected on a document that never came, or was returned. */
    public boolean isOwed(Tx tx, ExpectedReply reply) {
        String text = reply.side() == Direction.OUT
                ? "select state from copy where document = ? and agency = ?"
                        + " and state in ('REJECTED', 'FAILED', 'EXPIRED', 'RECALLED', 'REFUSED_BY_RECIPIENT')"
                : "select state from arrival where document = ? and agency = ? and state in ('RETURNED', 'REMOVED')";
        return tx.one(String.class, text, reply.document(), reply.agency()).isEmpty();
    }
}
