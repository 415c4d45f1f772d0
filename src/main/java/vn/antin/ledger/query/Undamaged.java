package vn.antin.ledger.query;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Refused;

/** Guards lists against damaged data: a list shows the rest, and the verifier reports the damage. */
final class Undamaged {

    private Undamaged() {}

    /** What is read; null when it is damaged. */
    static <T> @Nullable T orNull(Supplier<T> read) {
        try {
            return read.get();
        } catch (Refused damaged) {
            return null;
        }
    }
}
