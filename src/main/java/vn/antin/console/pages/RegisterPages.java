package vn.antin.console.pages;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.antin.console.export.Exports;
import vn.antin.console.export.RegisterSheet;
import vn.antin.console.export.Sheet;
import vn.antin.console.pages.BadReceipts.Found;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Looks;
import vn.antin.console.web.Names;
import vn.antin.console.web.View;
import vn.antin.console.web.Visit;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.query.Register;
import vn.antin.ledger.query.RegisterFilter;
import vn.antin.ledger.query.RegisterLine;

/** The register of receipts: looked through by what its address says, and taken away as a file. */
final class RegisterPages {

    private static final int ROWS = 50;
    private static final int ROWS_READ = 500;
    private static final Pattern CURSOR = Pattern.compile("(\\d{1,18})_([0-9a-f-]{36})_(\\d{1,10})");

    private final Register register;
    private final Supplier<Set<AgencyCode>> hosted;
    private final Supplier<Directory> directory;
    private final Supplier<Names> names;
    private final BadReceipts judge;
    private final Looks looks;

    RegisterPages(
            Register register,
            Supplier<Set<AgencyCode>> hosted,
            Supplier<Directory> directory,
            Supplier<Names> names,
            BadReceipts judge,
            Looks looks) {
        this.register = register;
        this.hosted = hosted;
        this.directory = directory;
        this.names = names;
        this.judge = judge;
        this.looks = looks;
    }

    void on(Console console) {
        console.at("register", (visit, rest) -> list(visit)).at("register-export", this::export);
    }

    private void list(Visit visit) throws IOException {
        visit.needs(Action.SEE_RECEIPTS);
        RegisterAsk ask = RegisterAsk.of(visit, names.get());
        boolean content = visit.view().may(Action.SEE_CONTENT);
        Scope scope = new Scope(
                ask.bad(),
                filter(ask),
                new Register.Depth(content, false),
                visit.view().now());
        Found found = found(scope, place(visit.field("cursor")), ROWS, BadReceipts.PAGE);
        RegisterLine.Place next = found.next();
        Map<String, Object> model = new HashMap<>();
        model.put("ask", ask);
        model.put("found", found);
        model.put("next", next == null ? "" : cursor(next));
        model.put("until", next == null ? null : next.stored());
        model.put("names", names.get());
        visit.page("register", model);
    }

    /** What is looked for, and how deep; with {@code bad} only what does not hold. */
    private record Scope(boolean bad, RegisterFilter filter, Register.Depth depth, Instant now) {}

    private Found found(Scope scope, RegisterLine.@Nullable Place after, int most, int judging) {
        return scope.bad()
                ? judge.look(
                        (from, lines) -> register.page(scope.filter(), from, lines, scope.depth()),
                        after,
                        most,
                        judging,
                        scope.now())
                : Found.unjudged(register.page(scope.filter(), after, most, scope.depth()));
    }

    private RegisterFilter filter(RegisterAsk ask) {
        return ask.filter(
                hosted.get(),
                code -> directory.get().agency(code).map(Agency::code).orElse(code));
    }

    /** The whole of what the address asks for, as a file of the form that is asked for. */
    private void export(Visit visit, String form) throws IOException {
        visit.needs(Action.SEE_RECEIPTS);
        Exports.Form as = Exports.Form.of(form);
        RegisterAsk ask = RegisterAsk.of(visit, names.get());
        View v = visit.view();
        boolean content = v.may(Action.SEE_CONTENT);
        RegisterSheet rows = new RegisterSheet(v, names.get(), as != Exports.Form.PDF, content);
        looks.export(visit, "register." + form, ask.query());
        Sheet sheet =
                Exports.open(visit, as, "so-bien-nhan", v.say("reg.title"), ask.told(v, names.get()), rows.columns());
        Register.Depth depth = new Register.Depth(content, as != Exports.Form.PDF);
        Scope scope = new Scope(ask.bad(), filter(ask), depth, v.now());
        RegisterLine.Place after = null;
        long written = 0;
        long judged = 0;
        do {
            int most = (int) Math.min(ROWS_READ, as.rows() - written);
            Found found = found(scope, after, most, (int) (BadReceipts.FILE - judged));
            for (RegisterLine line : found.lines()) {
                sheet.row(rows.of(line, found.of(line)));
                written++;
            }
            judged += found.judged();
            after = found.next();
        } while (after != null && written < as.rows() && judged < BadReceipts.FILE);
        sheet.end(ask.bad() ? judged(v, written, judged, after) : end(v, written, after));
    }

    private static String end(View v, long written, RegisterLine.@Nullable Place after) {
        return v.say(after == null ? "export.whole" : "export.cut", v.number(written));
    }

    private static String judged(View v, long written, long judged, RegisterLine.@Nullable Place after) {
        return after == null
                ? v.say("export.judged", v.number(written), v.number(judged))
                : v.say("export.judged.cut", v.number(written), v.number(judged), v.moment(after.stored()));
    }

    private static String cursor(RegisterLine.Place place) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, place.stored()) + "_" + place.document() + "_" + place.number();
    }

    private static RegisterLine.@Nullable Place place(String cursor) {
        if (cursor.isEmpty()) {
            return null;
        }
        Matcher form = CURSOR.matcher(cursor);
        if (!form.matches()) {
            throw new Refused(Fault.FIELD_INVALID, "cursor", cursor);
        }
        try {
            return new RegisterLine.Place(
                    Instant.EPOCH.plus(Long.parseLong(form.group(1)), ChronoUnit.MICROS),
                    UUID.fromString(form.group(2)),
                    Integer.parseInt(form.group(3)));
        } catch (IllegalArgumentException e) {
            throw new Refused(Fault.FIELD_INVALID, e, "cursor", cursor);
        }
    }
}
