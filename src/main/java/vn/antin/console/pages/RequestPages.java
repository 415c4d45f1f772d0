package vn.antin.console.pages;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.antin.archive.ArchiveJobs;
import vn.antin.archive.HoldActs;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.RequestContext;
import vn.antin.directory.DirectoryAct;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.DeadLetters;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.people.Accounts;
import vn.antin.ledger.people.Approvals;
import vn.antin.ledger.people.Approvals.ApprovalKind;
import vn.antin.ledger.people.Approvals.ApprovalRequest;

/**
 * Requests that a second person decides: to see content for a while, to remove a dead letter, to give a role, to change
 * the directory for good, to lift a legal hold, to remove what is in an archive.
 */
final class RequestPages {

    private static final List<Integer> HOURS = List.of(1, 8, 24, 72);
    private static final int SHOWN = 50;
    private static final int WAITING = 20;

    private final PageServices services;
    private final Approvals approvals;
    private final DeadLetters letters = new DeadLetters();
    private final Accounts people;
    private final RepairActions mender;
    private final @Nullable DirectoryActs directory;
    private final HoldActs holds;
    private final @Nullable ArchiveJobs archive;

    /**
     * Builds the pages.
     *
     * @param directory null at a node
     * @param archive null at a hub
     */
    RequestPages(
            PageServices services,
            Approvals approvals,
            Accounts people,
            RepairActions mender,
            @Nullable DirectoryActs directory,
            HoldActs holds,
            @Nullable ArchiveJobs archive) {
        this.services = services;
        this.approvals = approvals;
        this.people = people;
        this.mender = mender;
        this.directory = directory;
        this.holds = holds;
        this.archive = archive;
    }

    void on(Console console) {
        console.at("requests", (context, rest) -> list(context))
                .does("ask-content", (context, rest) -> askContent(context))
                .does("ask-purge", (context, rest) -> askPurge(context))
                .does("decide", (context, rest) -> decide(context))
                .does("end-grant", (context, rest) -> endGrant(context));
    }

    private void list(RequestContext context) throws IOException {
        context.needs(Action.SEE_RECEIPTS);
        List<ApprovalRequest> requests = services.ledger().read(tx -> approvals.newest(tx, SHOWN));
        Map<Long, ActPreview> previews = new HashMap<>();
        for (ApprovalRequest request : requests) {
            if (directory != null
                    && request.act() != null
                    && request.open(context.view().now())) {
                previews.put(
                        request.number(), ActPreview.of(directory, request.act(), services.errors(), context.view()));
            }
        }
        context.page("requests", Map.of("requests", requests, "hours", HOURS, "previews", previews));
    }

