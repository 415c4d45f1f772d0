package vn.antin.console.pages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import vn.antin.console.web.Action;
import vn.antin.console.web.Console;
import vn.antin.console.web.PageModel;
import vn.antin.console.web.RequestContext;
import vn.antin.json.Json;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.query.Samples;
import vn.antin.ledger.query.Samples.MinuteSample;

/** The charts of an hour, a day or a week: drawn by a script, and complete as tables without it. */
public final class Charts {

    /** Lifetime of cached samples: one is written a minute, however many pages are open. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    /** Fewest steps that are drawn. */
    private static final int FEWEST = 12;

    private final Ledger ledger;
    private final String side;
    private final Clock clock;
    private final Samples samples = new Samples();
    private final Map<Range, CachedSamples> known = new EnumMap<>(Range.class);

    private record CachedSamples(Instant at, List<MinuteSample> samples) {}

    public Charts(Ledger ledger, boolean hub, Clock clock) {
        this.ledger = ledger;
        this.side = hub ? "hub" : "node";
        this.clock = clock;
    }

    /** Registers the page of all charts. */
    Console on(Console console) {
        return console.at("charts", (context, rest) -> page(context)).at("series", (context, rest) -> series(context));
    }

    private void page(RequestContext context) throws IOException {
        context.needs(Action.SEE_OVERVIEW);
        Range range = Range.named(context.field("range"));
        context.page("charts", Map.of("charts", of(Chart.ALL, range, context.view()), "range", range));
    }

    List<Chart> of(List<String> names, Range range, PageModel v) {
        List<ChartSteps.ChartStep> rows = ChartSteps.of(read(range), range.length(), range.row(), clock.instant());
        return names.stream().map(name -> Chart.of(name, side, range, rows, v)).toList();
    }

    private synchronized List<MinuteSample> read(Range range) {
        Instant now = clock.instant();
        CachedSamples last = known.get(range);
        if (last == null || !now.isBefore(last.at().plus(FRESH))) {
            Instant from = now.minus(range.length()).minus(range.row());
            last = new CachedSamples(now, ledger.read(tx -> samples.since(tx, from)));
            known.put(range, last);
        }
        return last.samples();
    }

    /** Serves the numbers that the script draws; counts only. */
    private void series(RequestContext context) throws IOException {
        context.mayWatch();
        Range range = Range.named(context.field("range"));
        List<ChartSteps.ChartStep> steps = ChartSteps.sinceFirst(
                ChartSteps.of(read(range), range.length(), range.step(), clock.instant()), FEWEST);
        ObjectNode all = Json.MAPPER.createObjectNode();
        ArrayNode at = all.putArray("at");
        steps.forEach(step -> at.add(step.began().getEpochSecond()));
        for (String name : Chart.ALL) {
            ArrayNode lines = all.putArray(name);
            for (boolean first : new boolean[] {true, false}) {
                ArrayNode line = lines.addArray();
                steps.forEach(step -> line.add(Chart.drawn(name, step, first)));
            }
        }
        context.answer("application/json", all.toString().getBytes(StandardCharsets.UTF_8));
    }
}
