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
import vn.antin.console.pages.BadReceipts.VerifiedLines;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Names;
import vn.antin.console.web.PageModel;
import vn.antin.console.web.RequestContext;
import vn.antin.console.web.ViewAudit;
import vn.antin.directory.Agency;
import vn.antin.directory.Directory;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.query.Register;
import vn.antin.ledger.query.RegisterFilter;
import vn.antin.ledger.query.RegisterLine;

/** The register of receipts: filtered by its address, and exported as a file. */
final class RegisterPages {

    private static final int ROWS = 50;
    private static final int ROWS_READ = 500;
    private static final Pattern CURSOR = Pattern.compile("(\\d{1,18})_([0-9a-f-]{36})_(\\d{1,10})");

    private final Register register;
    private final Supplier<Set<AgencyCode>> hosted;
    private final Supplier<Directory> directory;
    private final Supplier<Names> names;
    private final BadReceipts judge;
    private final ViewAudit viewAudit;

    RegisterPages(
            Register register,
            Supplier<Set<AgencyCode>> hosted,
            Supplier<Directory> directory,
            Supplier<Names> names,
            BadReceipts judge,
            ViewAudit viewAudit) {
        this.register = register;
        this.hosted = hosted;
        this.directory = directory;
        this.names = names;
        this.judge = judge;
        this.viewAudit = viewAudit;
    }

    void on(Console console) {
        console.at("register", (context, rest) -> list(context)).at("register-export", this::export);
    }

    private void list(RequestContext context) throws IOException {
        context.needs(Action.SEE_RECEIPTS);
        RegisterQuery ask = RegisterQuery.of(context, names.get());
        boolean content = context.view().may(Action.SEE_CONTENT);
        Scope scope = new Scope(
                ask.bad(),
                filter(ask),
                new Register.Depth(content, false),
                context.view().now());
        VerifiedLines found = found(scope, place(context.field("cursor")), ROWS, BadReceipts.PAGE);
        RegisterLine.RegisterPosition next = found.next();
        Map<String, Object> model = new HashMap<>();
        model.put("ask", ask);
        model.put("found", found);
        model.put("next", next == null ? "" : cursor(next));
        model.put("until", next == null ? null : next.stored());
        model.put("names", names.get());
        context.page("register", model);
    }

    /** Filter and depth of a search; with {@code bad} only lines that do not verify. */
    private record Scope(boolean bad, RegisterFilter filter, Register.Depth depth, Instant now) {}

    private VerifiedLines found(Scope scope, RegisterLine.@Nullable RegisterPosition after, int most, int judging) {
        return scope.bad()
                ? judge.look(
                        (from, lines) -> register.page(scope.filter(), from, lines, scope.depth()),
                        after,
                        most,
                        judging,
                        scope.now())
                : VerifiedLines.unjudged(register.page(scope.filter(), after, most, scope.depth()));
    }

    private RegisterFilter filter(RegisterQuery ask) {
        return ask.filter(
                hosted.get(),
                code -> directory.get().agency(code).map(Agency::code).orElse(code));
    }

    /** Exports all lines of the filter in the requested format. */
    private void export(RequestContext context, String form) throws IOException {
        context.needs(Action.SEE_RECEIPTS);
        Exports.Form as = Exports.Form.of(form);
        RegisterQuery ask = RegisterQuery.of(context, names.get());
        PageModel v = context.view();
        boolean content = v.may(Action.SEE_CONTENT);
        RegisterSheet rows = new RegisterSheet(v, names.get(), as != Exports.Form.PDF, content);
        viewAudit.export(context, "register." + form, ask.query());
        Sheet sheet =
                Exports.open(context, as, "so-bien-nhan", v.say("reg.title"), ask.told(v, names.get()), rows.columns());
        Register.Depth depth = new Register.Depth(content, as != Exports.Form.PDF);
        Scope scope = new Scope(ask.bad(), filter(ask), depth, v.now());
        RegisterLine.RegisterPosition after = null;
        long written = 0;
        long judged = 0;
        do {
            int most = (int) Math.min(ROWS_READ, as.rows() - written);
            VerifiedLines found = found(scope, after, most, (int) (BadReceipts.FILE - judged));
            for (RegisterLine line : found.lines()) {
                sheet.row(rows.of(line, found.of(line)));
                written++;
            }
            judged += found.judged();
            after = found.next();
        } while (after != null && written < as.rows() && judged < BadReceipts.FILE);
        sheet.end(ask.bad() ? judged(v, written, judged, after) : end(v, written, after));
    }

    private static String end(PageModel v, long written, RegisterLine.@Nullable RegisterPosition after) {
        return v.say(after == null ? "export.whole" : "export.cut", v.number(written));
    }

    private static String judged(
            PageModel v, long written, long judged, RegisterLine.@Nullable RegisterPosition after) {
        return after == null
                ? v.say("export.judged", v.number(written), v.number(judged))
                : v.say("export.judged.cut", v.number(written), v.number(judged), v.moment(after.stored()));
    }

    private static String cursor(RegisterLine.RegisterPosition place) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, place.stored()) + "_" + place.document() + "_" + place.number();
    }

    private static RegisterLine.@Nullable RegisterPosition place(String cursor) {
        if (cursor.isEmpty()) {
            return null;
        }
        Matcher form = CURSOR.matcher(cursor);
        if (!form.matches()) {
            throw new Refused(Fault.FIELD_INVALID, "cursor", cursor);
        }
        try {
            return new RegisterLine.RegisterPosition(
                    Instant.EPOCH.plus(Long.parseLong(form.group(1)), ChronoUnit.MICROS),
                    UUID.fromString(form.group(2)),
                    Integer.parseInt(form.group(3)));
        } catch (IllegalArgumentException e) {
            throw new Refused(Fault.FIELD_INVALID, e, "cursor", cursor);
        }
    }
}
