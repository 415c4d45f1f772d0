package vn.antin.archive;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.archive.ArchiveExport.ArchiveRequest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.Archives;
import vn.antin.ledger.Archives.ArchivePackage;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.people.Approvals;
import vn.antin.ledger.people.Approvals.ApprovalKind;
import vn.antin.ledger.people.Approvals.ApprovalRequest;
import vn.antin.ledger.people.AuditLog;
import vn.antin.receipt.PackageFiles;
import vn.antin.thread.DaemonThreads;

/**
 * Exports packages one at a time, and removes from the ledger what a package holds after a second person has agreed. The
 * package is read again before anything is removed.
 */
public final class ArchiveJobs implements AutoCloseable {

    /** Documents in one transaction. */
    private static final int BATCH = 100;

    private static final int SHOWN = 100;
    private static final int WAITING = 20;
    private static final long EVERY_MINUTES = 60;
    private static final String PROGRAM = "antin";
    private static final Logger log = LoggerFactory.getLogger(ArchiveJobs.class);

    /**
     * How the last export fares, or fared.
     *
     * @param documents written so far
     * @param done when it ended; null while it runs
     * @param made its package; null before the end and after a failure
     * @param failure why it failed; null otherwise
     */
    public record ArchiveProgress(
            Instant since,
            Instant until,
            Instant begun,
            long documents,
            @Nullable Instant done,
            @Nullable String made,
            @Nullable Refused failure) {

        public boolean running() {
            return done == null;
        }
    }

    private final Repositories repositories;
    private final ArchiveExport export;
    private final Archives archives = new Archives();
    private final Approvals approvals;
    private final AuditLog audit;
    private final Clock clock;
    private final AtomicReference<@Nullable ArchiveProgress> last = new AtomicReference<>();
    private final Set<Long> checked = new HashSet<>();
    private final ScheduledExecutorService thread = DaemonThreads.scheduler("antin-archive");

    public ArchiveJobs(Repositories repositories, ArchiveExport export, Clock clock) {
        this.repositories = repositories;
        this.export = export;
        this.approvals = new Approvals(clock);
        this.audit = new AuditLog(clock);
        this.clock = clock;
    }

    /** Removes what was agreed from now on. */
    public ArchiveJobs start() {
        var unused = thread.scheduleWithFixedDelay(this::remove, 0, EVERY_MINUTES, TimeUnit.MINUTES);
        return this;
    }

    /**
     * Begins an export.
     *
     * @param remove whether to ask, when it is done, that the ledger removes what the package holds
     * @throws Refused ARCHIVE_UNDER_WAY or ARCHIVE_RANGE
     */
    public void begin(ArchiveRequest request, boolean remove) {
        export.check(request);
        ArchiveProgress before = last.get();
        ArchiveProgress now =
                new ArchiveProgress(request.since(), request.until(), clock.instant(), 0, null, null, null);
        if ((before != null && before.running()) || !last.compareAndSet(before, now)) {
            throw new Refused(Fault.ARCHIVE_UNDER_WAY);
        }
        thread.execute(() -> export(request, remove, now));
    }

    private void export(ArchiveRequest request, boolean remove, ArchiveProgress begun) {
        try {
            ArchivePackage made = export.run(request, documents -> last.set(progress(begun, documents, null, null)));
            log.info("archive package {}: {} documents, {} bytes", made.name(), made.documents(), made.bytes());
            if (remove) {
                askRemoval(made.name(), request.by(), request.reason());
            }
            last.set(progress(begun, made.documents(), made.name(), null));
        } catch (Refused refused) {
            log.warn("archive export failed: {}", refused.getMessage());
            last.set(progress(begun, 0, null, refused));
        } catch (RuntimeException e) {
            log.error("archive export failed", e);
            last.set(progress(begun, 0, null, new Refused(Fault.INSIDE, e)));
        }
    }

