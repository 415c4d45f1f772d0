package vn.antin.ledger.query;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Refused;

/** What is kept may have been damaged since: then it is told as such by who judges it, and no list fails because of it. */
final class Undamaged {

    private Undamaged() {}

    /** What is read; null of what is damaged. */
    static <T> @Nullable T orNull(Supplier<T> read) {
        try {
            return read.get();
        } catch (Refused damaged) {
            return null;
        }
    }
}
