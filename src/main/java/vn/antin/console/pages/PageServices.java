package vn.antin.console.pages;

import vn.antin.console.web.RequestContext;
import vn.antin.door.Errors;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.people.AuditLog;
import vn.antin.observe.HealthMonitor;

/**
 * The services that the pages of a node and of a hub share.
 *
 * @param audit records what people do
 * @param observatory the present health
 */
public record PageServices(
        Repositories repositories, AuditLog audit, Errors errors, Charts charts, HealthMonitor observatory) {

    Ledger ledger() {
        return repositories.ledger();
    }

    /** Adds an action of the signed-in person to the audit log. */
    void logAction(Tx tx, RequestContext context, String what, String subject, String reason, String detail) {
        audit.add(tx, context.who().by(), what, subject, reason, detail);
    }
}
