package vn.antin.console.pages;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Visit;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Books;
import vn.antin.ledger.Pauses;
import vn.antin.ledger.db.Wake;
import vn.antin.ledger.people.Approvals;
import vn.antin.ledger.people.AuditLog;
import vn.antin.ledger.people.People;

/**
 * What people do to what has not left: hold and let go, try now, pause and resume. Each is one transaction with its
 * audit row, and a repeat changes nothing and writes nothing: whoever does not know whether it was done does it again.
 */
public final class MendPages {

    private final Books books;
    private final AuditLog audit;
    private final Pauses pauses;
    private final Approvals approvals;
    private final People people;
    private final Mender mender;
    private final UnaryOperator<String> target;
    private final Runnable changed;

    /**
     * Deeds over this node or hub.
     *
     * @param target who is paused when a form names this
     * @param changed told when a pause began or ended
     */
    public MendPages(
            Books books,
            AuditLog audit,
            Pauses pauses,
            Approvals approvals,
            People people,
            Mender mender,
            UnaryOperator<String> target,
            Runnable changed) {
        this.books = books;
        this.audit = audit;
        this.pauses = pauses;
        this.approvals = approvals;
        this.people = people;
        this.mender = mender;
        this.target = target;
        this.changed = changed;
    }

    /** Puts them where they belong. */
    public Console on(Console console) {
        new DeadPages(books, audit, mender).on(console);
        new RequestPages(books.ledger(), approvals, audit, people, mender).on(console);
        return console.does("hold", (visit, rest) -> hold(visit))
                .does("release", (visit, rest) -> release(visit))
                .does("retry", (visit, rest) -> retry(visit))
                .does("pause", (visit, rest) -> pause(visit))
                .does("resume", (visit, rest) -> resume(visit));
    }

    private void hold(Visit visit) {
        visit.needs(Action.HOLD);
        EnvelopeId id = NodePages.id(visit.field("document"));
        String reason = visit.reason();
        books.ledger().store("console.hold", tx -> {
            int held = books.outbox().hold(tx, id);
            if (held == 0 && !books.outbox().held(tx, id)) {
                throw new Refused(Fault.LEFT_ALREADY, id.toString());
            }
            if (held > 0) {
                audit.add(tx, visit.who().by(), "HOLD", id.toString(), reason, "");
            }
        });
        visit.go(Console.HOME + "/document/" + id);
    }

    private void release(Visit visit) {
        visit.needs(Action.HOLD);
        EnvelopeId id = NodePages.id(visit.field("document"));
        String reason = visit.reason();
        books.ledger().store("console.release", tx -> {
            if (books.outbox().letGo(tx, id) > 0) {
                audit.add(tx, visit.who().by(), "RELEASE", id.toString(), reason, "");
            }
        });
        visit.go(Console.HOME + "/document/" + id);
    }

    /** One document, or all that waits. */
    private void retry(Visit visit) {
        visit.needs(Action.RETRY);
        String document = visit.field("document");
        @Nullable EnvelopeId id = document.isEmpty() ? null : NodePages.id(document);
        String reason = visit.reason();
        mender.hurry();
        books.ledger().store("console.retry", tx -> {
            int rows = books.outbox().hurry(tx, id);
            tx.wake(Wake.PARTS);
            audit.add(tx, visit.who().by(), "RETRY", id == null ? "" : id.toString(), reason, Integer.toString(rows));
        });
        visit.go(Console.HOME + (id == null ? "" : "/document/" + id));
    }

    /** The row is the pause: the outbox hands nothing out behind it, and the broker follows at the next look. */
    private void pause(Visit visit) {
        visit.needs(Action.PAUSE);
        String named = visit.field("agency");
        String whom = target.apply(named);
        String reason = visit.reason();
        books.ledger().store("console.pause", tx -> {
            if (pauses.pause(tx, whom, visit.who().name(), reason)) {
                audit.add(tx, visit.who().by(), "PAUSE", whom, reason, named);
            }
        });
        after(visit, named);
    }

    private void resume(Visit visit) {
        visit.needs(Action.PAUSE);
        String named = visit.field("agency");
        String whom = target.apply(named);
        String reason = visit.reason();
        books.ledger().store("console.resume", tx -> {
            if (pauses.resume(tx, whom)) {
                audit.add(tx, visit.who().by(), "RESUME", whom, reason, named);
            }
        });
        after(visit, named);
    }

    private void after(Visit visit, String named) {
        changed.run();
        visit.go(Console.HOME + (named.isEmpty() ? "" : "/line/" + named));
    }
}
