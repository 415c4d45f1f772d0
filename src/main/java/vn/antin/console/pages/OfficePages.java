package vn.antin.console.pages;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import vn.antin.console.login.Door;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Names;
import vn.antin.console.web.Role;
import vn.antin.console.web.Visit;
import vn.antin.directory.Directory;
import vn.antin.door.OwnAddress;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Books;
import vn.antin.ledger.people.AuditLog;
import vn.antin.ledger.people.People;

/** Who may use the console, what they did, and what they do to alarms: alike on a node and on a hub. */
public final class OfficePages {

    private static final int ROWS = 100;
    private static final long WALKED_AT_A_LOOK = 10_000;
    /** Names that people here may have. */
    public static final Pattern NAME = Pattern.compile("[a-z][a-z0-9.-]{1,62}");

    private final Books books;
    private final Door door;
    private final People people;
    private final AuditLog audit;
    private final Supplier<Names> names;
    private volatile AuditLog.Walked walked = AuditLog.Walked.START;

    /**
     * Pages over this ledger.
     *
     * @param directory whose agencies are called by name
     */
    public OfficePages(Books books, Door door, People people, AuditLog audit, Supplier<Directory> directory) {
        this.books = books;
        this.door = door;
        this.people = people;
        this.audit = audit;
        this.names = () -> Names.in(directory.get());
    }

    /** Puts them where they belong. */
    public Console on(Console console) {
        return console.at("audit", (visit, rest) -> audit(visit))
                .does("audit", (visit, rest) -> walkAudit(visit))
                .at("people", (visit, rest) -> people(visit, "", ""))
                .does("people", (visit, rest) -> invite(visit))
                .does("renew-link", (visit, rest) -> renew(visit))
                .does("change-role", (visit, rest) -> changeRole(visit))
                .does("remove-person", (visit, rest) -> remove(visit))
                .does("alarm", (visit, rest) -> endAlarm(visit));
    }

    private void audit(Visit visit) throws IOException {
        visit.needs(Action.SEE_AUDIT);
        showAudit(visit, WALKED_AT_A_LOOK);
    }

    /** The whole chain, from its first row. */
    private void walkAudit(Visit visit) throws IOException {
        visit.needs(Action.SEE_AUDIT);
        walked = AuditLog.Walked.START;
        showAudit(visit, Long.MAX_VALUE);
    }

    /** What was walked once since the start is not walked again at each look, what is shown always is. */
    private void showAudit(Visit visit, long most) throws IOException {
        String before = visit.field("before");
        long from = before.matches("\\d{1,18}") ? Long.parseLong(before) : Long.MAX_VALUE;
        Map<String, Object> model = books.ledger().read(tx -> {
            AuditLog.Walked now = audit.walk(tx, walked, most);
            walked = now;
            long shown = audit.brokenWithin(tx, from, ROWS);
            return Map.of(
                    "text",
                    new AuditText(visit.view(), names.get()),
                    "entries",
                    audit.page(tx, from, ROWS),
                    "broken",
                    now.broken() != 0 ? now.broken() : shown,
                    "walked",
                    now,
                    "count",
                    now.end() ? 0L : audit.count(tx));
        });
        visit.page("audit", model);
    }

    private void people(Visit visit, String linked, String link) throws IOException {
        visit.needs(Action.MANAGE_PEOPLE);
        visit.page("people", Map.of("people", books.ledger().read(people::all), "linked", linked, "link", link));
    }

    /** The link is shown once, to whoever made it, for them to hand on. */
    private void invite(Visit visit) throws IOException {
        visit.needs(Action.MANAGE_PEOPLE);
        String name = visit.field("name");
        Role role = role(visit);
        if (!NAME.matcher(name).matches() || name.equals(visit.who().name())) {
            throw new Refused(Fault.FIELD_INVALID, "name", name);
        }
        handedOn(visit, name, door.invite(visit.who(), name, role));
    }

    /** A link for somebody who is here already; whose role it is stays. */
    private void renew(Visit visit) throws IOException {
        visit.needs(Action.MANAGE_PEOPLE);
        String name = visit.field("name");
        handedOn(visit, name, door.renew(visit.who(), name));
    }

    private void handedOn(Visit visit, String name, String link) throws IOException {
        people(visit, name, OwnAddress.of(visit.request()) + Console.HOME + "/first/" + link);
    }

    private void changeRole(Visit visit) {
        visit.needs(Action.MANAGE_PEOPLE);
        String name = visit.field("name");
        if (name.equals(visit.who().name())) {
            throw new Refused(Fault.NOT_YOURS_TO_DO);
        }
        boolean changed = door.changeRole(visit.who(), name, role(visit), visit.reason());
        visit.go(Console.HOME + (changed ? "/people" : "/requests"));
    }

    private static Role role(Visit visit) {
        String role = visit.field("role");
        return Arrays.stream(Role.values())
                .filter(one -> one.name().equals(role))
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.FIELD_INVALID, "role", role));
    }

    private void remove(Visit visit) {
        visit.needs(Action.MANAGE_PEOPLE);
        String name = visit.field("name");
        String reason = visit.reason();
        if (name.equals(visit.who().name())) {
            throw new Refused(Fault.NOT_YOURS_TO_DO);
        }
        books.ledger().store("console.remove", tx -> {
            people.remove(tx, name);
            audit.add(tx, visit.who().by(), "REMOVE_PERSON", name, reason, "");
        });
        visit.go(Console.HOME + "/people");
    }

    private void endAlarm(Visit visit) {
        visit.needs(Action.END_ALARM);
        String reason = visit.reason();
        String code = visit.field("code");
        String subject = visit.field("subject");
        books.ledger().store("console.alarm", tx -> {
            if (books.notes().end(tx, code, subject) > 0) {
                audit.add(tx, visit.who().by(), "END_ALARM", code + " " + subject, reason, "");
            }
        });
        visit.go(Console.HOME + "/attention");
    }
}
