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
import vn.antin.directory.Directory;
import vn.antin.directory.NodeEntry;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.AttestedCopies;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.EarlyCheckpoints;
import vn.antin.ledger.ForkedDirectories;
import vn.antin.ledger.Heartbeats;
import vn.antin.ledger.JoinedNodes;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.RestoreRecovery;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Checkpoint.SeenEdition;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.wire.HandshakeMessages;
import vn.antin.wire.Heartbeat;
import vn.antin.xml.Deflated;

/** Answers a node's hello: the directory in force, the last checkpoint of its log that was witnessed, the time. */
public final class HubHandshake {

    private static final Logger log = LoggerFactory.getLogger(HubHandshake.class);
    private static final int MOST_WANTED = 16;

    /** Checkpoints of other nodes in one answer. */
    private static final int PEERS = 3;

    /**
     * Of all directories in one answer, deflated: receipts wait behind it on the line, half a second at 4 Mbit/s. A
     * directory that is larger by itself is fetched over HTTPS.
     */
    private static final int MOST_BYTES = 256 << 10;

    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    private record Seen(byte[] checkpoint, OptionalLong witnessed, List<byte[]> peers) {

        Seen(byte[] checkpoint, OptionalLong witnessed) {
            this(checkpoint, witnessed, List.of());
        }

        Seen with(List<byte[]> others) {
            return new Seen(checkpoint, witnessed, others);
        }
    }

    private final Repositories repositories;
    private final DirectoryEditions directories;
    private final Heartbeats heartbeats;
    private final Clock clock;
    private final ForkedDirectories forked;

    private KeyCertifier certifier = (node, request) -> {
        throw new Refused(Fault.RENEWAL_REFUSED, node.value(), "no authority");
    };

    /** Certifies the new keys of a node. */
    @FunctionalInterface
    public interface KeyCertifier {

        /**
         * The certificates in DER, in the order of the requests behind the sealed statement; empty when the node is to
         * ask again.
         *
         * @throws Refused when the node gets none
         */
        Optional<List<byte[]>> renew(NodeId node, List<byte[]> request);
    }

    public HubHandshake(Repositories repositories, DirectoryEditions directories, Heartbeats heartbeats, Clock clock) {
        this.heartbeats = heartbeats;
        this.repositories = repositories;
        this.directories = directories;
        this.clock = clock;
        this.forked = new ForkedDirectories(repositories.timeline());
    }

    /** Sets who certifies the new keys of nodes. */
    public HubHandshake certifying(KeyCertifier by) {
        certifier = by;
        return this;
    }

    /** The answer; it has the directory in force only if the node has an older one. */
    public byte[] answer(String connected, byte[] message) {
        HandshakeMessages.Hello hello = HandshakeMessages.Hello.read(message);
        NodeId node = new NodeId(connected);
        Heartbeat beat = hello.heartbeat();
        if (beat != null) {
            Instant now = clock.instant();
            repositories
                    .ledger()
                    .storeRelaxed(
                            "welcome.heartbeat", tx -> heartbeats.heard(tx, node, beat, hello.directorySerial(), now));
        }
        compare(node, hello);
        takeNewer(node, hello.newer());
        HandshakeMessages.@Nullable Certified certified =
                hello.renewal().isEmpty() ? null : certified(node, hello.renewal());
        Instant since = hello.since();
        if (since == null) {
            return welcome(node, hello, certified, null);
        }
        again(node, since);
        return welcome(
                node,
                hello,
                certified,
                repositories.ledger().read(tx -> new AttestedCopies(repositories).over(tx, node, since)));
    }

    /**
     * Takes the directory of a node that has a newer one: this hub was restored from a backup. It is as good as on the
     * day it was issued, for it has the directory's seal.
     */
    private void takeNewer(NodeId node, byte[] deflated) {
        if (deflated.length == 0) {
            return;
        }
        byte[] sealed = Deflated.inflate(deflated);
        if (Directory.unpinned(sealed).serial() > directories.current().serial() && directories.take(sealed)) {
            log.warn("directory {} came back from {}", directories.current().serial(), node);
        }
    }

    private HandshakeMessages.@Nullable Certified certified(NodeId node, List<byte[]> request) {
        try {
            Optional<List<byte[]>> certificates = certifier.renew(node, request);
            if (certificates.isEmpty()) {
                return null;
            }
            repositories.ledger().storeRelaxed("welcome.certified", tx -> {
                repositories.timeline().end(tx, Fault.RENEWAL_REFUSED, node.value());
            });
            return new HandshakeMessages.Certified(certificates.get(), "", "");
        } catch (Refused refused) {
            String detail = String.join(", ", refused.values());
            if (refused.fault() == Fault.AUTHORITY_AWAITED) {
                return new HandshakeMessages.Certified(
                        List.of(), refused.fault().code(), detail);
            }
            log.warn("new keys of {} are not certified: {}", node, refused.getMessage());
            repositories.ledger().store("welcome.uncertified", tx -> {
                repositories
                        .timeline()
                        .alarm(
                                tx,
                                Fault.RENEWAL_REFUSED,
                                node.value(),
                                refused.fault().code() + " " + detail);
            });
            return new HandshakeMessages.Certified(List.of(), refused.fault().code(), detail);
        } catch (TryLater later) {
            log.warn("new keys of {} are certified later: {}", node, later.getMessage());
            return null; // the node asks again
        }
    }

