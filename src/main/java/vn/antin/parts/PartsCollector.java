package vn.antin.parts;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.Digest;
import vn.antin.ledger.Repositories;

/** Removes the parts that nobody needs any more: their copies have been final for a while, or their time is over. */
public final class PartsCollector {

    /** A part may be on the disk a while before the transaction that names it. */
    private static final Duration GRACE = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(PartsCollector.class);

    private final Repositories repositories;
    private final PartStore store;
    private final Duration keep;
    private final Clock clock;

    /**
     * Collects from one store.
     *
     * @param keep how long after the last copy was final
     */
    public PartsCollector(Repositories repositories, PartStore store, Duration keep, Clock clock) {
        this.repositories = repositories;
        this.store = store;
        this.keep = keep;
        this.clock = clock;
    }

    /** One look at everything. If it dies here: the next look finds the rest. */
    public void collect() {
        repositories
                .ledger()
                .commit("parts.release", tx -> repositories.stored().release(tx, keep));
        int removed = 0;
        for (Digest digest : store.untouchedSince(clock.instant().minus(GRACE))) {
            if (!repositories.ledger().read(tx -> repositories.stored().needed(tx, digest))) {
                store.delete(digest);
                removed++;
            }
        }
        if (removed > 0) {
            log.info("{} parts removed that nobody needs any more", removed);
        }
    }
}
