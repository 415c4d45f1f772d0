package vn.antin.ledger.db;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A where clause that grows: its text and the values of its placeholders. */
public final class Condition {

    private final StringBuilder text;
    private final List<@Nullable Object> values = new ArrayList<>();

    /** A condition that is always true. */
    public Condition() {
        this("1 = 1");
    }

    public Condition(String condition, @Nullable Object... values) {
        this.text = new StringBuilder(condition);
        this.values.addAll(Arrays.asList(values));
    }

    public Condition and(String condition, @Nullable Object... more) {
        text.append("\n    and ").append(condition);
        values.addAll(Arrays.asList(more));
        return this;
    }

    public Condition andIf(@Nullable Object value, String condition) {
        return value == null ? this : and(condition, value);
    }

    /** Whether the column has one of these values; never for none. */
    public Condition in(String column, Collection<?> any) {
        return and(
                column + " in (" + InList.places(any.size()) + ")",
                InList.filled(any).toArray());
    }

    public String text() {
        return text.toString();
    }

    /** The values, followed by those of the placeholders behind the condition. */
    @Nullable
    public Object[] values(@Nullable Object... behind) {
        List<@Nullable Object> all = new ArrayList<>(values);
        all.addAll(Arrays.asList(behind));
        return all.toArray();
    }
}
