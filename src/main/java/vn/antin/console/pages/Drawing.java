package vn.antin.console.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A route as boxes and arrows from left to right, branches below each other; sizes in pixels. */
public final class Drawing {

    private static final int BOX = 196;
    private static final int TALL = 46;
    private static final int ROUND = 26;
    private static final int GAP = 30;
    private static final int ROW = 62;
    private static final int LABEL = 132;
    private static final int EDGE = 4;
    private static final int LETTERS = 22;
    private static final int SMALL_LETTERS = 27;

    private final List<Box> boxes = new ArrayList<>();
    private final List<Arrow> arrows = new ArrayList<>();
    private final List<Label> labels = new ArrayList<>();
    private final Function<String, String> link;
    private int width;
    private int height;

    /**
     * A step.
     *
     * @param kind its style
     * @param whole its full text
     * @param link target of a click; empty for none
     */
    public record Box(
            int x, int y, int width, int height, String kind, String title, String detail, String whole, String link) {}

    /** An arrow as an SVG path. */
    public record Arrow(String path) {}

    /** The condition of a branch; empty for the default branch. */
    public record Label(int x, int y, String text) {}

    private Drawing(Function<String, String> link) {
        this.link = link;
    }

    /** Draws a route; {@code link} gives the target for an endpoint, or nothing. */
    static Drawing of(RouteText.Route route, Function<String, String> link) {
        Drawing drawing = new Drawing(link);
        int tall = drawing.place(route.steps(), EDGE, EDGE, -1, -1);
        drawing.height = EDGE * 2 + Math.max(TALL, tall);
        drawing.width += EDGE;
        return drawing;
    }

    /** Places steps in a row, connected to the point before them; returns the height. */
    private int place(List<RouteText.RouteStep> steps, int left, int top, int fromX, int fromY) {
        int x = left;
        int tall = TALL;
        int lastX = fromX;
        int lastY = fromY;
        int middle = top + TALL / 2;
        for (RouteText.RouteStep step : steps) {
            boolean branches = !step.branches().isEmpty();
            int wide = branches ? ROUND : BOX;
            if (lastX >= 0) {
                arrow(lastX, lastY, x, middle);
            }
            boxes.add(box(step, x, branches ? middle - ROUND / 2 : top, wide, branches ? ROUND : TALL));
            lastX = x + wide;
            lastY = middle;
            width = Math.max(width, lastX);
            if (branches) {
                tall = Math.max(tall, branches(step, x, top, middle));
            }
            x = lastX + GAP;
        }
        return tall;
    }

    private int branches(RouteText.RouteStep step, int x, int top, int middle) {
        int y = top;
        for (RouteText.Branch branch : step.branches()) {
            int from = x + ROUND;
            labels.add(new Label(from + 14, y + TALL / 2 - 7, branch.when()));
            y += Math.max(ROW, place(branch.steps(), from + LABEL, y, from, middle) + ROW - TALL);
        }
        return y - top - (ROW - TALL);
    }

    private void arrow(int x, int y, int toX, int toY) {
        String head =
                "M" + (toX - 7) + " " + (toY - 4) + "L" + (toX - 1) + " " + toY + "L" + (toX - 7) + " " + (toY + 4);
        String way = y == toY ? "M" + x + " " + y : "M" + x + " " + y + "h8V" + toY;
        arrows.add(new Arrow(way + "H" + (toX - 1) + head));
    }

    private Box box(RouteText.RouteStep step, int x, int y, int wide, int tall) {
        boolean plain = step.branches().isEmpty();
        String whole = step.detail().isEmpty() ? step.title() : step.title() + " (" + step.detail() + ")";
        return new Box(
                x,
                y,
                wide,
                tall,
                step.kind().name().toLowerCase(java.util.Locale.ROOT),
                plain ? cut(step.title(), LETTERS) : "",
                plain ? cut(step.detail(), SMALL_LETTERS) : "",
                whole,
                step.kind() == RouteText.StepKind.TO ? link.apply(step.title()) : "");
    }

    private static String cut(String text, int letters) {
        return text.length() <= letters ? text : text.substring(0, letters - 1) + "…";
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public List<Box> boxes() {
        return List.copyOf(boxes);
    }

    public List<Arrow> arrows() {
        return List.copyOf(arrows);
    }

    public List<Label> labels() {
        return List.copyOf(labels);
    }
}