    private void askContent(RequestContext context) {
        context.needs(Action.ASK_CONTENT);
        int hours = HOURS.stream()
                .filter(each -> each.toString().equals(context.field("hours")))
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.FIELD_INVALID, "hours", context.field("hours")));
        String reason = context.reason();
        services.ledger()
                .store(
                        "console.ask",
                        tx -> ask(
                                tx, context, ApprovalKind.CONTENT, context.who().name(), reason, hours));
        context.redirect(Console.HOME + "/requests");
    }

    private void askPurge(RequestContext context) {
        context.needs(Action.REMOVE_DEAD_LETTER);
        long number = number(context);
        String reason = context.reason();
        services.ledger().store("console.ask", tx -> {
            String name = letters.name(tx, number);
            if (name.isEmpty()) {
                throw new Refused(Fault.REQUEST_OVER);
            }
            ask(tx, context, ApprovalKind.PURGE, name, reason, 0);
        });
        context.redirect(Console.HOME + "/requests");
    }

    private void ask(Tx tx, RequestContext context, ApprovalKind kind, String subject, String reason, int hours) {
        if (approvals.waiting(tx, context.who().name()) >= WAITING) {
            throw new Refused(Fault.TOO_MANY_REQUESTS);
        }
        approvals.ask(tx, kind, subject, context.who().name(), reason, hours);
        services.logAction(tx, context, "ASKED_" + kind, subject, reason, hours == 0 ? "" : hours + " h");
    }

    /** Decides a request, once and only by another person; the granted action is done in the same transaction. */
    private void decide(RequestContext context) {
        context.needs(Action.DECIDE);
        long number = number(context);
        boolean granted = context.field("granted").equals("true");
        String reason = context.reason();
        String who = context.who().name();
        if (granted) {
            tellOf(number, context);
        }
        Consumer<Tx> decision = tx -> {
            ApprovalRequest request = approvals.find(tx, number).orElseThrow(() -> new Refused(Fault.REQUEST_OVER));
            if (request.askedBy().equals(who)) {
                throw new Refused(Fault.SECOND_PERSON_NEEDED);
            }
            if (!approvals.decide(tx, request, who, granted, reason)) {
                throw new Refused(Fault.REQUEST_OVER);
            }
            if (granted && request.kind() == ApprovalKind.PURGE) {
                purge(tx, request);
            }
            if (granted && request.kind() == ApprovalKind.ROLE) {
                giveRole(tx, request);
            }
            if (granted && request.kind() == ApprovalKind.LIFT_HOLD) {
                holds.lift(tx, request, who);
            }
            if (granted && request.kind() == ApprovalKind.REMOVE_ARCHIVED && archive != null) {
                archive.release(tx, request);
            }
            services.logAction(
                    tx,
                    context,
                    (granted ? "GRANTED_" : "DENIED_") + request.kind(),
                    request.subject(),
                    reason,
                    "asked by " + request.askedBy() + ": " + request.reason());
        };
        if (granted) {
            perform(number, context, decision);
        } else {
            services.ledger().store("console.decide", decision::accept);
        }
        if (archive != null) {
            archive.removeSoon();
        }
        context.redirect(Console.HOME + "/requests");
    }

    /** Does what was granted, with the decision in the same transaction. */
    private void perform(long number, RequestContext context, Consumer<Tx> decision) {
        ApprovalRequest request = services.ledger()
                .read(tx -> approvals.find(tx, number))
                .orElseThrow(() -> new Refused(Fault.REQUEST_OVER));
        if (request.kind() != ApprovalKind.DIRECTORY) {
            services.ledger().store("console.decide", decision::accept);
            return;
        }
        if (directory == null || request.act() == null) {
            throw new Refused(Fault.REQUEST_OVER);
        }
        directory.grant(
                DirectoryAct.read(request.act()),
                context.field("shown"),
                context.field("word"),
                context.who().by(),
                request.reason(),
                decision);
    }

    /**
     * Issues the evidence first: after a crash behind it the dead letter is still there, and the evidence is the same.
     */
    private void tellOf(long number, RequestContext context) {
        String who = context.who().name();
        Optional<DeadLetters.DeadLetter> letter = services.ledger()
                .read(tx -> approvals
                        .find(tx, number)
                        .filter(request -> request.open(context.view().now()))
                        .filter(request -> request.kind() == ApprovalKind.PURGE
                                && !request.askedBy().equals(who))
                        .filter(request -> letters.name(tx, letter(request)).equals(request.subject()))
                        .flatMap(request -> letters.find(tx, letter(request))));
        letter.ifPresent(one -> services.ledger()
                .read(tx -> letters.body(tx, one.number()))
                .ifPresent(body -> mender.giveUp(one.sender(), one.kind(), body)));
    }

    private static long letter(ApprovalRequest request) {
        return Long.parseLong(request.subject().split(" ", 2)[0]);
    }

    /** Removes exactly the requested message, compared byte for byte. */
    private void purge(Tx tx, ApprovalRequest request) {
        long letter = letter(request);
        if (!letters.name(tx, letter).equals(request.subject()) || !letters.remove(tx, letter)) {
            throw new Refused(Fault.REQUEST_OVER);
        }
    }

    /** Gives the requested role, unless the account's role has changed since the request. */
    private void giveRole(Tx tx, ApprovalRequest request) {
        String[] asked = request.subject().split(" ", 4);
        Accounts.Person person = people.find(tx, asked[0])
                .filter(found -> found.local() && found.role().equals(asked[1]))
                .orElseThrow(() -> new Refused(Fault.REQUEST_OVER));
        people.role(tx, person.name(), asked[3]);
    }

    private void endGrant(RequestContext context) {
        context.needs(Action.DECIDE);
        long number = number(context);
        String reason = context.reason();
        services.ledger().store("console.end-grant", tx -> {
            ApprovalRequest request = approvals.find(tx, number).orElseThrow(() -> new Refused(Fault.REQUEST_OVER));
            if (!approvals.end(tx, number)) {
                throw new Refused(Fault.REQUEST_OVER);
            }
            services.logAction(tx, context, "ENDED_GRANT", request.subject(), reason, "");
        });
        context.redirect(Console.HOME + "/requests");
    }

    private static long number(RequestContext context) {
        return context.number("number").orElseThrow(() -> new Refused(Fault.REQUEST_OVER));
    }
}
