package vn.antin.parts;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.Digest;
import vn.antin.ledger.Repositories;

/** Garbage collector of the part store: deletes parts whose copies have been final for a while or have expired. */
public final class PartsCollector {

    /** A part is on disk for a while before the transaction that names it. */
    private static final Duration GRACE = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(PartsCollector.class);

    private final Repositories repositories;
    private final PartStore store;
    private final Duration keep;
    private final Clock clock;

    /** @param keep time between the last copy's final state and the deletion */
    public PartsCollector(Repositories repositories, PartStore store, Duration keep, Clock clock) {
        this.repositories = repositories;
        this.store = store;
        this.keep = keep;
        this.clock = clock;
    }

    /** Collects once. After a crash the next run finds the rest. */
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
            log.info("{} parts deleted that no document needs", removed);
        }
    }
}
