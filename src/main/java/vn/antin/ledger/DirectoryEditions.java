package vn.antin.ledger;

import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.antin.directory.Directory;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;
import vn.antin.receipt.Checkpoint.SeenEdition;
import vn.antin.receipt.LogLeaf;
import vn.antin.seal.pki.Trust;
import vn.antin.xml.Deflated;

/** The directory editions that this node or hub has accepted; the newest is in force. */
public final class DirectoryEditions implements vn.antin.receipt.KnownDirectories {

    private static final int MAX_OPENED = 64;
    /** Nodes ask for the newest edition and the few before it. */
    private static final int MAX_DEFLATED = 8;

    private static final String STORED = "select sealed, at from directory";

    /** An edition, and when it was verified and stored. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record StoredEdition(byte[] sealed, Instant at) {}

    /** After its start a restored hub waits this long for the nodes to bring back what it lacks. */
    private static final Duration BROUGHT_BACK_WITHIN = Duration.ofMinutes(10);

    private final Ledger ledger;
    private final LogStore log;
    private final Trust trust;
    private final Clock clock;
    private volatile Instant newerUntil = Instant.MIN;
    private final AtomicReference<@Nullable Directory> newest = new AtomicReference<>();
    private final List<ChangeListener> changes = new CopyOnWriteArrayList<>();
    private final Map<Long, Directory> opened = new ConcurrentHashMap<>();
    private final Map<Long, byte[]> deflated = new ConcurrentHashMap<>();

    public DirectoryEditions(Ledger ledger, LogStore log, Trust trust, Clock clock) {
        this.ledger = ledger;
        this.log = log;
        this.trust = trust;
        this.clock = clock;
    }

    /** Says that nodes may have newer editions: this hub was restored. */
    public void expectNewer() {
        newerUntil = clock.instant().plus(BROUGHT_BACK_WITHIN);
    }

    /** Whether an edition may come that others have already. */
    public boolean expectsNewer() {
        return clock.instant().isBefore(newerUntil);
    }

    /**
     * Waits for an edition that others have already.
     *
     * @throws TryLater DIRECTORY_AHEAD for a serial beyond the edition in force, while it may come
     */
    public void awaitNewer(long serial) {
        if (serial > current().serial() && expectsNewer()) {
            throw new TryLater(Fault.DIRECTORY_AHEAD, Long.toString(serial));
        }
    }

    /** The trust anchors by which the editions are verified. */
    public Trust trust() {
        return trust;
    }

    /** Called after an edition came into force, with the one before it; {@code before} is empty for the first. */
    public interface ChangeListener {

        void changed(Optional<Directory> before, Directory fresh);
    }

    /** Adds a listener for a new edition in force. */
    public void onChange(ChangeListener change) {
        changes.add(change);
    }

    /**
     * The edition in force.
     *
     * @throws Refused DIRECTORY_FORM before the first one
     */
    public Directory current() {
        return newest().orElseThrow(() -> new Refused(Fault.DIRECTORY_FORM, "none yet"));
    }

    @Override
    public Optional<Directory> newest() {
        Directory known = newest.get();
        if (known == null) {
            known = ledger.read(tx -> tx.one(StoredEdition.class, STORED + " order by serial desc limit 1"))
                    .map(this::open)
                    .orElse(null);
            newest.set(known);
            if (known != null) {
                known.pinAuthorities(trust, clock.instant());
            }
        }
        return Optional.ofNullable(known);
    }

    /** The edition in force in this transaction; empty before the first. */
    public static Optional<SeenEdition> inForce(Tx tx) {
        return tx.one(
                "select serial, digest from directory order by serial desc limit 1",
                row -> new SeenEdition(row.number("serial"), row.digest("digest")));
    }

    /** The sealed bytes of that edition. */
    static Optional<byte[]> sealedInForce(Tx tx) {
        return tx.one(byte[].class, "select sealed from directory order by serial desc limit 1");
    }

    /** The edition of a serial, as far as it is known here. */
    static Optional<SeenEdition> known(Tx tx, long serial) {
        return tx.one(
                "select serial, digest from directory where serial = ?",
                row -> new SeenEdition(row.number("serial"), row.digest("digest")),
                serial);
    }

    @Override
    public Optional<Directory> serial(long serial) {
        Optional<Directory> inForce = newest().filter(known -> known.serial() == serial);
        return inForce.isPresent()
                ? inForce
                : kept(
                        opened,
                        MAX_OPENED,
                        serial,
                        () -> ledger.read(tx -> tx.one(StoredEdition.class, STORED + " where serial = ?", serial))
                                .map(this::open));
    }

    private static <T> Optional<T> kept(Map<Long, T> some, int most, long serial, Supplier<Optional<T>> read) {
        T known = some.get(serial);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<T> fresh = read.get();
        fresh.ifPresent(one -> {
            if (some.size() >= most) {
                some.clear();
            }
            some.put(serial, one);
        });
        return fresh;
    }

