package vn.antin.ledger.db;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Placeholders and values of {@code in (…)}. Their number is the next power of two, the last value is repeated: so a
 * database prepares a few statements and not one for each length. An empty list is {@code in (null)}, which nothing equals.
 */
public final class InList {

    private InList() {}

    /** Placeholders for that many values. */
    public static String places(int count) {
        return count == 0 ? "null" : String.join(", ", Collections.nCopies(length(count), "?"));
    }

    /** The values for {@link #places}, in the form that the column has. */
    public static <T> @Nullable Object[] values(Collection<T> all, Function<T, Object> column) {
        return filled(all.stream().map(column).toList()).toArray();
    }

    /** The values, in the types of the ledger, with the last one repeated. */
    static List<@Nullable Object> filled(Collection<?> all) {
        List<@Nullable Object> values = new ArrayList<>(all);
        if (!values.isEmpty()) {
            Object last = values.get(values.size() - 1);
            values.addAll(Collections.nCopies(length(all.size()) - all.size(), last));
        }
        return values;
    }

    private static int length(int count) {
        return count <= 1 ? 1 : Integer.highestOneBit(count - 1) << 1;
    }
}
