package vn.antin.console.pages;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Visit;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.DeadLetters;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.people.Approvals;
import vn.antin.ledger.people.Approvals.Kind;
import vn.antin.ledger.people.Approvals.Request;
import vn.antin.ledger.people.AuditLog;
import vn.antin.ledger.people.People;

/** What one person asks for and another decides: to see content for a while, to throw a message away for good. */
final class RequestPages {

    private static final List<Integer> HOURS = List.of(1, 8, 24, 72);
    private static final int SHOWN = 50;
    private static final int WAITING = 20;

    private final Ledger ledger;
    private final Approvals approvals;
    private final DeadLetters letters = new DeadLetters();
    private final AuditLog audit;
    private final People people;
    private final Mender mender;

    RequestPages(Ledger ledger, Approvals approvals, AuditLog audit, People people, Mender mender) {
        this.ledger = ledger;
        this.approvals = approvals;
        this.audit = audit;
        this.people = people;
        this.mender = mender;
    }

    void on(Console console) {
        console.at("requests", (visit, rest) -> list(visit))
                .does("ask-content", (visit, rest) -> askContent(visit))
                .does("ask-purge", (visit, rest) -> askPurge(visit))
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

    private void askPurge(Visit visit) {
        visit.needs(Action.REMOVE_DEAD_LETTER);
        long number = number(visit);
        String reason = visit.reason();
        ledger.store("console.ask", tx -> {
            String name = letters.name(tx, number);
            if (name.isEmpty()) {
                throw new Refused(Fault.REQUEST_OVER);
            }
            ask(tx, visit, Kind.PURGE, name, reason, 0);
        });
        visit.go(Console.HOME + "/requests");
    }

    private void ask(Tx tx, Visit visit, Kind kind, String subject, String reason, int hours) {
        if (approvals.waiting(tx, visit.who().name()) >= WAITING) {
            throw new Refused(Fault.TOO_MANY_REQUESTS);
        }
        approvals.ask(tx, kind, subject, visit.who().name(), reason, hours);
        audit.add(tx, visit.who().by(), "ASKED_" + kind, subject, reason, hours == 0 ? "" : hours + " h");
    }

    /** Only another person decides, and only once; what was granted is done in the same transaction. */
    private void decide(Visit visit) {
        visit.needs(Action.DECIDE);
        long number = number(visit);
        boolean granted = visit.field("granted").equals("true");
        String reason = visit.reason();
        String who = visit.who().name();
        if (granted) {
            tellOf(number, visit);
        }
        ledger.store("console.decide", tx -> {
            Request request = approvals.find(tx, number).orElseThrow(() -> new Refused(Fault.REQUEST_OVER));
            if (request.askedBy().equals(who)) {
                throw new Refused(Fault.SECOND_PERSON_NEEDED);
            }
            if (!approvals.decide(tx, request, who, granted, reason)) {
                throw new Refused(Fault.REQUEST_OVER);
            }
            if (granted && request.kind() == Kind.PURGE) {
                purge(tx, request);
            }
            if (granted && request.kind() == Kind.ROLE) {
                giveRole(tx, request);
            }
            audit.add(
                    tx,
                    visit.who().by(),
                    (granted ? "GRANTED_" : "DENIED_") + request.kind(),
                    request.subject(),
                    reason,
                    "asked by " + request.askedBy() + ": " + request.reason());
        });
        visit.go(Console.HOME + "/requests");
    }

    /** The evidence first: if it dies behind that, the letter is still there and the evidence is the same. */
    private void tellOf(long number, Visit visit) {
        String who = visit.who().name();
        Optional<DeadLetters.Letter> letter = ledger.read(tx -> approvals
                .find(tx, number)
                .filter(request -> request.open(visit.view().now()))
                .filter(request ->
                        request.kind() == Kind.PURGE && !request.askedBy().equals(who))
                .filter(request -> letters.name(tx, letter(request)).equals(request.subject()))
                .flatMap(request -> letters.find(tx, letter(request))));
        letter.ifPresent(one -> ledger.read(tx -> letters.body(tx, one.number()))
                .ifPresent(body -> mender.giveUp(one.sender(), one.kind(), body)));
    }

    private static long letter(Request request) {
        return Long.parseLong(request.subject().split(" ", 2)[0]);
    }

    /** Only what was asked for, byte for byte. */
    private void purge(Tx tx, Request request) {
        long letter = letter(request);
        if (!letters.name(tx, letter).equals(request.subject()) || !letters.remove(tx, letter)) {
            throw new Refused(Fault.REQUEST_OVER);
        }
    }

    /** Only what was asked for: a role that is another by now is not changed. */
    private void giveRole(Tx tx, Request request) {
        String[] asked = request.subject().split(" ", 4);
        People.Person person = people.find(tx, asked[0])
                .filter(found -> found.local() && found.role().equals(asked[1]))
                .orElseThrow(() -> new Refused(Fault.REQUEST_OVER));
        people.role(tx, person.name(), asked[3]);
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
            audit.add(tx, visit.who().by(), "ENDED_GRANT", request.subject(), reason, "");
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
