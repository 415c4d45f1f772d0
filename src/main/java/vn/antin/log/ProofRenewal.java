package vn.antin.log;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.directory.Directory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.DirectoryEditions;
import vn.antin.ledger.ProofStore;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Timeline;
import vn.antin.ledger.db.Ledger;
import vn.antin.receipt.Checkpoint;
import vn.antin.receipt.Merkle;
import vn.antin.receipt.ProofList;
import vn.antin.seal.pki.Purpose;
import vn.antin.seal.pki.Trust;
import vn.antin.seal.timestamp.TimeStampSource;
import vn.antin.seal.timestamp.TimeStamps;

/**
 * Renews proofs before they end (decision 50). Once a year, or earlier when two thirds of their time are over, the
 * time-stamps and directories of this ledger become a list, which is time-stamped as a whole; a list is time-stamped
 * again when two thirds of the time of its newest time-stamp are over. A renewal that would end no later than what it
 * renews is not kept: the authority must have a newer certificate first.
 */
public final class ProofRenewal {

    /** Subject of the alarm. */
    public static final String SUBJECT = "proofs";

    /** Longest time until a time-stamp is in a list. */
    static final Duration GATHERED = Duration.ofDays(365);

    /** How long a renewal may be due before people are told. */
    static final Duration LATE = Duration.ofDays(14);

    /** Objects of one list, which is one transaction. */
    private static final int MAX_OBJECTS = 16_384;

    /** Lists that are time-stamped again in one go; the rest follows with the next one. */
    private static final int MAX_LISTS = 256;

    private static final int PAGE = 512;

    /** A time-stamp that comes later than this after its checkpoint proves little; the next list may miss it. */
    private static final Duration STAMPED_WITHIN = Duration.ofDays(30);

    private static final Duration LOOK = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(ProofRenewal.class);

    private final Ledger ledger;
    private final ProofStore store;
    private final Timeline timeline;
    private final NodeId self;
    private final DirectoryEditions directories;
    private final TimeStampSource timeStamps;
    private final Clock clock;
    private volatile boolean asked;
    private Instant nextLook = Instant.MIN;

    /**
     * What a renewal did.
     *
     * @param objects time-stamps and directories that were in no list before
     * @param lists lists that were time-stamped, new ones included
     * @param late why something that is due was not renewed; null when all was
     */
    public record Renewed(
            long objects, long lists, @Nullable Fault late) {}

    /**
     * Objects that are in no list.
     *
     * @param first the oldest time-stamp among them; null when there are only directories
     */
    private record Uncovered(
            Set<Digest> objects,
            long swept,
            long last,
            @Nullable ProofTime first) {}

    /** The time in which a time-stamp proves something by itself. */
    private record ProofTime(Instant from, Instant ends) {

        /** When two thirds of it are over. */
        Instant due() {
            return ends.minus(Duration.between(from, ends).dividedBy(3));
        }
    }

    /** @param timeStamps the authority; a node asks its hub for a time-stamp */
    public ProofRenewal(
            Repositories repositories, DirectoryEditions directories, TimeStampSource timeStamps, Clock clock) {
        this.ledger = repositories.ledger();
        this.store = repositories.proofs();
        this.timeline = repositories.timeline();
        this.self = repositories.log().self();
        this.directories = directories;
        this.timeStamps = timeStamps;
        this.clock = clock;
    }

    /** Has the next look renew everything. */
    public void ask() {
        asked = true;
    }

    /** Renews what is due, once an hour; everything when a person asks for it. */
    public void look() {
        Instant now = clock.instant();
        if (asked || !now.isBefore(nextLook)) {
            boolean all = asked;
            nextLook = now.plus(LOOK);
            renew(all);
            if (all) {
                asked = false; // after a failure the next look does it
            }
        }
    }

