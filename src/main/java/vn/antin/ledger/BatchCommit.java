package vn.antin.ledger;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.fault.TryLater;
import vn.antin.ledger.db.CommitResult;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.db.Work;

/**
 * Commits what was prepared of several messages in one transaction. What fails, before the transaction or in it, is left
 * out: its message goes through its route by itself, meets the same failure there, and the route decides on it.
 */
public final class BatchCommit {

    /** From so many messages on it is worth to check them on several threads. */
    private static final int MANY = 8;

    private static final Logger log = LoggerFactory.getLogger(BatchCommit.class);

    /** A message that was read and checked: its work of the transaction, and what follows the commit. */
    public interface Prepared<T> extends Work<T> {

        default void committed(T result) {}
    }

    /**
     * The works of several messages as one work: it reads and writes once what each of them would by itself. The ledger
     * ends as after one work after the other.
     */
    @FunctionalInterface
    public interface Together<T, P extends Prepared<T>> {

        /** Returns the result of each work, in their order. */
        List<T> in(Tx tx, List<P> works);
    }

    private BatchCommit() {}

    /**
     * Prepares each message, commits the works of all that are prepared, and follows up on each that was committed.
     *
     * @param prepare empty for a message that needs more than one transaction
     * @return the positions of the messages that are done
     */
    public static <M, T, P extends Prepared<T>> BitSet of(
            Ledger ledger, String label, List<M> messages, Function<M, Optional<P>> prepare) {
        return committed(label, messages, prepare, works -> each(ledger, label, works));
    }

    /** {@link #of} with one work for all messages; should it fail, with a work for each. */
    public static <M, T, P extends Prepared<T>> BitSet together(
            Ledger ledger, String label, List<M> messages, Function<M, Optional<P>> prepare, Together<T, P> together) {
        return committed(label, messages, prepare, works -> {
            if (works.size() > 1) {
                try {
                    List<T> results = ledger.commit(label, tx -> together.in(tx, works));
                    return results.stream().map(Optional::of).toList();
                } catch (TryLater e) {
                    throw e;
                } catch (RuntimeException e) {
                    log.debug("{} not together: {}", label, e.toString());
                }
            }
            return each(ledger, label, works);
        });
    }

    private static <T, P extends Prepared<T>> List<Optional<T>> each(Ledger ledger, String label, List<P> works) {
        List<CommitResult<T>> results = ledger.commitEach(label, works);
        for (CommitResult<T> result : results) {
            result.failure().ifPresent(why -> log.debug("{} by itself: {}", label, why.toString()));
        }
        return results.stream().map(CommitResult::value).toList();
    }

    /** @param commit returns the result of each work, empty for one that failed; it throws when all of them did */
    private static <M, T, P extends Prepared<T>> BitSet committed(
            String label,
            List<M> messages,
            Function<M, Optional<P>> prepare,
            Function<List<P>, List<Optional<T>>> commit) {
        List<P> works = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        List<Optional<P>> prepared = prepared(label, messages, prepare);
        for (int i = 0; i < prepared.size(); i++) {
            int position = i;
            prepared.get(i).ifPresent(work -> {
                works.add(work);
                positions.add(position);
            });
        }
        BitSet done = new BitSet();
        leavingOut(label, () -> {
            List<Optional<T>> results = commit.apply(works);
            for (int i = 0; i < results.size(); i++) {
                int at = i;
                results.get(i)
                        .ifPresent(value -> leavingOut(label, () -> {
                            works.get(at).committed(value);
                            done.set(positions.get(at));
                        }));
            }
        });
        return done;
    }

    /** The signatures of many are checked on all processors, so that one consumer can take large batches. */
    private static <M, P> List<Optional<P>> prepared(String label, List<M> messages, Function<M, Optional<P>> prepare) {
        Stream<M> all = messages.size() < MANY ? messages.stream() : messages.parallelStream();
        return all.<Optional<P>>map(message -> {
                    try {
                        return prepare.apply(message);
                    } catch (RuntimeException e) {
                        log.debug("{} by itself: {}", label, e.toString());
                        return Optional.empty();
                    }
                })
                .toList();
    }

    private static void leavingOut(String label, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.debug("{} by itself: {}", label, e.toString());
        }
    }
}
