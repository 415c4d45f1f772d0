package vn.antin.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A line chart as a self-contained SVG document. */
final class SvgChart implements SvgImage {

    private record Point(double x, double y) {}

    static final int WIDTH = 800;
    static final int HEIGHT = 450;
    static final int LEFT = 80;
    static final int RIGHT = 220;
    static final int TOP = 50;
    static final int BOTTOM = 60;
    private static final int STEPS = 5;
    private static final int MARKS = 10;
    static final int LEGEND_LINE = 20;
    static final List<String> COLOURS =
            List.of("#1f5fa8", "#c0392b", "#2e7d32", "#8e44ad", "#d98200", "#00838f", "#5d4037", "#455a64");

    private final String title;
    private final String xName;
    private final String yName;
    private final boolean doubling;
    private final Map<String, SortedMap<Double, Series>> lines = new LinkedHashMap<>();

    private SvgChart(String title, String xName, String yName, boolean doubling) {
        this.title = title;
        this.xName = xName;
        this.yName = yName;
        this.doubling = doubling;
    }

    static SvgChart even(String title, String xName, String yName) {
        return new SvgChart(title, xName, yName, false);
    }

    /** A logarithmic x axis: for 1, 4, 16, 64. */
    static SvgChart doubling(String title, String xName, String yName) {
        return new SvgChart(title, xName, yName, true);
    }

    /** Adds a point; several at one x are drawn at their median. */
    void point(String line, double x, double y) {
        lines.computeIfAbsent(line, any -> new TreeMap<>()).merge(x, Series.of(y), (all, one) -> all.and(one.min()));
    }

    private List<Point> points() {
        return lines.values().stream().flatMap(line -> points(line).stream()).toList();
    }

    private static List<Point> points(SortedMap<Double, Series> line) {
        return line.entrySet().stream()
                .map(each -> new Point(each.getKey(), each.getValue().median()))
                .toList();
    }

    @Override
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    @Override
    public String svg() {
        StringBuilder svg = frame(title, yName, most());
        text(svg, (LEFT + WIDTH - RIGHT) / 2d, HEIGHT - 15d, "middle", xName);
        for (double mark : marks()) {
            text(svg, x(mark), HEIGHT - BOTTOM + 18d, "middle", Figures.number(mark));
        }
        int number = 0;
        for (Map.Entry<String, SortedMap<Double, Series>> line : lines.entrySet()) {
            line(svg, line.getKey(), points(line.getValue()), number++);
        }
        return svg.append("</svg>\n").toString();
    }

    /** Begins a picture: title, name of the vertical axis, and its lines from 0 to the top of the scale. */
    static StringBuilder frame(String title, String yName, double most) {
        StringBuilder svg = new StringBuilder();
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">\n"
                        .formatted(WIDTH, HEIGHT));
        svg.append("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>\n".formatted(WIDTH, HEIGHT));
        text(svg, LEFT, TOP / 2d, "start", title);
        text(svg, 10, TOP - 8d, "start", yName);
        for (int step = 0; step <= STEPS; step++) {
            double value = most * step / STEPS;
            double y = y(value, most);
            svg.append("<path d=\"M%s %s H%s\" stroke=\"#dddddd\"/>\n".formatted(LEFT, decimal(y), WIDTH - RIGHT));
            text(svg, LEFT - 8d, y + 4, "end", Figures.number(value));
        }
        return svg;
    }

    /** Ticks at the measured places; round numbers when there are many. */
    private List<Double> marks() {
        List<Double> places =
                points().stream().map(Point::x).distinct().sorted().toList();
        if (places.size() <= MARKS) {
            return places;
        }
        double most = places.get(places.size() - 1);
        double step = rounded(most / MARKS);
        return IntStream.rangeClosed(0, (int) (most / step))
                .mapToObj(number -> number * step)
                .filter(mark -> mark >= places.get(0))
                .toList();
    }

    private void line(StringBuilder svg, String name, List<Point> points, int number) {
        String colour = COLOURS.get(number % COLOURS.size());
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(path.isEmpty() ? "M" : " L")
                    .append(decimal(x(point.x())))
                    .append(' ')
                    .append(decimal(y(point.y(), most())));
        }
        svg.append("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n".formatted(path, colour));
        double y = TOP + LEGEND_LINE * (number + 0.5);
        svg.append("<rect x=\"%d\" y=\"%s\" width=\"14\" height=\"4\" fill=\"%s\"/>\n"
                .formatted(WIDTH - RIGHT + 15, decimal(y - 6), colour));
        text(svg, WIDTH - RIGHT + 35d, y, "start", name);
    }

    static void text(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>\n"
                .formatted(
                        decimal(x),
                        decimal(y),
                        anchor,
                        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
    }

    private double x(double value) {
        double from = place(extreme(true));
        double to = place(extreme(false));
        double share = to > from ? (place(value) - from) / (to - from) : 0;
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private double place(double value) {
        return doubling ? Math.log(value) : value;
    }

    private double extreme(boolean least) {
        var all = points().stream().mapToDouble(Point::x);
        return (least ? all.min() : all.max()).orElse(1);
    }

    static double y(double value, double most) {
        return HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM);
    }

    /** The top of the scale: a round number not below any point. */
    private double most() {
        return rounded(points().stream().mapToDouble(Point::y).max().orElse(1));
    }

    /** The next number with one digit. */
    static double rounded(double value) {
        double positive = Math.max(value, 1e-9);
        double unit = Math.pow(10, Math.floor(Math.log10(positive)));
        return Math.ceil(positive / unit) * unit;
    }

    static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
