package vn.antin.console;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;
import vn.antin.ledger.Approvals;
import vn.antin.ledger.Approvals.Kind;
import vn.antin.ledger.Approvals.Request;
import vn.antin.ledger.AuditLog;
import vn.antin.ledger.Ledger;
import vn.antin.ledger.Tx;

/** What one person asks for and another decides: to see content for a while, to throw a message away for good. */
final class RequestPages {

    private static final List<Integer> HOURS = List.of(1, 8, 24, 72);
    private static final int SHOWN = 50;
    private static final int WAITING = 20;

    private final Ledger ledger;
    private final Approvals approvals;
    private final AuditLog audit;
    private final BiConsumer<Request, String> purge;

    /**
     * Requests of this node or hub.
     *
     * @param purge throws away what was agreed about; told by whom
     */
    RequestPages(Ledger ledger, Approvals approvals, AuditLog audit, BiConsumer<Request, String> purge) {
        this.ledger = ledger;
        this.approvals = approvals;
        this.audit = audit;
        this.purge = purge;
    }

    void on(Console console) {
        console.at("requests", (visit, rest) -> list(visit))
                .does("ask-content", (visit, rest) -> askContent(visit))
                .does("decide", (visit, rest) -> decide(visit))
                .does("end-grant", (visit, rest) -> endGrant(visit));
    }

    private void list(Visit visit) throws IOException {
        visit.needs(Action.SEE_RECEIPTS);
        visit.page("requests", Map.of("requests", ledger.read(tx -> approvals.newest(tx, SHOWN)), "hours", HOURS));
    }

    private void askContent(Visit visit) {
        visit.needs(Action.ASK_CONTENT);
        int hours = HOURS.stream()
                .filter(each -> each.toString().equals(visit.field("hours")))
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.FIELD_INVALID, "hours", visit.field("hours")));
        String reason = visit.reason();
        ledger.store(
                "console.ask", tx -> ask(tx, visit, Kind.CONTENT, visit.who().name(), reason, hours));
        visit.go(Console.HOME + "/requests");
    }

    private void ask(Tx tx, Visit visit, Kind kind, String subject, String reason, int hours) {
        if (approvals.waiting(tx, visit.who().name()) >= WAITING) {
            throw new Refused(Fault.TOO_MANY_REQUESTS);
        }
        approvals.ask(tx, kind, subject, visit.who().name(), reason, hours);
        audit.add(tx, visit.who().name(), "ASKED_" + kind, subject, reason, hours == 0 ? "" : hours + " h");
    }

    /** Only another person decides, and only once; what two agreed about is done when that is durable. */
    private void decide(Visit visit) {
        visit.needs(Action.DECIDE);
        long number = number(visit);
        boolean granted = visit.field("granted").equals("true");
        String reason = visit.reason();
        String who = visit.who().name();
        Request decided = ledger.commit("console.decide", tx -> decide(tx, number, who, granted, reason));
        if (granted && decided.kind() == Kind.PURGE) {
            purge.accept(decided, who);
        }
        visit.go(Console.HOME + "/requests");
    }

    private Request decide(Tx tx, long number, String who, boolean granted, String reason) {
        Request request = approvals.find(tx, number).orElseThrow(() -> new Refused(Fault.REQUEST_OVER));
        if (request.askedBy().equals(who)) {
            throw new Refused(Fault.SECOND_PERSON_NEEDED);
        }
        if (!approvals.decide(tx, request, who, granted, reason)) {
            throw new Refused(Fault.REQUEST_OVER);
        }
        String deed = (granted ? "GRANTED_" : "DENIED_") + request.kind();
        audit.add(tx, who, deed, request.subject(), reason, "asked by " + request.askedBy() + ": " + request.reason());
        return request;
    }

    private void endGrant(Visit visit) {
        visit.needs(Action.DECIDE);
        long number = number(visit);
        String reason = visit.reason();
        ledger.store("console.end-grant", tx -> {
            Request request = approvals.find(tx, number).orElseThrow(() -> new Refused(Fault.REQUEST_OVER));
            if (!approvals.end(tx, number)) {
                throw new Refused(Fault.REQUEST_OVER);
            }
            audit.add(tx, visit.who().name(), "ENDED_GRANT", request.subject(), reason, "");
        });
        visit.go(Console.HOME + "/requests");
    }

    private static long number(Visit visit) {
        String number = visit.field("number");
        if (!number.matches("\\d{1,18}")) {
            throw new Refused(Fault.REQUEST_OVER);
        }
        return Long.parseLong(number);
    }
}
