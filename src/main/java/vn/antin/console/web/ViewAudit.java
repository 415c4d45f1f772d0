package vn.antin.console.web;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import vn.antin.console.pages.FileVerdict;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.people.AuditLog;
import vn.antin.seal.LruCache;

/** Records what auditors look at before they see it, and every export of a file by anybody. */
public final class ViewAudit {

    /** A page that refreshes itself is recorded once within this time. */
    private static final Duration ONE_LOOK = Duration.ofMinutes(10);

    private static final int REMEMBERED = 2_000;

    private final Ledger ledger;
    private final AuditLog audit;
    private final Map<String, Instant> last = LruCache.atMost(REMEMBERED);

    public ViewAudit(Ledger ledger, AuditLog audit) {
        this.ledger = ledger;
        this.audit = audit;
    }

    /** Access to the page is granted and it is about to be shown. */
    public void at(RequestContext context) {
        SignedInPerson who = context.who();
        boolean content = who.content() != null;
        if ((who.role() == PersonRole.AUDITOR || content) && context.isReadOnly()) {
            String page = context.view().path().replaceFirst("^/console/?", "");
            String query = context.question();
            Instant now = context.view().now();
            String key = who.name() + " " + content + " " + page + "?" + query;
            Instant before = last.get(key);
            if (before == null || now.isAfter(before.plus(ONE_LOOK))) {
                last.put(key, now);
                note(who, "LOOKED", page, content ? "content shown " + query : query);
            }
        }
    }

    /** A file is about to be exported. */
    public void export(RequestContext context, String name, String what) {
        note(context.who(), "EXPORTED", name, what);
    }

    /** A file was verified: it is not kept, but recorded by its digest. */
    public void verified(RequestContext context, FileVerdict judged) {
        note(context.who(), "VERIFIED", judged.digest().hex(), judged.outcome().name());
    }

    private void note(SignedInPerson who, String what, String subject, String detail) {
        ledger.store("console.look", tx -> audit.add(tx, who.by(), what, subject, "", detail));
    }
}