    /**
     * Renews proofs. Each list is stored with its time-stamp in one transaction; a process that ends before has done
     * nothing.
     *
     * @param all also what is not due yet
     */
    public synchronized Renewed renew(boolean all) {
        Instant now = clock.instant();
        long objects = 0;
        long lists = 0;
        Fault late = null;
        try {
            for (ProofStore.StoredList list : ledger.read(tx -> store.due(tx, all ? null : now, MAX_LISTS))) {
                if (stampAgain(list)) {
                    lists++;
                } else if (!list.due().isAfter(now)) {
                    late = Fault.RENEWAL_NO_LATER;
                }
            }
            if (all || isGatheringDue(now)) {
                for (Uncovered next = uncovered(now); !next.objects().isEmpty(); next = uncovered(now)) {
                    if (!gather(next, now)) {
                        late = Fault.RENEWAL_NO_LATER;
                        break;
                    }
                    objects += next.objects().size();
                    lists++;
                }
            }
        } catch (TryLater e) {
            log.warn("proofs are not renewed: {}", e.getMessage());
            late = e.fault();
        } catch (Refused e) {
            // a time-stamp that no verifier would believe
            log.error("proofs are not renewed: {}", e.getMessage());
            late = e.fault();
        }
        tell(late, now);
        if (lists > 0) {
            log.info("{} time-stamps and directories newly in lists, {} lists time-stamped", objects, lists);
        }
        return new Renewed(objects, lists, late);
    }

    private boolean stampAgain(ProofStore.StoredList list) {
        List<ProofStore.ListStamp> stamps = ledger.read(tx -> store.stampsOf(tx, list.number()));
        Digest imprint = ProofList.next(
                list.checkpoint(),
                stamps.stream().map(ProofStore.ListStamp::token).toList());
        byte[] token = timeStamps.stamp(imprint);
        Directory directory = directories.current();
        ProofTime time = verified(token, imprint, directory);
        if (!time.ends().isAfter(list.ends())) {
            return false;
        }
        ledger.store("proofs.renewed", tx -> {
            store.renewed(
                    tx,
                    list.number(),
                    new ProofStore.ProofTerm(time.ends(), time.due()),
                    new ProofStore.ListStamp(time.from(), directory.serial(), token));
        });
        return true;
    }

    /** Whether the oldest time-stamp or directory in no list is a year old, or two thirds of its time are over. */
    private boolean isGatheringDue(Instant now) {
        return oldest().filter(first -> isDue(first, now)).isPresent()
                || ledger.read(store::uncoveredDirectory)
                        .filter(first -> isDue(time(first), now))
                        .isPresent();
    }

    private static ProofTime time(DirectoryEditions.StoredEdition edition) {
        return new ProofTime(
                edition.at(), Directory.signer(edition.sealed()).getNotAfter().toInstant());
    }

    private static boolean isDue(ProofTime first, Instant now) {
        return !first.from().plus(GATHERED).isAfter(now) || !first.due().isAfter(now);
    }

    private Optional<ProofTime> oldest() {
        return ledger
                .read(tx -> store.stamps(
                        tx, store.newest(tx).map(ProofStore.StoredList::last).orElse(0L), 1))
                .stream()
                .findFirst()
                .map(stamp -> time(stamp.timeStamp()));
    }

    /** When the oldest time-stamp in no list is due: long ago, if it is one that no verifier would believe. */
    private @Nullable Instant oldestDue(@Nullable Instant without) {
        try {
            return oldest().map(ProofTime::due).orElse(without);
        } catch (Refused e) {
            return Instant.EPOCH;
        }
    }

