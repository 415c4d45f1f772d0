package vn.antin.ledger;

import java.time.Instant;
import java.util.Optional;
import vn.antin.envelope.NodeId;

/** What must be known after a node or hub was brought back from a backup. */
public final class Afresh {

    private static final String GAP = "hub.restored";
    private static final String SINCE = "log.since";
    private static final String AGAIN = "again.";

    private final Books books;

    public Afresh(Books books) {
        this.books = books;
    }

    /**
     * Before a hub starts from a backup: its log goes on as a new epoch, the nodes' logs may have gone on without it,
     * and every copy goes out again of which it does not know that it came. How many these are.
     */
    public int hub(Tx tx, Instant now) {
        books.log().openNextEpoch(tx);
        long seen = tx.one("select coalesce(max(seq), 0) as n from checkpoint", row -> row.number("n"))
                .orElse(0L);
        put(tx, GAP, Long.toString(seen));
        return new Attested(books).again(tx, now, books.log().origin(tx));
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

    /** A node has learnt that it was brought back: the last that it remembers. */
    public void since(Tx tx, Instant last) {
        put(tx, SINCE, last.toString());
    }

    /** The last that this node remembers from before it was brought back; nothing when it never was. */
    public Optional<Instant> since(Tx tx) {
        return get(tx, SINCE).map(Instant::parse);
    }

    /**
     * At the hub: a node says that it was brought back. Once for each epoch of its log, what it may have lost goes out
     * again.
     */
    public int node(Tx tx, NodeId node, Instant since, Instant now) {
        String mark = since.toString();
        if (get(tx, AGAIN + node).filter(mark::equals).isPresent()) {
            return 0;
        }
        put(tx, AGAIN + node, mark);
        return new Attested(books).again(tx, node, since, now, "again:" + since.toEpochMilli());
    }

    private static Optional<String> get(Tx tx, String name) {
        return tx.one("select content from setting where name = ?", row -> row.text("content"), name);
    }

    private static void put(Tx tx, String name, String content) {
        tx.update("delete from setting where name = ?", name);
        tx.update("insert into setting (name, content) values (?, ?)", name, content);
    }
}
