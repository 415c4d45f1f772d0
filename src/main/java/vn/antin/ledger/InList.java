package vn.antin.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Placeholders and values of {@code in (…)}. Their number is the next power of two, the last value is repeated: so a
 * database prepares a few statements and not one for each length.
 */
final class InList {

    private InList() {}

    /** Placeholders for that many values, at least one. */
    static String places(int count) {
        return String.join(", ", Collections.nCopies(length(count), "?"));
    }

    /** The values for {@link #places}, in the form that the column has. */
    static <T> @Nullable Object[] values(Collection<T> all, Function<T, Object> column) {
        List<@Nullable Object> values = new ArrayList<>(all.size());
        all.forEach(one -> values.add(column.apply(one)));
        Object last = values.get(values.size() - 1);
        for (int length = length(all.size()); values.size() < length; ) {
            values.add(last);
        }
        return values.toArray();
    }

    private static int length(int count) {
        return count <= 1 ? 1 : Integer.highestOneBit(count - 1) << 1;
    }
}
