package vn.antin.console.pages;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import vn.antin.console.login.SignIn;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Names;
import vn.antin.console.web.PersonRole;
import vn.antin.console.web.RequestContext;
import vn.antin.directory.Directory;
import vn.antin.door.OwnAddress;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.people.Accounts;
import vn.antin.ledger.people.AuditLog;

/** Accounts, the audit log, and the end of alarms; the same on node and hub. */
public final class PeoplePages {

    private static final int ROWS = 100;
    private static final long WALKED_AT_A_LOOK = 10_000;
    /** Form of a local name. */
    public static final Pattern NAME = Pattern.compile("[a-z][a-z0-9.-]{1,62}");

    private final PageServices services;
    private final SignIn door;
    private final Accounts people;
    private final Supplier<Names> names;
    private volatile AuditLog.ChainCheck walked = AuditLog.ChainCheck.START;

    /**
     * Builds the pages.
     *
     * @param directory gives the names of agencies
     */
    public PeoplePages(PageServices services, SignIn door, Accounts people, Supplier<Directory> directory) {
        this.services = services;
        this.door = door;
        this.people = people;
        this.names = () -> Names.in(directory.get());
    }

    public Console on(Console console) {
        return console.at("audit", (context, rest) -> audit(context))
                .does("audit", (context, rest) -> walkAudit(context))
                .at("people", (context, rest) -> people(context, "", ""))
                .does("people", (context, rest) -> invite(context))
                .does("renew-link", (context, rest) -> renew(context))
                .does("change-role", (context, rest) -> changeRole(context))
                .does("remove-person", (context, rest) -> remove(context))
                .does("alarm", (context, rest) -> endAlarm(context));
    }

    private void audit(RequestContext context) throws IOException {
        context.needs(Action.SEE_AUDIT);
        showAudit(context, WALKED_AT_A_LOOK);
    }

    /** Verifies the whole chain from its first row. */
    private void walkAudit(RequestContext context) throws IOException {
        context.needs(Action.SEE_AUDIT);
        walked = AuditLog.ChainCheck.START;
        showAudit(context, Long.MAX_VALUE);
    }

    /** Verifies the shown rows at each request; the rest only once since the start. */
    private void showAudit(RequestContext context, long most) throws IOException {
        long from = context.number("before").orElse(Long.MAX_VALUE);
        Map<String, Object> model = services.ledger().read(tx -> {
            AuditLog.ChainCheck now = services.audit().check(tx, walked, most);
            walked = now;
            long shown = services.audit().brokenWithin(tx, from, ROWS);
            return Map.of(
                    "text",
                    new AuditText(context.view(), names.get()),
                    "entries",
                    services.audit().page(tx, from, ROWS),
                    "broken",
                    now.broken() != 0 ? now.broken() : shown,
                    "walked",
                    now,
                    "count",
                    now.end() ? 0L : services.audit().count(tx));
        });
        context.page("audit", model);
    }

    private void people(RequestContext context, String linked, String link) throws IOException {
        context.needs(Action.MANAGE_PEOPLE);
        context.page("people", Map.of("people", services.ledger().read(people::all), "linked", linked, "link", link));
    }

    /** Shows an invitation link once, to the person who created it. */
    private void invite(RequestContext context) throws IOException {
        context.needs(Action.MANAGE_PEOPLE);
        String name = context.field("name");
        PersonRole role = role(context);
        if (!NAME.matcher(name).matches() || name.equals(context.who().name())) {
            throw new Refused(Fault.FIELD_INVALID, "name", name);
        }
        handedOn(context, name, door.invite(context.who(), name, role));
    }

    /** Creates a new link for an existing account; its role stays. */
    private void renew(RequestContext context) throws IOException {
        context.needs(Action.MANAGE_PEOPLE);
        String name = context.field("name");
        handedOn(context, name, door.renew(context.who(), name));
    }

    private void handedOn(RequestContext context, String name, String link) throws IOException {
        people(context, name, OwnAddress.of(context.request()) + Console.HOME + "/first/" + link);
    }

    private void changeRole(RequestContext context) {
        context.needs(Action.MANAGE_PEOPLE);
        String name = context.field("name");
        if (name.equals(context.who().name())) {
            throw new Refused(Fault.NOT_YOURS_TO_DO);
        }
        boolean changed = door.changeRole(context.who(), name, role(context), context.reason());
        context.redirect(Console.HOME + (changed ? "/people" : "/requests"));
    }

    private static PersonRole role(RequestContext context) {
        String role = context.field("role");
        return Arrays.stream(PersonRole.values())
                .filter(one -> one.name().equals(role))
                .findFirst()
                .orElseThrow(() -> new Refused(Fault.FIELD_INVALID, "role", role));
    }

    private void remove(RequestContext context) {
        context.needs(Action.MANAGE_PEOPLE);
        String name = context.field("name");
        String reason = context.reason();
        if (name.equals(context.who().name())) {
            throw new Refused(Fault.NOT_YOURS_TO_DO);
        }
        services.ledger().store("console.remove", tx -> {
            people.remove(tx, name);
            services.logAction(tx, context, "REMOVE_PERSON", name, reason, "");
        });
        context.redirect(Console.HOME + "/people");
    }

    private void endAlarm(RequestContext context) {
        context.needs(Action.END_ALARM);
        String reason = context.reason();
        String code = context.field("code");
        String subject = context.field("subject");
        services.ledger().store("console.alarm", tx -> {
            if (services.repositories().timeline().end(tx, code, subject) > 0) {
                services.logAction(tx, context, "END_ALARM", code + " " + subject, reason, "");
            }
        });
        context.redirect(Console.HOME + "/attention");
    }
}
