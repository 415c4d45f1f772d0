package vn.antin.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Stacked bars as a self-contained SVG document: one bar for each measured thing, with its parts from the bottom up. */
final class SvgBars implements SvgImage {

    private static final double LEAST_LABELLED = 12;
    private static final List<String> COLOURS = new ArrayList<>(SvgChart.COLOURS);

    static {
        COLOURS.addAll(List.of("#9e9d24", "#ad1457", "#6d8b9c", "#bcaaa4", "#cfd8dc"));
    }

    private final String title;
    private final String yName;
    private final Map<String, Map<String, Double>> bars = new LinkedHashMap<>();

    SvgBars(String title, String yName) {
        this.title = title;
        this.yName = yName;
    }

    /** Adds a bar, or replaces the one of that name. */
    void bar(String name, Map<String, Double> parts) {
        bars.put(name, new LinkedHashMap<>(parts));
    }

    @Override
    public boolean isEmpty() {
        return bars.isEmpty();
    }

    @Override
    public String svg() {
        double most = most();
        StringBuilder svg = SvgChart.frame(title, yName, most);
        List<String> parts = parts();
        double slot = (double) (SvgChart.WIDTH - SvgChart.LEFT - SvgChart.RIGHT) / Math.max(1, bars.size());
        double left = SvgChart.LEFT + slot / 4;
        for (Map.Entry<String, Map<String, Double>> bar : bars.entrySet()) {
            bar(svg, bar.getValue(), parts, left, slot / 2, most);
            SvgChart.text(svg, left + slot / 4, SvgChart.HEIGHT - SvgChart.BOTTOM + 18d, "middle", bar.getKey());
            SvgChart.text(
                    svg,
                    left + slot / 4,
                    SvgChart.HEIGHT - SvgChart.BOTTOM + 36d,
                    "middle",
                    Figures.number(sum(bar.getValue())));
            left += slot;
        }
        for (int i = 0; i < parts.size(); i++) {
            double y = SvgChart.TOP + SvgChart.LEGEND_LINE * (i + 0.5);
            svg.append("<rect x=\"%d\" y=\"%s\" width=\"14\" height=\"12\" fill=\"%s\"/>\n"
                    .formatted(SvgChart.WIDTH - SvgChart.RIGHT + 15, SvgChart.decimal(y - 10), colour(i)));
            SvgChart.text(svg, SvgChart.WIDTH - SvgChart.RIGHT + 35d, y, "start", parts.get(i));
        }
        return svg.append("</svg>\n").toString();
    }

    private static void bar(
            StringBuilder svg, Map<String, Double> values, List<String> parts, double left, double width, double most) {
        double below = 0;
        for (int i = 0; i < parts.size(); i++) {
            double value = values.getOrDefault(parts.get(i), 0.0);
            double top = SvgChart.y(below + value, most);
            double height = SvgChart.y(below, most) - top;
            svg.append("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>\n"
                    .formatted(
                            SvgChart.decimal(left),
                            SvgChart.decimal(top),
                            SvgChart.decimal(width),
                            SvgChart.decimal(height),
                            colour(i)));
            if (height >= LEAST_LABELLED) {
                SvgChart.text(svg, left + width + 4, top + height / 2 + 4, "start", Figures.number(value));
            }
            below += value;
        }
    }

    private static String colour(int number) {
        return COLOURS.get(number % COLOURS.size());
    }

    /** The names of all parts, in the order in which they came. */
    private List<String> parts() {
        Set<String> all = new LinkedHashSet<>();
        bars.values().forEach(bar -> all.addAll(bar.keySet()));
        return List.copyOf(all);
    }

    private double most() {
        return SvgChart.rounded(
                bars.values().stream().mapToDouble(SvgBars::sum).max().orElse(1));
    }

    private static double sum(Map<String, Double> parts) {
        return parts.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
