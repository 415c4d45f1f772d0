package vn.antin.archive;

import java.time.Clock;
import java.util.List;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.LegalHolds;
import vn.antin.ledger.LegalHolds.Coverage;
import vn.antin.ledger.LegalHolds.HoldScope;
import vn.antin.ledger.LegalHolds.LegalHold;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.people.Approvals;
import vn.antin.ledger.people.Approvals.ApprovalKind;
import vn.antin.ledger.people.Approvals.ApprovalRequest;
import vn.antin.ledger.people.AuditLog;

/** Acts on legal holds, each one transaction with its entry in the audit log. A second person lifts a hold. */
public final class HoldActs {

    private static final int SHOWN = 100;
    private static final int WAITING = 20;

    private final Ledger ledger;
    private final LegalHolds holds;
    private final Approvals approvals;
    private final AuditLog audit;

    /** @param ledger for actions of people */
    public HoldActs(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.holds = new LegalHolds(clock);
        this.approvals = new Approvals(clock);
        this.audit = new AuditLog(clock);
    }

    /** Places a hold, which is in force when this returns; returns its number. */
    public long place(HoldScope scope, AuditLog.Actor by, String reason) {
        return ledger.commit("hold.place", tx -> {
            long id = holds.place(tx, scope, by.who(), reason);
            audit.add(tx, by, "PLACED_HOLD", id + " " + scope, reason, "");
            return id;
        });
    }

    /**
     * Asks for the end of a hold.
     *
     * @throws Refused HOLD_UNKNOWN when it is not in force
     */
    public void askLift(long id, AuditLog.Actor by, String reason) {
        ledger.commit("hold.ask", tx -> {
            LegalHold hold = inForce(tx, id);
            if (approvals.waiting(tx, by.who()) >= WAITING) {
                throw new Refused(Fault.TOO_MANY_REQUESTS);
            }
            String subject = id + " " + hold.scope();
            approvals.ask(tx, ApprovalKind.LIFT_HOLD, subject, by.who(), reason, 0);
            audit.add(tx, by, "ASKED_LIFT_HOLD", subject, reason, "");
            return id;
        });
    }

    /** Lifts the hold of a request that another person grants in this transaction. */
    public void lift(Tx tx, ApprovalRequest request, String who) {
        long id = Long.parseLong(request.subject().split(" ", 2)[0]);
        if (!holds.lift(tx, id, who)) {
            throw new Refused(Fault.REQUEST_OVER);
        }
    }

    public List<LegalHold> newest() {
        return ledger.read(tx -> holds.newest(tx, SHOWN));
    }

    /** What a hold covers now. */
    public Coverage coverage(long id) {
        return ledger.read(tx -> holds.coverage(tx, id));
    }

    private LegalHold inForce(Tx tx, long id) {
        return holds.find(tx, id)
                .filter(hold -> hold.liftedAt() == null)
                .orElseThrow(() -> new Refused(Fault.HOLD_UNKNOWN, Long.toString(id)));
    }
}
