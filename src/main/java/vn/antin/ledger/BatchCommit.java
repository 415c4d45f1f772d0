package vn.antin.ledger;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.ledger.db.CommitResult;
import vn.antin.ledger.db.Ledger;
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

    private BatchCommit() {}

    /**
     * Prepares each message, commits the works of all that are prepared, and follows up on each that was committed.
     *
     * @param prepare empty for a message that needs more than one transaction
     * @return the positions of the messages that are done
     */
    public static <M, T> BitSet of(
            Ledger ledger, String label, List<M> messages, Function<M, Optional<? extends Prepared<T>>> prepare) {
        List<Prepared<T>> works = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        List<Optional<? extends Prepared<T>>> prepared = prepared(label, messages, prepare);
        for (int i = 0; i < prepared.size(); i++) {
            int position = i;
            prepared.get(i).ifPresent(work -> {
                works.add(work);
                positions.add(position);
            });
        }
        BitSet done = new BitSet();
        leavingOut(label, () -> {
            List<CommitResult<T>> results = ledger.commitEach(label, works);
            for (int i = 0; i < results.size(); i++) {
                int at = i;
                CommitResult<T> result = results.get(i);
                result.failure().ifPresent(why -> log.debug("{} by itself: {}", label, why.toString()));
                result.value()
                        .ifPresent(value -> leavingOut(label, () -> {
                            works.get(at).committed(value);
                            done.set(positions.get(at));
                        }));
            }
        });
        return done;
    }

    /** The signatures of many are checked on all processors, so that one consumer can take large batches. */
    private static <M, T> List<Optional<? extends Prepared<T>>> prepared(
            String label, List<M> messages, Function<M, Optional<? extends Prepared<T>>> prepare) {
        Stream<M> all = messages.size() < MANY ? messages.stream() : messages.parallelStream();
        return all.<Optional<? extends Prepared<T>>>map(message -> {
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
