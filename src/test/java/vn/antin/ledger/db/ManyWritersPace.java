package vn.antin.ledger.db;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.query.ListFilter;
import vn.antin.ledger.query.Register;
import vn.antin.ledger.query.RegisterFilter;
import vn.antin.ledger.query.RegisterLine;
import vn.antin.receipt.Event;

/**
 * Measures the console of auditors with very many documents. Run by name only: {@code -Dtest=ManyWritersPace
 * -Dcrowd=1000000 -Dcrowd.folder=…}; the folder is filled once and kept.
 */
@EnabledIfSystemProperty(named = "crowd", matches = "\\d+")
class ManyWritersPace {

    private static final Set<AgencyCode> HOME = Set.of(new AgencyCode(ManyWriters.HOME));

    @Test
    void tells_how_long_each_page_takes() {
        Path folder = Path.of(java.util.Objects.requireNonNull(System.getProperty("crowd.folder")));
        int count = Integer.getInteger("crowd", 0);
        try (Ledger ledger = Ledgers.empty(folder)) {
            long there = ledger.read(tx -> tx.one("select count(*) as n from listing", row -> row.number("n")))
                    .orElse(0L);
            if (there < count) {
                ManyWriters.fill(ledger, count);
            }
            measure(ledger);
        }
    }

    private static void measure(Ledger ledger) {
        Register register = new Register(ledger, token -> Instant.EPOCH);
        Register.Depth depth = new Register.Depth(false, false);
        ListFilter all = ListFilter.all(HOME);
        ListFilter june = new ListFilter(
                HOME,
                null,
                null,
                null,
                null,
                null,
                null,
                ManyWriters.BEGIN.plus(Duration.ofDays(150)),
                ManyWriters.BEGIN.plus(Duration.ofDays(180)),
                null,
                null,
                null);
        ListFilter one =
                new ListFilter(HOME, null, null, null, null, null, "h06,2026,777/vp", null, null, null, null, null);
        tell("register, all", () -> register.page(of(all, null, null, null, null, null, null), null, 50, depth));
        tell("register, a month", () -> register.page(of(june, null, null, null, null, null, null), null, 50, depth));
        tell("register, overdue", () -> register.page(of(all, null, null, null, null, true, null), null, 50, depth));
        tell(
                "register, overdue in a month",
                () -> register.page(of(june, null, null, null, null, true, null), null, 50, depth));
        tell(
                "register, refused",
                () -> register.page(
                        of(all, CopyState.REFUSED_BY_RECIPIENT, null, null, null, null, null), null, 50, depth));
        tell(
                "register, handed over",
                () -> register.page(of(all, CopyState.HANDED_OVER, null, null, null, null, null), null, 50, depth));
        tell(
                "register, expired: none",
                () -> register.page(of(all, CopyState.EXPIRED, null, null, null, null, null), null, 50, depth));
        tell(
                "register, one agency of 110",
                () -> register.page(of(all, null, "H06.2.7", null, null, null, null), null, 50, depth));
        tell(
                "register, an agency that is not there",
                () -> register.page(of(all, null, "H06.9.9", null, null, null, null), null, 50, depth));
        tell(
                "register, an event that is common",
                () -> register.page(of(all, null, null, Event.CONTENT_CONSIGNMENT, null, null, null), null, 50, depth));
        tell(
                "register, an event that is not there",
                () -> register.page(
                        of(all, null, null, Event.CONSIGNMENT_REJECTION, null, null, null), null, 50, depth));
        tell(
                "register, an issuer",
                () -> register.page(of(all, null, null, null, "nut-7", null, null), null, 50, depth));
        tell(
                "register, an issuer that is not there",
                () -> register.page(of(all, null, null, null, "nobody", null, null), null, 50, depth));
        tell("register, missing", () -> register.page(of(all, null, null, null, null, null, true), null, 50, depth));
        tell(
                "register, by a number far back",
                () -> register.page(of(one, null, null, null, null, null, null), null, 50, depth));
        tell(
                "register, 500 rows of an export",
                () -> register.page(of(all, null, null, null, null, null, null), null, 500, depth));
    }

    private static RegisterFilter of(
            ListFilter documents,
            @Nullable CopyState state,
            @Nullable String agency,
            @Nullable Event event,
            @Nullable String issuer,
            @Nullable Boolean overdue,
            @Nullable Boolean missing) {
        return new RegisterFilter(
                documents,
                null,
                state,
                agency == null ? null : new AgencyCode(agency),
                event,
                issuer == null ? null : new NodeId(issuer),
                overdue,
                missing);
    }

    private static void tell(String what, Supplier<?> look) {
        long best = Long.MAX_VALUE;
        long first = 0;
        Object answer = what;
        for (int i = 0; i < 5; i++) {
            long begin = System.nanoTime();
            answer = look.get();
            long took = (System.nanoTime() - begin) / 1_000_000;
            first = i == 0 ? took : first;
            best = Math.min(best, took);
        }
        String rows = answer instanceof RegisterLine.RegisterPage page
                ? page.lines().size() + " lines, " + (page.next() == null ? "the end" : "more")
                : "";
        System.out.println("PACE " + what + ": first " + first + " ms, best " + best + " ms " + rows);
    }
}
