package vn.antin.console.pages;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import vn.antin.console.web.PageModel;

/**
 * One chart, with its table; the script draws the same numbers in finer steps.
 *
 * @param name of its series: documents, bytes, took or waits
 * @param words key prefix of its caption and of the names of its two lines
 * @param range how far back it goes
 * @param rows newest first
 */
public record Chart(String name, String words, Range range, List<ChartRow> rows) {

    /** All charts, in their order. */
    static final List<String> ALL = List.of("documents", "bytes", "took", "waits");

    /** The two charts of the overview. */
    static final List<String> FEW = List.of("documents", "took");

    private static final double HALF = 0.5;
    private static final double MOST = 0.95;

    /**
     * One step in words.
     *
     * @param gap nothing was recorded in it
     */
    public record ChartRow(Instant began, boolean gap, String one, String two) {}

    static Chart of(String name, String side, Range range, List<ChartSteps.ChartStep> steps, PageModel v) {
        List<ChartRow> rows = new ArrayList<>();
        for (int i = steps.size() - 1; i >= 0; i--) {
            ChartSteps.ChartStep step = steps.get(i);
            rows.add(
                    step.gap()
                            ? new ChartRow(step.began(), true, "", "")
                            : new ChartRow(step.began(), false, said(name, step, true, v), said(name, step, false, v)));
        }
        return new Chart(name, "chart." + side + "." + name, range, rows);
    }

    private static String said(String name, ChartSteps.ChartStep step, boolean first, PageModel v) {
        var flow = first ? step.came() : step.went();
        return switch (name) {
            case "documents" ->
                v.say("chart.rate", v.number(flow.documents()), v.rate(step.perSecond(flow.documents())));
            case "bytes" -> v.say("chart.rate", v.size(flow.bytes()), v.size(Math.round(step.perSecond(flow.bytes()))));
            case "took" -> seconds(step.within(first ? HALF : MOST), v);
            default -> v.number(first ? step.waits() : step.there());
        };
    }

    private static String seconds(OptionalLong millis, PageModel v) {
        return millis.isEmpty() ? "–" : v.seconds(millis.getAsLong());
    }

    /** A step's value for drawing; null in a gap. */
    static @org.jspecify.annotations.Nullable Double drawn(String name, ChartSteps.ChartStep step, boolean first) {
        var flow = first ? step.came() : step.went();
        if (step.gap()) {
            return null;
        }
        return switch (name) {
            case "documents" -> step.perSecond(flow.documents());
            case "bytes" -> step.perSecond(flow.bytes());
            case "took" -> {
                OptionalLong millis = step.within(first ? HALF : MOST);
                yield millis.isEmpty() ? null : millis.getAsLong() / 1000.0;
            }
            default -> (double) (first ? step.waits() : step.there());
        };
    }
}