    private Uncovered uncovered(Instant now) {
        Optional<ProofStore.StoredList> newest = ledger.read(store::newest);
        Set<Digest> objects = new LinkedHashSet<>(ledger.read(tx -> store.uncoveredDirectories(tx, MAX_OBJECTS / 2)));
        long swept = newest.map(ProofStore.StoredList::swept).orElse(0L);
        long last = newest.map(ProofStore.StoredList::last).orElse(0L);
        long after = swept;
        byte[] first = null;
        while (objects.size() < MAX_OBJECTS) {
            long from = after;
            List<ProofStore.StoredStamp> page = ledger.read(tx -> store.stamps(tx, from, PAGE));
            List<Digest> digests =
                    page.stream().map(stamp -> Digest.sha256(stamp.timeStamp())).toList();
            Set<Digest> covered = ledger.read(tx -> store.covered(tx, digests));
            for (int i = 0; i < page.size() && objects.size() < MAX_OBJECTS; i++) {
                ProofStore.StoredStamp stamp = page.get(i);
                if (!covered.contains(digests.get(i))) {
                    objects.add(digests.get(i));
                    first = first == null ? stamp.timeStamp() : first;
                }
                after = stamp.seq();
                swept = stamp.at().isBefore(now.minus(STAMPED_WITHIN)) ? after : swept;
            }
            if (page.size() < PAGE) {
                break;
            }
        }
        return new Uncovered(objects, swept, Math.max(last, after), first == null ? null : time(first));
    }

    /** Makes a list of these objects; false if its proof would not be worth keeping. */
    private boolean gather(Uncovered next, Instant now) {
        List<Digest> objects = new ArrayList<>(next.objects());
        List<Digest> leaves = objects.stream().map(ProofList::leaf).toList();
        long number = 1
                + ledger.read(store::newest).map(ProofStore.StoredList::number).orElse(0L);
        Checkpoint head = new Checkpoint(
                Checkpoint.origin(self, "proofs-" + number),
                leaves.size(),
                Merkle.root(leaves.size(), Merkle.inMemory(leaves)),
                null,
                now);
        Digest imprint = ProofList.next(head, List.of());
        byte[] token = timeStamps.stamp(imprint);
        Directory directory = directories.current();
        ProofTime time = verified(token, imprint, directory);
        ProofTime first = next.first();
        if (first != null
                && (time.ends().isBefore(first.ends())
                        || (!first.due().isAfter(now) && !time.ends().isAfter(first.ends())))) {
            return false;
        }
        ledger.store("proofs.gathered", tx -> {
            store.add(
                    tx,
                    new ProofStore.StoredList(number, head.write(), next.swept(), next.last(), time.ends(), time.due()),
                    objects,
                    new ProofStore.ListStamp(time.from(), directory.serial(), token));
        });
        return true;
    }

    /** Refuses a time-stamp that a verifier would not believe. */
    private ProofTime verified(byte[] token, Digest imprint, Directory directory) {
        Trust trust = directories.trust();
        TimeStamps.VerifiedStamp stamp = TimeStamps.open(token, imprint, trust, directory.crls());
        return new ProofTime(stamp.time(), trust.end(stamp.chain(), Purpose.TIME_STAMP));
    }

    private ProofTime time(byte[] token) {
        Trust trust = directories.trust();
        TimeStamps.VerifiedStamp stamp = TimeStamps.read(token, trust);
        return new ProofTime(stamp.time(), trust.end(stamp.chain(), Purpose.TIME_STAMP));
    }

    /** Raises the alarm when a renewal has been due for long, and ends it when nothing is due. */
    private void tell(@Nullable Fault late, Instant now) {
        if (late == null) {
            if (ledger.read(timeline::alarms).stream()
                    .anyMatch(alarm -> alarm.code().equals(Fault.PROOFS_LATE.code()))) {
                ledger.store("proofs.well", tx -> {
                    timeline.end(tx, Fault.PROOFS_LATE, SUBJECT);
                });
            }
            return;
        }
        Instant due = ledger.read(store::state).due();
        Instant firstDue = oldestDue(due);
        Instant since = due == null || (firstDue != null && firstDue.isBefore(due)) ? firstDue : due;
        if (since != null && since.plus(LATE).isBefore(now)) {
            ledger.store("proofs.late", tx -> {
                timeline.alarm(tx, Fault.PROOFS_LATE, SUBJECT, late.code() + ", " + since);
            });
        }
    }
}
