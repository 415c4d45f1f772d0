package vn.antin.console.pages;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import vn.antin.archive.HoldActs;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.RequestContext;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.LegalHolds.HoldScope;
import vn.antin.ledger.Retention;

/** What content is removed when its period is over, and the legal holds that keep it. */
public final class RetentionPages {

    private static final int NEXT = 20;

    private final PageServices services;
    private final Retention retention;
    private final HoldActs holds;

    public RetentionPages(PageServices services, Retention retention, HoldActs holds) {
        this.services = services;
        this.retention = retention;
        this.holds = holds;
    }

    public Console on(Console console) {
        return console.at("retention", (context, rest) -> page(context))
                .does("place-hold", (context, rest) -> place(context))
                .does("ask-lift-hold", (context, rest) -> askLift(context));
    }

    private void page(RequestContext context) throws IOException {
        context.needs(Action.SEE_RECEIPTS);
        Instant now = context.view().now();
        OptionalLong counted = context.number("hold");
        Map<String, Object> model = new HashMap<>();
        model.put("counts", services.ledger().read(tx -> retention.counts(tx, now)));
        model.put("next", services.ledger().read(tx -> retention.due(tx, now, NEXT)));
        model.put("periods", retention.periods());
        model.put("holds", holds.newest());
        model.put("counted", counted.orElse(0));
        model.put("coverage", counted.isPresent() ? holds.coverage(counted.getAsLong()) : null);
        context.page("retention", model);
    }

    private void place(RequestContext context) {
        context.needs(Action.PLACE_HOLD);
        String document = context.field("document").strip();
        String number = context.field("number").strip();
        String agency = context.field("agency").strip();
        HoldScope scope = new HoldScope(
                document.isEmpty() ? null : EnvelopeId.of(document),
                number.isEmpty() ? null : number,
                agency.isEmpty() ? null : new AgencyCode(agency),
                day(context, "from", 0),
                day(context, "until", 1));
        long id = holds.place(scope, context.who().by(), context.reason());
        context.redirect(Console.HOME + "/retention?hold=" + id);
    }

    /** The beginning of a day, or of the day so many days later; null when there is none. */
    private static @Nullable Instant day(RequestContext context, String field, int later) {
        String text = context.field(field).strip();
        try {
            return text.isEmpty()
                    ? null
                    : VietnamTime.midnight(LocalDate.parse(text).plusDays(later));
        } catch (DateTimeException e) {
            throw new Refused(Fault.FIELD_INVALID, e, field, text);
        }
    }

    private void askLift(RequestContext context) {
        context.needs(Action.PLACE_HOLD);
        long id = context.number("hold").orElseThrow(() -> new Refused(Fault.HOLD_UNKNOWN, context.field("hold")));
        holds.askLift(id, context.who().by(), context.reason());
        context.redirect(Console.HOME + "/requests");
    }
}
