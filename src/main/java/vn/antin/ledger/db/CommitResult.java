package vn.antin.ledger.db;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What became of one of several works that were committed together: its result, or why nothing of it was kept. */
public final class CommitResult<T> {

    private final @Nullable T value;
    private final @Nullable RuntimeException failure;

    private CommitResult(@Nullable T value, @Nullable RuntimeException failure) {
        this.value = value;
        this.failure = failure;
    }

    static <T> CommitResult<T> of(Supplier<T> answer) {
        try {
            return new CommitResult<>(answer.get(), null);
        } catch (RuntimeException e) {
            return new CommitResult<>(null, e);
        }
    }

    <R> CommitResult<R> map(Function<T, R> change) {
        return new CommitResult<>(value == null ? null : change.apply(value), failure);
    }

    /** The result; empty when the work failed. */
    public Optional<T> value() {
        return Optional.ofNullable(value);
    }

    /** The exception that {@link Ledger#commit} would have thrown; empty when the work was committed. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }
}
