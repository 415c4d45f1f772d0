package vn.antin.console.pages;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.antin.console.export.Exports;
import vn.antin.console.export.Sheet;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.Names;
import vn.antin.console.web.PageModel;
import vn.antin.console.web.RequestContext;
import vn.antin.console.web.ViewAudit;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.fault.TryLater;
import vn.antin.ledger.query.Months;
import vn.antin.ledger.query.Months.MonthLine;
import vn.antin.seal.LruCache;
import vn.antin.thread.DaemonThreads;

/** The monthly report: documents sent to and received from each agency: in time, late or not at all. */
final class MonthPages {

    /** Lifetime of a report's numbers. */
    private static final Duration FRESH = Duration.ofMinutes(10);

    private static final int REMEMBERED = 24;

    /**
     * Counting takes seconds where there are very many documents: after this time the page says so and fetches the
     * numbers itself.
     */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    /** Most agencies on the page; a file has all. */
    private static final int MOST = 200;

    private final Months months;
    private final Supplier<Set<AgencyCode>> hosted;
    private final Supplier<Names> names;
    private final ViewAudit viewAudit;
    private final Map<String, CompletableFuture<Report>> known = LruCache.atMost(REMEMBERED);

    /** Counts one month at a time. */
    private final Executor counter = Executors.newSingleThreadExecutor(DaemonThreads.named("antin-months"));

    /** The numbers and when they were counted. */
    record Report(Instant at, List<MonthLine> lines) {}

    MonthPages(Months months, Supplier<Set<AgencyCode>> hosted, Supplier<Names> names, ViewAudit viewAudit) {
        this.months = months;
        this.hosted = hosted;
        this.names = names;
        this.viewAudit = viewAudit;
    }

    void on(Console console) {
        console.at("month", (context, rest) -> show(context)).at("month-export", this::export);
    }

    private void show(RequestContext context) throws IOException {
        context.needs(Action.SEE_RECEIPTS);
        YearMonth month = month(context);
        Report report = soon(report(month, context.view().now()));
        List<MonthLine> lines = report == null ? List.of() : report.lines();
        Map<String, Object> model = new HashMap<>();
        model.put("month", month);
        model.put("at", report == null ? null : report.at());
        model.put("lines", shown(lines));
        model.put("left", lines.size() - shown(lines).size());
        model.put("names", names.get());
        model.put("end", end(month));
        context.page("month", model);
    }

    /** Null when they are not ready soon. */
    private static @Nullable Report soon(CompletableFuture<Report> report) {
        try {
            return report.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a month was not counted", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TryLater(Fault.STOPPING, "month");
        }
    }

    /** The agencies with the most documents, by code, and the totals. */
    private static List<MonthLine> shown(List<MonthLine> lines) {
        if (lines.size() <= MOST + 1) {
            return lines;
        }
        Set<MonthLine> most = lines.subList(0, lines.size() - 1).stream()
                .sorted(Comparator.comparingLong((MonthLine line) -> line.sent() + line.received())
                        .reversed())
                .limit(MOST)
                .collect(Collectors.toSet());
        most.add(lines.get(lines.size() - 1));
        return lines.stream().filter(most::contains).toList();
    }

    /** The requested month, else the present one. */
    private static YearMonth month(RequestContext context) {
        YearMonth now = YearMonth.from(context.view().now().atZone(VietnamTime.ZONE));
        try {
            return context.field("month").isEmpty() ? now : YearMonth.parse(context.field("month"));
        } catch (DateTimeException e) {
            return now;
        }
    }

    private synchronized CompletableFuture<Report> report(YearMonth month, Instant now) {
        Set<AgencyCode> agencies = hosted.get();
        String key = month + " " + agencies;
        CompletableFuture<Report> report = known.get(key);
        if (report == null || old(report, now)) {
            report = CompletableFuture.supplyAsync(
                    () -> new Report(now, months.lines(agencies, begin(month), begin(month.plusMonths(1)))), counter);
            known.put(key, report);
        }
        return report;
    }

    /** Whether to count again: too old, or failed. */
    private static boolean old(CompletableFuture<Report> report, Instant now) {
        return report.isCompletedExceptionally()
                || (report.isDone() && now.isAfter(report.join().at().plus(FRESH)));
    }

    /** The last moment of the month: whose names its report shows. */
    private static Instant end(YearMonth month) {
        return begin(month.plusMonths(1)).minusMillis(1);
    }

    private static Instant begin(YearMonth month) {
        return VietnamTime.midnight(month.atDay(1));
    }

    private void export(RequestContext context, String form) throws IOException {
        context.needs(Action.SEE_RECEIPTS);
        Exports.Form as = Exports.Form.of(form);
        PageModel v = context.view();
        YearMonth month = month(context);
        Report report = report(month, v.now()).join();
        viewAudit.export(context, "month." + form, month.toString());
        String what = v.say("month.of", v.month(month)) + " " + v.say("month.at", v.moment(report.at()));
        List<String> columns = Stream.of(
                        "agency",
                        "code",
                        "sent",
                        "on-time",
                        "late",
                        "handed",
                        "handed-late",
                        "failed",
                        "refused",
                        "recalled",
                        "missing",
                        "received",
                        "median",
                        "p95")
                .map(key -> v.say("month." + key))
                .toList();
        Sheet sheet = Exports.open(context, as, "bao-cao-" + month, v.say("auditing.month"), what, columns);
        for (MonthLine line : report.lines()) {
            sheet.row(cells(line, v, end(month)));
        }
        sheet.end(v.say("export.whole", v.number(report.lines().size())));
    }

    private List<@Nullable Object> cells(MonthLine line, PageModel v, Instant end) {
        AgencyCode agency = line.agency();
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(agency == null ? v.say("month.all") : names.get().of(agency, end));
        cells.add(agency == null ? "" : agency.value());
        cells.addAll(List.of(
                line.sent(),
                line.onTime(),
                line.late(),
                line.handed(),
                line.handedLate(),
                line.failed(),
                line.refused(),
                line.recalled(),
                line.missing(),
                line.received()));
        cells.add(seconds(line.median()));
        cells.add(seconds(line.p95()));
        return cells;
    }

    private static @Nullable Double seconds(@Nullable Long millis) {
        return millis == null ? null : millis / 1000.0;
    }
}
