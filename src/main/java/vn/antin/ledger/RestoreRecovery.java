package vn.antin.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.db.Signal;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.wire.HandshakeMessages;

/** What must be known after a node or hub was brought back from a backup. */
public final class RestoreRecovery {

    private static final String GAP = "hub.restored";
    private static final String SINCE = "log.since";
    private static final String ASKING = "log.asking";
    private static final String OLDER = "log.older";
    private static final String AGAIN = "again.";

    /** Asked again later, it is another restore from the same backup. */
    private static final Duration ONE_RESTORE = Duration.ofMinutes(10);

    private final Repositories repositories;

    public RestoreRecovery(Repositories repositories) {
        this.repositories = repositories;
    }

    /**
     * Before a hub starts from a backup: its log goes on as a new epoch, the nodes' logs may have gone on without it,
     * and every copy goes out again of which it does not know that it came. How many these are.
     */
    public int hub(Tx tx, Instant now) {
        repositories.log().openNextEpoch(tx, now);
        long seen = tx.one("select coalesce(max(seq), 0) as n from checkpoint", row -> row.number("n"))
                .orElse(0L);
        put(tx, GAP, Long.toString(seen));
        tx.update("delete from early_checkpoint");
        tx.update("delete from log_gap");
        return new AttestedCopies(repositories)
                .again(tx, now, repositories.log().origin(tx));
    }

    /**
     * Whether the hub may have forgotten what it had seen of a log: it was brought back from a backup, and has seen
     * nothing new of that log since.
     */
    public boolean forgot(Tx tx, String origin) {
        Optional<String> gap = get(tx, GAP);
        return gap.isPresent()
                && tx.one(
                                "select coalesce(max(seq), 0) as n from checkpoint where origin = ?",
                                row -> row.number("n"),
                                origin)
                        .filter(seq -> seq <= Long.parseLong(gap.get()))
                        .isPresent();
    }

    /**
     * A node was brought back from a backup: it asks the hub what came since, and offers nothing until it knows. What it
     * remembers ends with its last checkpoint, for it has sealed nothing since: nobody has greeted it.
     */
    public void node(Tx tx) {
        Instant last = repositories
                .checkpoints()
                .lastOwn(tx, repositories.log().origin(tx))
                .map(kept -> SealedCheckpoint.open(kept.sealed()).checkpoint().time())
                .orElse(Instant.EPOCH);
        put(tx, SINCE, last.toString());
        put(tx, ASKING, last.toString());
    }

    /** The last that this node remembers from before it was brought back; nothing when it never was. */
    public Optional<Instant> since(Tx tx) {
        return get(tx, SINCE).map(Instant::parse);
    }

    /** The same while it waits to hear what the hub knows of the time since. */
    public Optional<Instant> asking(Tx tx) {
        return get(tx, ASKING).map(Instant::parse);
    }

    /** An older ledger was put back by hand: the log must not go on as if nothing had been sealed since. */
    public void older(Tx tx, String sealed) {
        put(tx, OLDER, sealed);
    }

    /** Whether one was, and no epoch was opened since. */
    public boolean isOlder(Tx tx) {
        return get(tx, OLDER).isPresent();
    }

    /** A new epoch was opened. */
    public void renewed(Tx tx) {
        tx.update("delete from setting where name = ?", OLDER);
    }

    /** The hub has answered: what the software has had or returned is not offered again. */
    public void heard(Tx tx, Iterable<HandshakeMessages.Over> over) {
        over.forEach(one -> over(tx, one));
        tx.update("delete from setting where name = ?", ASKING);
        tx.wake(Signal.INBOX);
    }

    /** One copy that is over, as the hub has it from this node itself. */
    public void over(Tx tx, HandshakeMessages.Over one) {
        repositories.arrivals().over(tx, one);
    }

    /** Whether the hub has just sent again what that node lost: it asks until it is answered. */
    public boolean knows(Tx tx, NodeId node, Instant since, Instant now) {
        return get(tx, AGAIN + node)
                .map(said -> said.split(" ", 2))
                .filter(said -> said[0].equals(since.toString()))
                .filter(said -> now.isBefore(Instant.parse(said[1]).plus(ONE_RESTORE)))
                .isPresent();
    }

    /** At the hub: a node says that it was brought back. What it may have lost goes out again; how many copies. */
    public int node(Tx tx, NodeId node, Instant since, Instant now) {
        if (knows(tx, node, since, now)) {
            return 0;
        }
        put(tx, AGAIN + node, since + " " + now);
        return new AttestedCopies(repositories).again(tx, node, since, now, "again:" + now.toEpochMilli());
    }

    private static Optional<String> get(Tx tx, String name) {
        return tx.one("select content from setting where name = ?", row -> row.text("content"), name);
    }

    private static void put(Tx tx, String name, String content) {
        tx.update("delete from setting where name = ?", name);
        tx.update("insert into setting (name, content) values (?, ?)", name, content);
    }
}