    /** An alarm when the node works by another directory than this hub issued under that serial. */
    private void compare(NodeId node, HandshakeMessages.Hello hello) {
        Digest directory = hello.directory();
        if (directory == null) {
            return;
        }
        SeenEdition seen = new SeenEdition(hello.directorySerial(), directory);
        if (!forked.isKnown(seen)) {
            repositories.ledger().storeRelaxed("welcome.compare", tx -> forked.compare(tx, node, seen));
        }
    }

    /** The last checkpoints of some other nodes, which seal the directories they work by; others each time. */
    private List<byte[]> peers(Tx tx, NodeId node, Instant now) {
        List<NodeId> others = directories.current().edition().nodes().stream()
                .filter(other -> !other.hub() && !other.id().equals(node))
                .map(NodeEntry::id)
                .toList();
        List<byte[]> peers = new ArrayList<>();
        long first = now.getEpochSecond();
        for (int i = 0; i < Math.min(PEERS, others.size()); i++) {
            NodeId other = others.get((int) ((first + i) % others.size()));
            repositories
                    .checkpoints()
                    .lastOf(tx, other.value())
                    .map(Checkpoints.StoredCheckpoint::sealed)
                    .filter(each -> isComparable(tx, node, other, each))
                    .ifPresent(peers::add);
        }
        return peers;
    }

    /** False for nodes that had different provinces when the one sealed that. */
    private static boolean isComparable(Tx tx, NodeId node, NodeId other, byte[] sealed) {
        SeenEdition edition = SealedCheckpoint.open(sealed).checkpoint().edition();
        return edition == null
                || (!JoinedNodes.isBefore(tx, node, edition.serial())
                        && !JoinedNodes.isBefore(tx, other, edition.serial()));
    }

    /** The node was restored from a backup: sends again, once, what it may have lost. */
    private void again(NodeId node, Instant since) {
        Instant now = clock.instant();
        RestoreRecovery recovery = new RestoreRecovery(repositories);
        if (repositories.ledger().read(tx -> recovery.knows(tx, node, since, now))) {
            return;
        }
        int copies = repositories.ledger().commit("welcome.again", tx -> recovery.node(tx, node, since, now));
        log.warn("{} was restored and remembers nothing since {}: {} copies go out again", node, since, copies);
    }

    /**
     * Announces a new directory, without its content. The node asks for the one in force, once for however many came
     * into force while it was away.
     */
    public byte[] news() {
        return HandshakeMessages.Welcome.news(clock.instant()).write();
    }

    /** The nodes to tell. */
    public List<String> nodes() {
        return directories.current().edition().nodes().stream()
                .filter(node -> !node.hub())
                .map(NodeEntry::id)
                .map(NodeId::value)
                .toList();
    }

    private byte[] welcome(
            NodeId node,
            HandshakeMessages.Hello hello,
            HandshakeMessages.@Nullable Certified certified,
            @Nullable List<HandshakeMessages.Over> over) {
        List<byte[]> deflated = new ArrayList<>();
        List<Long> fetch = new ArrayList<>();
        int left = MOST_BYTES;
        for (long serial : wanted(hello)) {
            byte[] directory = directories.deflated(serial).orElse(null);
            if (directory != null && directory.length > MOST_BYTES) {
                fetch.add(serial);
            } else if (directory != null && directory.length <= left) {
                left -= directory.length;
                deflated.add(directory);
            }
            // The node asks again for those that do not fit.
        }
        Collections.reverse(deflated);
        Collections.reverse(fetch);
        Instant now = clock.instant();
        Seen seen = repositories
                .ledger()
                .read(tx -> seen(tx, node).with(hello.compares() ? peers(tx, node, now) : List.of()));
        return new HandshakeMessages.Welcome(
                        clock.instant(),
                        hello.time().toEpochMilli(),
                        deflated,
                        seen.checkpoint(),
                        over,
                        fetch,
                        seen.witnessed(),
                        seen.peers(),
                        certified,
                        hello.directorySerial() > directories.current().serial())
                .write();
    }

    /** The last checkpoint of the node's log, and how far the log is whole. After a restore the hub asks for nothing older. */
    private Seen seen(Tx tx, NodeId node) {
        Optional<Checkpoints.StoredCheckpoint> last = repositories.checkpoints().lastOf(tx, node.value());
        Optional<EarlyCheckpoints.Gap> gap = new EarlyCheckpoints().gap(tx, node);
        if (gap.isPresent()) {
            long whole = repositories
                    .checkpoints()
                    .last(tx, gap.get().origin())
                    .map(Checkpoints.StoredCheckpoint::size)
                    .orElse(0L);
            return new Seen(gap.get().seen(), OptionalLong.of(whole));
        }
        boolean forgot = last.isPresent()
                ? new RestoreRecovery(repositories).forgot(tx, last.get().origin())
                : JoinedNodes.isOne(tx, node, clock.instant());
        return new Seen(
                last.map(Checkpoints.StoredCheckpoint::sealed).orElse(new byte[0]),
                forgot ? OptionalLong.of(HandshakeMessages.Welcome.ALL) : OptionalLong.empty());
    }

    /** Newest first, because it must fit: the one in force, unless the node has it, and those it asks for. */
    private List<Long> wanted(HandshakeMessages.Hello hello) {
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