    /** The sealed bytes of one edition. */
    public Optional<byte[]> sealed(long serial) {
        return ledger.read(tx -> tx.one(byte[].class, "select sealed from directory where serial = ?", serial));
    }

    /** The same, deflated for the line. */
    public Optional<byte[]> deflated(long serial) {
        return kept(deflated, MAX_DEFLATED, serial, () -> sealed(serial).map(Deflated::of));
    }

    /**
     * Accepts an edition as the one in force and puts it and its revocation lists as leaves into the log. Returns
     * false, without a change, for the one already in force.
     *
     * @throws Refused DIRECTORY_OLDER for a lower serial, DIRECTORY_CONFLICT for another edition of the same serial
     */
    public boolean take(byte[] sealed) {
        return take(sealed, tx -> {});
    }

    /**
     * The same, with further changes in the same transaction.
     *
     * @param with runs in the transaction; skipped for the edition already in force
     */
    public synchronized boolean take(byte[] sealed, Consumer<Tx> with) {
        return take(opened(sealed), sealed, (tx, before, fresh) -> with.accept(tx));
    }

    /**
     * The same for an edition by which the hub takes over another province: its log begins anew, under a name that the log
     * of the other hub has not had.
     */
    public boolean takeAnew(byte[] sealed, Consumer<Tx> with) {
        Lock sealing = log.sealing();
        sealing.lock();
        try {
            return take(sealed, tx -> {
                with.accept(tx);
                log.openNextEpoch(tx, clock.instant());
            });
        } finally {
            sealing.unlock();
        }
    }

    /** A change in the transaction that puts an edition into force; {@code before} is empty for the first. */
    interface EditionChange {

        void note(Tx tx, Optional<Directory> before, Directory fresh);
    }

    /** The same. An earlier edition is kept beside the one in force, for the receipts that name it, and false is returned. */
    synchronized boolean takeOrKeep(byte[] sealed, EditionChange with) {
        Directory fresh = opened(sealed);
        if (newest().filter(known -> fresh.serial() < known.serial()).isEmpty()) {
            return take(fresh, sealed, with);
        }
        requireSame(fresh.serial(), sealed);
        ledger.store("directory.earlier", tx -> {
            insert(tx, fresh, sealed);
        });
        return false;
    }

    private Directory opened(byte[] sealed) {
        List<X509CRL> known = newest().map(Directory::crls).orElse(List.of());
        return Directory.open(sealed, trust, clock.instant(), known);
    }

    private boolean take(Directory fresh, byte[] sealed, EditionChange with) {
        Optional<Directory> before = newest();
        long known = before.map(Directory::serial).orElse(0L);
        if (fresh.serial() < known) {
            throw new Refused(Fault.DIRECTORY_OLDER, Long.toString(fresh.serial()), Long.toString(known));
        }
        if (fresh.serial() == known) {
            requireSame(fresh.serial(), sealed);
            return false;
        }
        ledger.store("directory.take", tx -> {
            keep(tx, fresh, sealed);
            with.note(tx, before, fresh);
        });
        newest.set(fresh);
        fresh.pinAuthorities(trust, clock.instant());
        changes.forEach(change -> change.changed(before, fresh));
        return true;
    }

    /** Refuses a second edition of one serial: two readers could judge one receipt differently. */
    private void requireSame(long serial, byte[] sealed) {
        if (sealed(serial).filter(kept -> !Arrays.equals(kept, sealed)).isPresent()) {
            throw new Refused(Fault.DIRECTORY_CONFLICT, Long.toString(serial));
        }
    }

    private void insert(Tx tx, Directory fresh, byte[] sealed) {
        tx.update("""
                insert into directory (serial, sealed, digest, at) values (?, ?, ?, ?) on conflict do nothing
                """, fresh.serial(), sealed, Digest.sha256(sealed), clock.instant());
    }

    private void keep(Tx tx, Directory fresh, byte[] sealed) {
        Digest digest = Digest.sha256(sealed);
        insert(tx, fresh, sealed);
        LegalHolds.followCodes(tx, fresh);
        log.add(tx, new LogLeaf(LogLeaf.LeafKind.DIRECTORY, fresh.province(), fresh.serial(), digest));
        for (X509CRL crl : fresh.crls()) {
            log.add(
                    tx,
                    new LogLeaf(LogLeaf.LeafKind.CRL, fresh.province(), fresh.serial(), Digest.sha256(encoded(crl))));
        }
    }

    private static byte[] encoded(X509CRL crl) {
        try {
            return crl.getEncoded();
        } catch (CRLException e) {
            throw new IllegalStateException("a revocation list that was read", e);
        }
    }

    /** Its signer was valid when it was taken; the signer's certificate may have ended since. */
    private Directory open(StoredEdition stored) {
        return Directory.open(stored.sealed(), trust, stored.at());
    }
}
