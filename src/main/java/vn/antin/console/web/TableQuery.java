package vn.antin.console.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The view of a table: filter, order and columns. It is part of the address, so that a view is a link; invalid parts
 * are ignored.
 *
 * @param page name of the page
 * @param q words to search for
 * @param state of the wanted rows; empty for all
 * @param sort the column to sort by; null for the table's own order
 * @param turned whether the order is reversed
 * @param all available columns
 * @param columns shown columns, in order
 */
public record TableQuery(
        String page,
        String q,
        String state,
        @Nullable Column sort,
        boolean turned,
        List<Column> all,
        List<Column> columns) {

    private static final String COLUMN = "c";

    /** A hidden field that lets a form keep part of the view. */
    public record HiddenField(String name, String value) {}

    public static TableQuery of(RequestContext context, String page, Column... all) {
        Set<String> chosen = context.fields(COLUMN);
        List<Column> every = List.of(all);
        List<Column> shown = every.stream()
                .filter(column ->
                        column.always() || (chosen.isEmpty() ? column.usual() : chosen.contains(column.key())))
                .toList();
        String asked = context.field("sort");
        boolean turned = asked.startsWith("-");
        String key = turned ? asked.substring(1) : asked;
        Column sort = every.stream()
                .filter(column -> column.sorts() && column.key().equals(key))
                .findFirst()
                .orElse(null);
        return new TableQuery(
                page, context.field("q"), context.field("state"), sort, sort != null && turned, every, shown);
    }

    /** Whether the columns differ from the default. */
    public boolean chosen() {
        return !columns.equals(
                all.stream().filter(column -> column.always() || column.usual()).toList());
    }

    /** The hidden fields that a form needs to keep the view; without these names. */
    public List<HiddenField> fields(String... without) {
        List<HiddenField> fields = new ArrayList<>();
        fields.add(new HiddenField("q", q));
        fields.add(new HiddenField("state", state));
        fields.add(new HiddenField("sort", sort == null ? "" : (turned ? "-" : "") + sort.key()));
        if (chosen()) {
            columns.stream()
                    .filter(column -> !column.always())
                    .forEach(column -> fields.add(new HiddenField(COLUMN, column.key())));
        }
        List<String> left = List.of(without);
        fields.removeIf(field -> field.value().isEmpty() || left.contains(field.name()));
        return fields;
    }

    /** The query string; the page number is not part of a view. */
    public String query() {
        return query(fields());
    }

    /** The address of this view. */
    public String address() {
        return address(query());
    }

    /** The same view with the default columns. */
    public String usual() {
        return address(query(fields(COLUMN)));
    }

    /** The same view sorted by a column, or by that column in reverse. */
    public String by(Column column) {
        List<HiddenField> fields = fields("sort");
        boolean turn = column.equals(sort) && !turned;
        fields.add(new HiddenField("sort", (turn ? "-" : "") + column.key()));
        return address(query(fields));
    }

    /** The same view with rows of another state. */
    public String withState(String other) {
        List<HiddenField> fields = fields("state");
        fields.add(new HiddenField("state", other));
        return address(query(fields));
    }

    /** The same view as a file. */
    public String file(String form) {
        return Console.HOME + "/" + page + "-export/" + form + "?" + query();
    }

    /** The value of aria-sort for a column's heading. */
    public @Nullable String order(Column column) {
        if (!column.equals(sort)) {
            return null;
        }
        return turned == column.rises() ? "descending" : "ascending";
    }

    private String address(String query) {
        return Console.HOME + "/" + page + (query.isEmpty() ? "" : "?" + query);
    }

    private static String query(List<HiddenField> fields) {
        return String.join(
                "&",
                fields.stream()
                        .map(field -> field.name() + "=" + URLEncoder.encode(field.value(), StandardCharsets.UTF_8))
                        .toList());
    }
}
