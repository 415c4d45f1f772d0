package vn.antin.console.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How somebody looks at a table: what is looked for, in whose order, which columns. All of it stands in the address, so
 * that a view is a link; what cannot be understood is as if it were not there.
 *
 * @param page the name of the page
 * @param q words that are looked for
 * @param state of the rows that are wanted; empty for all
 * @param sort the column in whose order the rows are; null for the table's own
 * @param turned whether that order is turned round
 * @param all the columns there are
 * @param columns those that are shown, in their order
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

    /** A field of the address, for a form that keeps it. */
    public record Field(String name, String value) {}

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

    /** Whether the columns are others than the usual ones. */
    public boolean chosen() {
        return !columns.equals(
                all.stream().filter(column -> column.always() || column.usual()).toList());
    }

    /** What a form must carry so that all but what it is about stays as it is; without these names. */
    public List<Field> fields(String... without) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field("q", q));
        fields.add(new Field("state", state));
        fields.add(new Field("sort", sort == null ? "" : (turned ? "-" : "") + sort.key()));
        if (chosen()) {
            columns.stream()
                    .filter(column -> !column.always())
                    .forEach(column -> fields.add(new Field(COLUMN, column.key())));
        }
        List<String> left = List.of(without);
        fields.removeIf(field -> field.value().isEmpty() || left.contains(field.name()));
        return fields;
    }

    /** What stands behind the address; the page's number does not belong to a view. */
    public String query() {
        return query(fields());
    }

    /** The address of this view. */
    public String address() {
        return address(query());
    }

    /** The same with the usual columns. */
    public String usual() {
        return address(query(fields(COLUMN)));
    }

    /** The same in the order of a column, or in that order turned round. */
    public String by(Column column) {
        List<Field> fields = fields("sort");
        boolean turn = column.equals(sort) && !turned;
        fields.add(new Field("sort", (turn ? "-" : "") + column.key()));
        return address(query(fields));
    }

    /** The same with rows of another state. */
    public String withState(String other) {
        List<Field> fields = fields("state");
        fields.add(new Field("state", other));
        return address(query(fields));
    }

    /** The same as a file. */
    public String file(String form) {
        return Console.HOME + "/" + page + "-export/" + form + "?" + query();
    }

    /** How a heading tells programs the order of its rows. */
    public @Nullable String order(Column column) {
        if (!column.equals(sort)) {
            return null;
        }
        return turned == column.rises() ? "descending" : "ascending";
    }

    private String address(String query) {
        return Console.HOME + "/" + page + (query.isEmpty() ? "" : "?" + query);
    }

    private static String query(List<Field> fields) {
        return String.join(
                "&",
                fields.stream()
                        .map(field -> field.name() + "=" + URLEncoder.encode(field.value(), StandardCharsets.UTF_8))
                        .toList());
    }
}