    private ArchiveProgress progress(
            ArchiveProgress begun, long documents, @Nullable String made, @Nullable Refused failure) {
        @Nullable Instant done = made == null && failure == null ? null : clock.instant();
        return new ArchiveProgress(begun.since(), begun.until(), begun.begun(), documents, done, made, failure);
    }

    /** The last export of this process; null before the first. */
    public @Nullable ArchiveProgress last() {
        return last.get();
    }

    /** The newest packages first. */
    public List<ArchivePackage> packages() {
        return repositories.ledger().read(tx -> archives.newest(tx, SHOWN));
    }

    /** Number of documents of a package that are still in the ledger. */
    public long left(ArchivePackage of) {
        return repositories.ledger().read(tx -> archives.left(tx, of.id()));
    }

    /**
     * Asks that the ledger removes what a package holds.
     *
     * @throws Refused ARCHIVE_UNKNOWN
     */
    public void askRemoval(String name, AuditLog.Actor by, String reason) {
        repositories.ledger().commit("archive.ask", tx -> {
            unreleased(tx, name);
            if (approvals.waiting(tx, by.who()) >= WAITING) {
                throw new Refused(Fault.TOO_MANY_REQUESTS);
            }
            approvals.ask(tx, ApprovalKind.REMOVE_ARCHIVED, name, by.who(), reason, 0);
            audit.add(tx, by, "ASKED_REMOVE_ARCHIVED", name, reason, "");
            return name;
        });
    }

    private ArchivePackage unreleased(Tx tx, String name) {
        return archives.find(tx, name)
                .filter(found -> !found.removing())
                .orElseThrow(() -> new Refused(Fault.ARCHIVE_UNKNOWN, name));
    }

    /** Lets the ledger remove what the package of a request holds, which another person grants in this transaction. */
    public void release(Tx tx, ApprovalRequest request) {
        if (!archives.release(tx, unreleased(tx, request.subject()).id())) {
            throw new Refused(Fault.REQUEST_OVER);
        }
    }

    /** Removes soon what was agreed. */
    public void removeSoon() {
        thread.execute(this::remove);
    }

    /** Removes what was agreed and may go now; what may not is looked at again in an hour. */
    private void remove() {
        try {
            for (ArchivePackage each : repositories.ledger().read(archives::removing)) {
                remove(each);
            }
        } catch (Refused | TryLater e) {
            log.warn("removal of archived documents: {}", e.getMessage());
        } catch (RuntimeException e) {
            // A task that throws is never repeated.
            log.error("removal of archived documents", e);
        }
    }

    private void remove(ArchivePackage from) {
        if (!isWhole(from)) {
            return;
        }
        int removed;
        do {
            removed = repositories.ledger().commit("archive.remove", tx -> {
                int some = archives.remove(tx, from, clock.instant(), BATCH);
                if (some > 0) {
                    audit.add(tx, PROGRAM, "REMOVED_ARCHIVED", from.name(), "", Integer.toString(some));
                }
                return some;
            });
            if (removed > 0) {
                log.info("{} documents of package {} removed from the ledger", removed, from.name());
            }
        } while (removed == BATCH);
    }

    /** Reads the package again, once in this process. */
    private boolean isWhole(ArchivePackage from) {
        if (checked.contains(from.id())) {
            return true;
        }
        try {
            PackageFiles files = PackageFiles.read(Path.of(from.folder(), from.name()));
            if (!files.mets().equals(from.mets())) {
                throw new Refused(Fault.ARCHIVE_CHANGED, PackageFiles.METS);
            }
            files.check();
            checked.add(from.id());
            return true;
        } catch (Refused changed) {
            repositories
                    .ledger()
                    .store(
                            "archive.changed",
                            tx -> repositories
                                    .timeline()
                                    .alarm(
                                            tx,
                                            Fault.ARCHIVE_CHANGED,
                                            from.name(),
                                            String.join(", ", changed.values())));
            log.warn("nothing is removed: package {} is not whole: {}", from.name(), changed.getMessage());
            return false;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
