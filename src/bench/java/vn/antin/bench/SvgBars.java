package vn.antin.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Stacked bars as a self-contained SVG document: one bar for each measured thing, with its parts from the bottom up. */
final class SvgBars implements SvgImage {

    private static final int WIDTH = 800;
    private static final int HEIGHT = 450;
    private static final int LEFT = 80;
    private static final int RIGHT = 220;
    private static final int TOP = 50;
    private static final int BOTTOM = 60;
    private static final int STEPS = 5;
    private static final int LEGEND_LINE = 20;
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
        StringBuilder svg = new StringBuilder();
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">\n"
                        .formatted(WIDTH, HEIGHT));
        svg.append("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>\n".formatted(WIDTH, HEIGHT));
        SvgChart.text(svg, LEFT, TOP / 2d, "start", title);
        SvgChart.text(svg, 10, TOP - 8d, "start", yName);
        double most = most();
        for (int step = 0; step <= STEPS; step++) {
            double value = most * step / STEPS;
            svg.append("<path d=\"M%s %s H%s\" stroke=\"#dddddd\"/>\n"
                    .formatted(LEFT, SvgChart.decimal(y(value, most)), WIDTH - RIGHT));
            SvgChart.text(svg, LEFT - 8d, y(value, most) + 4, "end", Figures.number(value));
        }
        List<String> parts = parts();
        double slot = (double) (WIDTH - LEFT - RIGHT) / Math.max(1, bars.size());
        double left = LEFT + slot / 4;
        for (Map.Entry<String, Map<String, Double>> bar : bars.entrySet()) {
            bar(svg, bar.getValue(), parts, left, slot / 2);
            SvgChart.text(svg, left + slot / 4, HEIGHT - BOTTOM + 18d, "middle", bar.getKey());
            SvgChart.text(svg, left + slot / 4, HEIGHT - BOTTOM + 36d, "middle", Figures.number(sum(bar.getValue())));
            left += slot;
        }
        for (int i = 0; i < parts.size(); i++) {
            double y = TOP + LEGEND_LINE * (i + 0.5);
            svg.append("<rect x=\"%d\" y=\"%s\" width=\"14\" height=\"12\" fill=\"%s\"/>\n"
                    .formatted(WIDTH - RIGHT + 15, SvgChart.decimal(y - 10), colour(i)));
            SvgChart.text(svg, WIDTH - RIGHT + 35d, y, "start", parts.get(i));
        }
        return svg.append("</svg>\n").toString();
    }

    private void bar(StringBuilder svg, Map<String, Double> values, List<String> parts, double left, double width) {
        double below = 0;
        for (int i = 0; i < parts.size(); i++) {
            double value = values.getOrDefault(parts.get(i), 0.0);
            double top = y(below + value, most());
            double height = y(below, most()) - top;
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

    private static double y(double value, double most) {
        return HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM);
    }
}
