package vn.antin.settle;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Directory;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.Checkpoints;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.ForkedDirectories;
import vn.antin.ledger.HubChange;
import vn.antin.ledger.HubSession;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.RestoreRecovery;
import vn.antin.ledger.db.Signal;
import vn.antin.ledger.db.Tx;
import vn.antin.log.HubPublisher;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.Checkpoint.SeenEdition;
import vn.antin.receipt.LogLeaf;
import vn.antin.receipt.SealedCheckpoint;
import vn.antin.seal.pki.Purpose;
import vn.antin.wire.HandshakeMessages;
import vn.antin.wire.Heartbeat;
import vn.antin.xml.Deflated;

/** Says hello to the hub and takes its welcome: the directory in force, the time, the last checkpoint it saw of this log. */
public final class NodeHandshake {

    /** Half of it bounds the error of the clocks' offset; it is below the limit that stops a node. */
    private static final Duration LONGEST_TRIP = Duration.ofSeconds(30);

    /** A hello without an answer by then was lost. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

    /** A checkpoint of this age that the hub has not seen, although it answered, is lost. */
    private static final Duration LOST_AFTER = Duration.ofMinutes(1);

    /** Of a directory in a hello: the broker takes no larger message. */
    private static final int MOST_BYTES = 768 << 10;

    /** Between two times that the same checkpoints leave again. */
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(10);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** A newer directory reaches every node whose line is up with its next greeting. */
    private static final Duration WITHHELD_AFTER = Duration.ofMinutes(10);

    /** Between two comparisons of directories with those of other nodes. */
    private static final Duration COMPARE_EVERY = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(NodeHandshake.class);

    private final NodeId self;
    private final Repositories repositories;
    private final DirectoryEditions directories;
    private final HubSession standing;
    private final Clock clock;
    private final Supplier<Heartbeat> heartbeat;
    private final Fetch fetch;
    /** Since when this process asks: an earlier one's answers do not count. */
    private Instant since;

    private KeyRequests keyRequests = KeyRequests.NONE;
    /** Whether the hub asked for the directory that this node works by. */
    private boolean hubBehind;
    /** When the hello left that is not answered yet. */
    private Instant asked = Instant.MIN;

    private final ForkedDirectories forked;

    /** Serial of the directory that was compared last, and when it is compared again. */
    private long compared = -1;

    private Instant compareNext = Instant.MIN;

    /** The newest directory that another node works by and that is not here; since when that is known. */
    private long ahead;

    private @Nullable NodeId aheadBy;
    private @Nullable Instant aheadSince;
    private boolean news;
    /** The size from which checkpoints were sent again; -1 before. */
    private long sentFrom = -1;

    private Instant sendNext = Instant.MIN;
    private Duration sendPause = SHORTEST_PAUSE;

    /**
     * Checkpoints to be sent again.
     *
     * @param from the size to which the hub has our log
     * @param before sealed before that time
     */
    private record Missing(long from, Instant before) {}

    /** The sealed directory of one serial, as the hub keeps it beside the queues. */
    @FunctionalInterface
    public interface Fetch {
        byte[] directory(long serial) throws IOException, InterruptedException;
    }

    /** The requests of this node for certificates of new keys. */
    public interface KeyRequests {

        KeyRequests NONE = new KeyRequests() {
            @Override
            public List<byte[]> pending() {
                return List.of();
            }

            @Override
            public void answered(HandshakeMessages.Certified answer) {
                throw new Refused(Fault.MESSAGE_UNINTELLIGIBLE, "certificates that nobody asked for");
            }
        };

        /** The sealed statement and the requests; empty when there is nothing to ask. */
        List<byte[]> pending();

        /** Takes the hub's answer; what it changes is durable when this returns. */
        void answered(HandshakeMessages.Certified answer);
    }

