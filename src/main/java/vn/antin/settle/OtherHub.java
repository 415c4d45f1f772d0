package vn.antin.settle;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Directory;
import vn.antin.directory.DirectoryAct;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.HubChange;
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

    /** Documents that leave again at a time. */
    private static final int DOCUMENTS = 200;

    private final Repositories repositories;
    private final Clock clock;

    public OtherHub(Repositories repositories, Clock clock) {
        this.repositories = repositories;
        this.clock = clock;
    }

    /** Notes what must leave again; nothing else in the transaction of the edition, as it may be much. */
    public void arrive(Tx tx, Directory directory) {
        Instant now = clock.instant();
        String origin = repositories.log().origin(tx);
        long to = 0;
        long from = 0;
        Optional<Checkpoints.StoredCheckpoint> last = repositories.checkpoints().lastOwn(tx, origin);
        if (last.isPresent()) {
            to = last.get().size();
            // The node may have been off since: what counts is when it last sealed.
            Instant sealed =
                    SealedCheckpoint.open(last.get().sealed()).checkpoint().time();
            from = repositories
                    .checkpoints()
                    .ownBefore(tx, origin, sealed.minus(DirectoryAct.UNDER_WAY))
                    .map(Checkpoints.StoredCheckpoint::size)
                    .orElse(0L);
        }
        new HubChange(directory.serial(), now, HubChange.NO_DOCUMENT, from, to).keep(tx);
        tx.wake(Signal.GREETING);
        log.warn("the province is part of {} now: what was under way leaves again", directory.province());
    }

    /** Sends the next documents and checkpoints; the hub has answered. A repeat, after a crash, changes nothing. */
    void next(Tx tx, HubChange change) {
        List<UUID> documents = new UnconfirmedDocuments(repositories).next(tx, change, DOCUMENTS);
        new UnconfirmedDocuments(repositories).resend(tx, documents, Long.toString(change.serial()));
        long size = history(tx, change);
        log.info("{} documents and the log to size {} of {} leave again", documents.size(), size, change.to());
        if (documents.isEmpty() && size >= change.to()) {
            HubChange.done(tx);
            return;
        }
        UUID last = documents.isEmpty() ? change.document() : documents.get(documents.size() - 1);
        new HubChange(change.serial(), change.at(), last, size, change.to()).keep(tx);
        tx.wake(Signal.GREETING);
    }

    /** Sends the next checkpoints with their receipts; returns the size up to which they have left. */
    private long history(Tx tx, HubChange change) {
        if (change.from() >= change.to()) {
            return change.to();
        }
        Instant now = clock.instant();
        HubPublisher.Resent resent = new HubPublisher(repositories.outbox(), repositories.evidence())
                .resend(tx, repositories.log(), repositories.checkpoints(), change.from(), now, now);
        return resent.size() > change.from() ? resent.size() : change.to();
    }
}
