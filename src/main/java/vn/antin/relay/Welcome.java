package vn.antin.relay;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.NodeEntry;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.Afresh;
import vn.antin.ledger.Attested;
import vn.antin.ledger.Books;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.Directories;
import vn.antin.ledger.EarlyCheckpoints;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.db.Tx;
import vn.antin.wire.Greeting;
import vn.antin.wire.Heartbeat;

/** Answers a node's greeting: the directory in force, the last checkpoint of its log that was witnessed, the time. */
public final class Welcome {

    private static final Logger log = LoggerFactory.getLogger(Welcome.class);
    private static final int MOST_WANTED = 16;

    /**
     * All directories of one answer: more would be no message the broker takes, and no node would ever be greeted. One
     * that is larger by itself is fetched beside the queues.
     */
    private static final int MOST_BYTES = 768 << 10;

    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    private record Seen(byte[] checkpoint, OptionalLong witnessed) {}

    private final Books books;
    private final Directories directories;
    private final Heartbeats heartbeats;
    private final Clock clock;

    public Welcome(Books books, Directories directories, Heartbeats heartbeats, Clock clock) {
        this.heartbeats = heartbeats;
        this.books = books;
        this.directories = directories;
        this.clock = clock;
    }

    /** What the node that greets is told; the directory only if it has an older one. */
    public byte[] answer(String connected, byte[] message) {
        Greeting.Hello hello = Greeting.Hello.read(message);
        NodeId node = new NodeId(connected);
        Heartbeat beat = hello.heartbeat();
        if (beat != null) {
            Instant now = clock.instant();
            books.ledger().storeRelaxed("welcome.heartbeat", tx -> heartbeats.heard(tx, node, beat, now));
        }
        Instant since = hello.since();
        if (since == null) {
            return welcome(node, hello, null);
        }
        again(node, since);
        return welcome(node, hello, books.ledger().read(tx -> new Attested(books).over(tx, node, since)));
    }

    /** The node was brought back from a backup: what it may have lost goes out again, once. */
    private void again(NodeId node, Instant since) {
        Instant now = clock.instant();
        Afresh afresh = new Afresh(books);
        if (books.ledger().read(tx -> afresh.knows(tx, node, since, now))) {
            return;
        }
        int copies = books.ledger().commit("welcome.again", tx -> afresh.node(tx, node, since, now));
        log.warn("{} was restored and remembers nothing since {}: {} copies go out again", node, since, copies);
    }

    /**
     * What a node is told when the directory has changed: only that. It asks for the one in force then, and once for
     * however many have come into force while it was away.
     */
    public byte[] news() {
        return Greeting.Welcome.news(clock.instant()).write();
    }

    /** The nodes to tell. */
    public List<String> nodes() {
        return directories.current().edition().nodes().stream()
                .filter(node -> !node.hub())
                .map(NodeEntry::id)
                .map(NodeId::value)
                .toList();
    }

    private byte[] welcome(NodeId node, Greeting.Hello hello, @Nullable List<Greeting.Over> over) {
        List<byte[]> sealed = new ArrayList<>();
        List<Long> fetch = new ArrayList<>();
        int left = MOST_BYTES;
        for (long serial : wanted(hello)) {
            byte[] directory = directories.sealed(serial).orElse(null);
            if (directory != null && directory.length > MOST_BYTES) {
                fetch.add(serial);
            } else if (directory != null && directory.length <= left) {
                left -= directory.length;
                sealed.add(directory);
            }
            // What does not fit is asked for again in the next greeting.
        }
        Collections.reverse(sealed);
        Collections.reverse(fetch);
        Seen seen = books.ledger().read(tx -> seen(tx, node));
        return new Greeting.Welcome(
                        clock.instant(),
                        hello.time().toEpochMilli(),
                        sealed,
                        seen.checkpoint(),
                        over,
                        fetch,
                        seen.witnessed())
                .write();
    }

    /** What was seen of the node's log, and how far it is whole. After a restore the hub asks for nothing of before. */
    private Seen seen(Tx tx, NodeId node) {
        Optional<Checkpoints.Kept> last = books.checkpoints().lastOf(tx, node.value());
        Optional<EarlyCheckpoints.Gap> gap = new EarlyCheckpoints().gap(tx, node);
        if (gap.isPresent()) {
            long whole = books.checkpoints()
                    .last(tx, gap.get().origin())
                    .map(Checkpoints.Kept::size)
                    .orElse(0L);
            return new Seen(gap.get().seen(), OptionalLong.of(whole));
        }
        boolean forgot =
                last.isPresent() && new Afresh(books).forgot(tx, last.get().origin());
        return new Seen(
                last.map(Checkpoints.Kept::sealed).orElse(new byte[0]),
                forgot ? OptionalLong.of(Greeting.Welcome.ALL) : OptionalLong.empty());
    }

    /** Newest first, for which there must be room: the one in force, unless the node has it, and those it asks for. */
    private List<Long> wanted(Greeting.Hello hello) {
        long newest = directories.current().serial();
        List<Long> wanted = new ArrayList<>();
        if (hello.directorySerial() < newest) {
            wanted.add(newest);
        }
        hello.wanted().stream()
                .limit(MOST_WANTED)
                .filter(serial -> serial < newest)
                .sorted(Comparator.reverseOrder())
                .forEach(wanted::add);
        return wanted;
    }
}