    /**
     * One that has not said hello yet.
     *
     * @param heartbeat asked at each hello
     * @param fetch of a directory that is too large for a message
     */
    public NodeHandshake(
            NodeId self,
            Repositories repositories,
            DirectoryEditions directories,
            HubSession standing,
            Supplier<Heartbeat> heartbeat,
            Fetch fetch,
            Clock clock) {
        this.heartbeat = heartbeat;
        this.fetch = fetch;
        this.self = self;
        this.repositories = repositories;
        this.directories = directories;
        this.standing = standing;
        this.clock = clock;
        this.forked = new ForkedDirectories(repositories.timeline());
        this.since = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Sets the requests that hellos carry. */
    public NodeHandshake renewing(KeyRequests requests) {
        keyRequests = requests;
        return this;
    }

    public synchronized byte[] hello() {
        asked = clock.instant();
        // Else, after a start by a fast clock, no answer would count for as long as it was wrong.
        if (asked.isBefore(since)) {
            since = asked.truncatedTo(ChronoUnit.MILLIS);
        }
        news = false;
        long serial = directories.newest().map(Directory::serial).orElse(0L);
        @Nullable
        Instant restored = repositories
                .ledger()
                .read(tx -> new RestoreRecovery(repositories).asking(tx))
                .orElse(null);
        SeenEdition edition =
                repositories.ledger().read(DirectoryEditions::inForce).orElse(null);
        return new HandshakeMessages.Hello(
                        serial,
                        clock.instant(),
                        standing.wanted(),
                        heartbeat.get(),
                        restored,
                        edition == null || edition.serial() != serial ? null : edition.digest(),
                        comparesNow(serial),
                        keyRequests.pending(),
                        hubBehind ? deflated(serial) : new byte[0])
                .write();
    }

    /** Once for each directory, and from time to time. */
    private boolean comparesNow(long serial) {
        return serial != compared || !clock.instant().isBefore(compareNext);
    }

    /** Compares the directories that other nodes have sealed to work by with those here. */
    private void compare(List<byte[]> peers) {
        Directory directory = directories.current();
        List<Checkpoint> sealed = new ArrayList<>();
        for (byte[] each : peers) {
            SealedCheckpoint peer = SealedCheckpoint.open(each);
            NodeId issuer = peer.checkpoint().issuer();
            try {
                directory.checkSigner(issuer, peer.signer(), Purpose.SEAL, clock.instant(), directories.trust());
                sealed.add(peer.checkpoint());
            } catch (Refused refused) {
                // Its key was renewed or stopped since: the next answer has other nodes.
                log.info("the directory of {} is not compared: {}", issuer, refused.getMessage());
            }
        }
        if (sealed.isEmpty()) {
            return;
        }
        awaitNewer(directory.serial(), sealed);
        boolean came = aheadSince != null && directory.serial() >= ahead;
        boolean withheld = aheadSince != null && !came && !clock.instant().isBefore(aheadSince.plus(WITHHELD_AFTER));
        String by = String.valueOf(aheadBy);
        repositories.ledger().storeRelaxed("settle.peers", tx -> {
            forked.compare(tx, sealed);
            if (withheld) {
                repositories.timeline().alarm(tx, Fault.DIRECTORY_WITHHELD, by, Long.toString(ahead));
            } else if (came) {
                repositories.timeline().end(tx, Fault.DIRECTORY_WITHHELD, by);
            }
        });
        if (came || aheadSince == null) {
            aheadSince = null;
            compared = directory.serial();
            compareNext = clock.instant().plus(COMPARE_EVERY);
        }
    }

    /** A directory that another node works by must come here soon; else the hub withholds it. */
    private void awaitNewer(long serial, List<Checkpoint> sealed) {
        for (Checkpoint peer : sealed) {
            SeenEdition seen = peer.edition();
            if (seen != null && seen.serial() > Math.max(serial, ahead)) {
                ahead = seen.serial();
                aheadBy = peer.issuer();
                aheadSince = aheadSince == null ? clock.instant() : aheadSince;
                standing.request(ahead);
            }
        }
    }

    /** The directory for a hub that was restored; none that is too large for a message. */
    private byte[] deflated(long serial) {
        return directories
                .deflated(serial)
                .filter(bytes -> bytes.length <= MOST_BYTES)
                .orElse(new byte[0]);
    }

    /** The last word before an ordered stop, so that the hub does not take it for a broken line. */
    public byte[] goodbye() {
        long serial = directories.newest().map(Directory::serial).orElse(0L);
        return new HandshakeMessages.Hello(
                        serial, clock.instant(), List.of(), heartbeat.get().last(), null)
                .write();
    }

    /**
     * Takes the hub's answer. What it changes is durable when this returns; a repeat changes nothing. One at a time: of
     * two directories the older must not be judged by what was in force before the newer.
     */
    public synchronized void welcomed(byte[] message) {
        Instant arrived = clock.instant();
        HandshakeMessages.Welcome welcome = HandshakeMessages.Welcome.read(message);
        if (welcome.onlyNews()) {
            hear();
            return;
        }
        standing.heard(arrived);
        welcome.directories().forEach(each -> take(Deflated.inflate(each)));
        welcome.fetch().forEach(this::fetch);
        HandshakeMessages.Certified certified = welcome.certified();
        if (certified != null) {
            keyRequests.answered(certified);
        }
        if (welcome.lastCheckpoint().length > 0) {
            compare(SealedCheckpoint.open(welcome.lastCheckpoint()));
        }
        compare(welcome.peers());
        List<HandshakeMessages.Over> over = welcome.over();
        if (over != null) {
            repositories.ledger().store("settle.restored", tx -> {
                new RestoreRecovery(repositories).heard(tx, over);
            });
        }
        if (answers(welcome, arrived)) {
            sendAgain(welcome, arrived);
            repositories.ledger().read(HubChange::of).ifPresent(change -> {
                repositories.ledger().store("settle.change", tx -> new OtherHub(repositories, clock).next(tx, change));
            });
            greeted(welcome, arrived);
        }
        asked = Instant.MIN;
        boolean first = welcome.behind() && !hubBehind;
        hubBehind = welcome.behind();
        if (news || first) {
            ask();
        }
    }

    /** The hub announced a directory: asks for it at once, or after the answer that is under way. */
    private void hear() {
        if (clock.instant().isBefore(asked.plus(LONGEST_ANSWER))) {
            news = true;
        } else {
            ask();
        }
    }

    private void ask() {
        repositories.ledger().storeRelaxed("settle.news", tx -> tx.wake(Signal.GREETING));
    }

    /**
     * Whether it answers a hello of this process, and in time. An older answer waited in a queue: its state of our log may
     * be outdated, and it measures no clock.
     */
    private boolean answers(HandshakeMessages.Welcome welcome, Instant arrived) {
        Instant asked = Instant.ofEpochMilli(welcome.echo());
        return !asked.isBefore(since) && !arrived.isAfter(asked.plus(LONGEST_TRIP));
    }

    /** A directory that does not come is named again in the next answer; the rest of this one does not wait. */
    private void fetch(long serial) {
        try {
            take(fetch.directory(serial));
        } catch (IOException e) {
            log.warn("directory {} is not fetched yet: {}", serial, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TryLater(Fault.STOPPING, "directory " + serial);
        }
    }

    private void take(byte[] sealed) {
        repositories.keyChanges().take(directories, self, sealed);
    }

    /**
     * Sends again the checkpoints that the hub lacks. The answer to a hello tells which are lost, because the hello
     * passed the hub's queue behind everything sent before it.
     */
    private void sendAgain(HandshakeMessages.Welcome welcome, Instant arrived) {
        Missing missing = missing(welcome, arrived);
        if (missing == null) {
            return;
        }
        boolean repeated = missing.from() == sentFrom;
        // What is further away than a pause was written before the clock was set back.
        if (repeated && arrived.isBefore(sendNext) && !sendNext.isAfter(arrived.plus(sendPause))) {
            return;
        }
        int checkpoints = repositories
                .ledger()
                .commit(
                        "settle.again",
                        tx -> new HubPublisher(repositories.outbox(), repositories.evidence())
                                .resend(
                                        tx,
                                        repositories.log(),
                                        repositories.checkpoints(),
                                        missing.from(),
                                        missing.before(),
                                        arrived))
                .checkpoints();
        if (checkpoints > 0) {
            sendPause = repeated ? longer(sendPause) : SHORTEST_PAUSE;
            sentFrom = missing.from();
            sendNext = arrived.plus(sendPause);
            log.warn("the hub lacks {} from {} on: {} checkpoints leave again", self, missing.from(), checkpoints);
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    /** Null when nothing is missing. Without a gap only old checkpoints count: the hub may not have read the rest yet. */
    private @Nullable Missing missing(HandshakeMessages.Welcome welcome, Instant arrived) {
        Instant lost = arrived.minus(LOST_AFTER);
        boolean all = welcome.witnessed().orElse(0) == HandshakeMessages.Welcome.ALL;
        if (all) {
            return null;
        }
        String origin = repositories.ledger().read(repositories.log()::origin);
        Checkpoint seen = welcome.lastCheckpoint().length == 0
                ? null
                : SealedCheckpoint.open(welcome.lastCheckpoint()).checkpoint();
        if (seen == null || !seen.origin().equals(origin)) {
            return new Missing(0, lost);
        }
        if (welcome.witnessed().isEmpty()) {
            return new Missing(seen.size(), lost);
        }
        return new Missing(welcome.witnessed().getAsLong(), arrived);
    }

    /** The hub's clock is taken as of the middle of the round trip. */
    private void greeted(HandshakeMessages.Welcome welcome, Instant arrived) {
        Instant asked = Instant.ofEpochMilli(welcome.echo());
        Duration trip = Duration.between(asked, arrived);
        Duration offset = Duration.between(welcome.time(), asked.plus(trip.dividedBy(2)));
        standing.greeted(offset, trip);
        boolean good = standing.good();
        repositories.ledger().storeRelaxed("settle.greeted", tx -> {
            if (good) {
                repositories.timeline().end(tx, Fault.CLOCK_WRONG, self.value());
            } else {
                repositories.timeline().alarm(tx, Fault.CLOCK_WRONG, self.value(), offset.toString());
            }
            tx.wake(Signal.LOG);
        });
    }

    /**
     * Opens a new epoch when the hub has seen more of our log than we know, or another history: this ledger was
     * restored. Only a checkpoint that we sealed ourselves proves that.
     */
    private void compare(SealedCheckpoint seen) {
        Checkpoint theirs = seen.checkpoint();
        boolean ours = theirs.issuer().equals(self) && directories.current().names(self, seen.signer(), Purpose.SEAL);
        if (!ours) {
            throw new Refused(
                    Fault.SIGNER_NOT_NAMED,
                    seen.signer().getSubjectX500Principal().getName(),
                    self.value());
        }
        Lock sealing = repositories.log().sealing();
        sealing.lock();
        try {
            repositories.ledger().store("settle.compare", tx -> compare(tx, seen, theirs));
        } finally {
            sealing.unlock();
        }
    }

    private void compare(Tx tx, SealedCheckpoint seen, Checkpoint theirs) {
        RestoreRecovery recovery = new RestoreRecovery(repositories);
        if (behind(tx, theirs) || recovery.isOlder(tx)) {
            long epoch =
                    Math.max(epoch(theirs.origin()), epoch(repositories.log().origin(tx))) + 1;
            boolean restored = recovery.asking(tx).isPresent();
            // Its key is revoked, and ours is another: this node lost everything and joined again.
            boolean rejoined = directories.current().stop(seen.signer()).isPresent();
            recovery.node(tx);
            recovery.renewed(tx);
            repositories.log().openEpoch(tx, epoch, LogLeaf.epoch(seen));
            tx.wake(Signal.GREETING);
            if (restored) {
                log.warn("{} was restored from a backup: its log goes on as epoch {}", self, epoch);
            } else if (rejoined) {
                log.warn("{} has joined again with new keys: its log goes on as epoch {}", self, epoch);
            } else {
                repositories.timeline().alarm(tx, Fault.LOG_BEHIND, theirs.origin(), Long.toString(theirs.size()));
                log.error("{} was copied or put back by hand: its log goes on as epoch {}", self, epoch);
            }
        }
    }

    private boolean behind(Tx tx, Checkpoint theirs) {
        String origin = repositories.log().origin(tx);
        if (!theirs.origin().equals(origin)) {
            // An epoch of ours the hub has not seen yet is longer or later in order; one we never had is not.
            return epoch(theirs.origin()) > epoch(origin);
        }
        Optional<Checkpoints.StoredCheckpoint> last = repositories.checkpoints().lastOwn(tx, origin);
        if (last.isEmpty() || last.get().size() < theirs.size()) {
            return true;
        }
        return repositories.checkpoints().at(tx, origin, theirs.size()).stream()
                .noneMatch(kept -> kept.own() && kept.root().equals(theirs.root()));
    }

    private static long epoch(String origin) {
        return Long.parseLong(origin.substring(origin.indexOf('/') + 1));
    }
}
