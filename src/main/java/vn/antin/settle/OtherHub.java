package vn.antin.settle;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Directory;
import vn.antin.directory.DirectoryAct;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.LogHistory;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.UnconfirmedDocuments;
import vn.antin.ledger.db.Signal;
import vn.antin.ledger.db.Tx;
import vn.antin.log.HubPublisher;
import vn.antin.receipt.SealedCheckpoint;

/**
 * What a node does when its province becomes part of another: the hub of that one has neither the documents that were under
 * way nor the receipts that it had not passed on. Both leave once more, in the transaction of the edition that says so. What
 * has arrived already is known there by its id and changes nothing.
 */
public final class OtherHub {

    private static final Logger log = LoggerFactory.getLogger(OtherHub.class);

    private final Repositories repositories;
    private final Clock clock;

    public OtherHub(Repositories repositories, Clock clock) {
        this.repositories = repositories;
        this.clock = clock;
    }

    /** Sends again what was under way; the receipts follow, see {@link #history}. */
    public void arrive(Tx tx, Directory directory) {
        Instant now = clock.instant();
        int documents = new UnconfirmedDocuments(repositories).resend(tx, now, Long.toString(directory.serial()));
        String origin = repositories.log().origin(tx);
        Optional<Checkpoints.StoredCheckpoint> last = repositories.checkpoints().lastOwn(tx, origin);
        last.ifPresent(newest -> {
            // The node may have been off since: what counts is when it last sealed.
            Instant sealed = SealedCheckpoint.open(newest.sealed()).checkpoint().time();
            long from = repositories
                    .checkpoints()
                    .ownBefore(tx, origin, sealed.minus(DirectoryAct.UNDER_WAY))
                    .map(Checkpoints.StoredCheckpoint::size)
                    .orElse(0L);
            LogHistory.begin(tx, from, newest.size());
        });
        tx.wake(Signal.GREETING);
        log.warn("the province is part of {} now: {} documents leave again", directory.province(), documents);
    }

    /** Sends the next checkpoints of before, with their receipts, until all have left; a few hundred at a time. */
    void history(Tx tx) {
        Optional<LogHistory> left = LogHistory.of(tx);
        if (left.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        LogHistory history = left.get();
        String origin = repositories.log().origin(tx);
        List<Checkpoints.StoredCheckpoint> next =
                repositories.checkpoints().ownAfter(tx, origin, history.from(), now, HubPublisher.MAX_RESENT);
        long sent = new HubPublisher(repositories.outbox(), repositories.evidence())
                .resend(tx, repositories.log(), repositories.checkpoints(), history.from(), now, now);
        long size = sent == 0 || sent > next.size()
                ? history.to()
                : next.get((int) sent - 1).size();
        LogHistory.begin(tx, size, history.to());
        log.info("{} checkpoints of before leave again, to size {} of {}", sent, size, history.to());
    }
}
