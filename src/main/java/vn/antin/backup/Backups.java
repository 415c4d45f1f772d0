package vn.antin.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.Digest;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.db.Ledger;

/**
 * Makes and keeps the backups of one node or hub: each is written under a temporary name, verified, renamed, and only
 * then are the oldest removed. After a crash the next backup removes the unfinished one.
 */
public final class Backups {

    private static final String MAKING = ".making";
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(VietnamTime.ZONE);
    private static final Logger log = LoggerFactory.getLogger(Backups.class);

    private final BackupSettings settings;
    private final BackupContents holding;
    private final Ledger ledger;
    private final long floor;
    private final Clock clock;
    private final BackupHistory chronicle;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile List<BackupAttempt> attempts;

    /**
     * Manages the backups in the configured folder.
     *
     * @param floor bytes that a backup leaves free on its disk
     */
    public Backups(BackupSettings settings, BackupContents holding, Ledger ledger, long floor, Clock clock) {
        this.settings = settings;
        this.holding = holding;
        this.ledger = ledger;
        this.floor = floor;
        this.clock = clock;
        this.chronicle = new BackupHistory(settings.folder());
        this.attempts = chronicle.read();
    }

    /** The contents beside the ledger. */
    public BackupContents holding() {
        return holding;
    }

    public BackupSettings settings() {
        return settings;
    }

    /** The result of the last backup in this folder, whatever process made it. */
    public static Optional<BackupAttempt> last(BackupSettings settings) {
        return new BackupHistory(settings.folder()).read().stream().findFirst();
    }

    /** The results of the last backups, newest first. */
    public List<BackupAttempt> attempts() {
        return attempts;
    }

    public Optional<BackupAttempt> last() {
        return attempts.stream().findFirst();
    }

    public Optional<BackupAttempt> lastGood() {
        return attempts.stream().filter(BackupAttempt::good).findFirst();
    }

    /** Whether a backup is being made. */
    public boolean underWay() {
        return busy.get();
    }

    public boolean sameDisk() {
        try {
            return Files.isDirectory(settings.folder()) && BackupFiles.same(settings.folder(), holding.data());
        } catch (IOException e) {
            throw new UncheckedIOException(settings.folder().toString(), e);
        }
    }

    /** The names of the existing backups, newest first. */
    public List<String> kept() {
        return folders().stream()
                .map(each -> String.valueOf(each.getFileName()))
                .toList();
    }

    /** Their folders, newest first: names sort by time. */
    private List<Path> folders() {
        if (!Files.isDirectory(settings.folder())) {
            return List.of();
        }
        String mine = holding.node() + "-";
        try (Stream<Path> all = Files.list(settings.folder())) {
            return all.filter(each -> String.valueOf(each.getFileName()).startsWith(mine))
                    .filter(each -> !String.valueOf(each.getFileName()).endsWith(MAKING))
                    .filter(each -> Files.isRegularFile(each.resolve(Manifest.NAME)))
                    .sorted((one, other) -> other.compareTo(one))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(settings.folder().toString(), e);
        }
    }

    /**
     * Makes a backup on this thread; a failure is recorded and returned, too.
     *
     * @param secrets whether to include the pin
     * @throws TryLater BACKUP_UNDER_WAY while another is being made
     */
    public BackupAttempt make(boolean secrets) {
        if (!busy.compareAndSet(false, true)) {
            throw new TryLater(Fault.BACKUP_UNDER_WAY, holding.node().value());
        }
        try {
            return remembered(attempt(secrets));
        } finally {
            busy.set(false);
        }
    }

    private BackupAttempt attempt(boolean secrets) {
        Instant at = clock.instant();
        String name = holding.node() + "-" + NAME.format(at);
        Path making = settings.folder().resolve(name + MAKING);
        long begin = System.nanoTime();
        try {
            BackupAttempt good = made(at, name, making, secrets, begin);
            log.info("backup {} made and tried, {} MB", name, good.bytes() >> 20);
            return good;
        } catch (Refused refused) {
            return failed(at, name, secrets, begin, refused);
        } catch (TryLater later) {
            return failed(
                    at, name, secrets, begin, new Refused(later.fault(), later, String.valueOf(later.getMessage())));
        } catch (IOException | UncheckedIOException e) {
            return failed(at, name, secrets, begin, BackupFiles.meaning(e, settings.folder()));
        }
    }

    private BackupAttempt made(Instant at, String name, Path making, boolean secrets, long begin) throws IOException {
        List<Path> earlier = folders();
        @Nullable Path before = earlier.isEmpty() ? null : earlier.get(0);
        BackupFiles.make(settings.folder());
        sweep();
        Path place = settings.folder().resolve(name);
        Manifest manifest = new Snapshot(holding, ledger, making, before).make(at, secrets, floor);
        BackupCheck trial = new BackupCheck(making, manifest);
        trial.files(before);
        Map<String, Long> rows = trial.ledger();
        BackupFiles.forceNames(making);
        Files.move(making, place, StandardCopyOption.ATOMIC_MOVE);
        BackupFiles.forceNames(settings.folder());
        forgetOld();
        return new BackupAttempt(
                name,
                at,
                millis(begin),
                manifest.size(),
                rows.getOrDefault("document", 0L),
                manifest.sealed(),
                secrets,
                null,
                "",
                Digest.sha256(manifest.write()).hex());
    }

    private BackupAttempt failed(Instant at, String name, boolean secrets, long begin, Refused why) {
        log.error("backup {} failed: {}", name, why.getMessage());
        try {
            sweep();
        } catch (IOException e) {
            log.warn("what was half made of {} stays: {}", name, e.toString());
        }
        return new BackupAttempt(
                name, at, millis(begin), 0, 0, 0, secrets, why.fault().code(), String.join(", ", why.values()), "");
    }

    /** Kept in memory also when the disk cannot store it. */
    private BackupAttempt remembered(BackupAttempt attempt) {
        List<BackupAttempt> all = new ArrayList<>(attempts);
        all.add(0, attempt);
        attempts = List.copyOf(all);
        try {
            chronicle.add(attempt);
        } catch (IOException e) {
            log.warn("{} is not written down: {}", attempt.name(), e.toString());
        }
        return attempt;
    }

    private static long millis(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }

    private void sweep() throws IOException {
        if (!Files.isDirectory(settings.folder())) {
            return;
        }
        String mine = holding.node() + "-";
        try (Stream<Path> all = Files.list(settings.folder())) {
            for (Path each : all.toList()) {
                String name = String.valueOf(each.getFileName());
                if (name.startsWith(mine) && name.endsWith(MAKING)) {
                    BackupFiles.remove(each);
                }
            }
        }
    }

    private void forgetOld() throws IOException {
        List<Path> all = folders();
        for (Path old : all.subList(Math.min(settings.keep(), all.size()), all.size())) {
            BackupFiles.remove(old);
        }
    }
}
