package vn.antin.console.pages;

import java.time.Clock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import vn.antin.archive.ArchiveJobs;
import vn.antin.archive.HoldActs;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.RequestContext;
import vn.antin.envelope.EnvelopeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Pauses;
import vn.antin.ledger.db.Signal;
import vn.antin.ledger.people.Accounts;
import vn.antin.ledger.people.Approvals;

/**
 * Actions on what has not left: hold, release, retry, pause and resume. Each is one transaction with its audit row and
 * is idempotent: a repeat changes and records nothing.
 */
public final class RepairPages {

    private final PageServices services;
    private final Pauses pauses;
    private final Approvals approvals;
    private final Accounts people;
    private final RepairActions mender;
    private final UnaryOperator<String> target;
    private final Runnable changed;
    private @Nullable DirectoryActs directory;
    private final HoldActs holds;
    private @Nullable ArchiveJobs archive;

    /**
     * Builds the pages.
     *
     * @param target recipient of a pause when a form names this
     * @param changed told when a pause began or ended
     */
    public RepairPages(
            PageServices services,
            Accounts people,
            RepairActions mender,
            UnaryOperator<String> target,
            Runnable changed,
            Clock clock) {
        this.services = services;
        this.pauses = new Pauses(clock);
        this.approvals = new Approvals(clock);
        this.people = people;
        this.mender = mender;
        this.target = target;
        this.changed = changed;
        this.holds = new HoldActs(services.ledger(), clock);
    }

    /** At a node: with the requests to remove what an archive package holds. */
    public RepairPages archiving(ArchiveJobs jobs) {
        archive = jobs;
        return this;
    }

    /** At a hub: with the requests to change the directory. */
    public RepairPages deciding(DirectoryActs acts) {
        directory = acts;
        return this;
    }

    public Console on(Console console) {
        new DeadPages(services, mender).on(console);
        new RequestPages(services, approvals, people, mender, directory, holds, archive).on(console);
        return console.does("hold", (context, rest) -> hold(context))
                .does("release", (context, rest) -> release(context))
                .does("retry", (context, rest) -> retry(context))
                .does("pause", (context, rest) -> pause(context, true))
                .does("resume", (context, rest) -> pause(context, false));
    }

    private void hold(RequestContext context) {
        context.needs(Action.HOLD);
        EnvelopeId id = NodePages.id(context.field("document"));
        String reason = context.reason();
        services.ledger().store("console.hold", tx -> {
            int held = services.repositories().outbox().hold(tx, id);
            if (held == 0 && !services.repositories().outbox().held(tx, id)) {
                throw new Refused(Fault.LEFT_ALREADY, id.toString());
            }
            if (held > 0) {
                services.logAction(tx, context, "HOLD", id.toString(), reason, "");
            }
        });
        context.redirect(Console.HOME + "/document/" + id);
    }

    private void release(RequestContext context) {
        context.needs(Action.HOLD);
        EnvelopeId id = NodePages.id(context.field("document"));
        String reason = context.reason();
        services.ledger().store("console.release", tx -> {
            if (services.repositories().outbox().resume(tx, id) > 0) {
                services.logAction(tx, context, "RELEASE", id.toString(), reason, "");
            }
        });
        context.redirect(Console.HOME + "/document/" + id);
    }

    /** Retries one document, or all that wait. */
    private void retry(RequestContext context) {
        context.needs(Action.RETRY);
        String document = context.field("document");
        @Nullable EnvelopeId id = document.isEmpty() ? null : NodePages.id(document);
        String reason = context.reason();
        mender.hurry();
        services.ledger().store("console.retry", tx -> {
            int rows = services.repositories().outbox().retryNow(tx, id);
            tx.wake(Signal.PARTS);
            services.logAction(tx, context, "RETRY", id == null ? "" : id.toString(), reason, Integer.toString(rows));
        });
        context.redirect(Console.HOME + (id == null ? "" : "/document/" + id));
    }

    /**
     * Pauses or resumes a recipient: the outbox releases nothing while the row exists, and the broker's queue follows at
     * the hub's next look.
     */
    private void pause(RequestContext context, boolean begins) {
        context.needs(Action.PAUSE);
        String named = context.field("agency");
        String whom = target.apply(named);
        String reason = context.reason();
        services.ledger().store(begins ? "console.pause" : "console.resume", tx -> {
            boolean done = begins ? pauses.pause(tx, whom, context.who().name(), reason) : pauses.resume(tx, whom);
            if (done) {
                services.logAction(tx, context, begins ? "PAUSE" : "RESUME", whom, reason, named);
            }
        });
        after(context, named);
    }

    private void after(RequestContext context, String named) {
        changed.run();
        context.redirect(Console.HOME + (named.isEmpty() ? "" : "/line/" + named));
    }
}
