package vn.antin.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.TryLater;
import vn.antin.thread.DaemonThreads;

/**
 * Makes a backup each night, after a start when the machine was off at that hour, and on request: from the console, or
 * by a file in the data folder, which only the operator can write.
 */
public final class Nightly implements AutoCloseable {

    /**
     * Name of the file in the data folder that requests a backup. With the word "secrets" in it, the pin is included.
     */
    public static final String ASKED = "backup.wanted";

    /** The word in that file. */
    public static final String SECRETS = "secrets";

    /** Leaves other work of a start its time first. */
    private static final Duration AFTER_START = Duration.ofMinutes(3);

    /** Delay before a failed backup is repeated. */
    private static final Duration AGAIN = Duration.ofHours(1);

    private static final long STOP_SECONDS = 5;
    private static final long LOOK_MILLIS = 2_000;
    private static final Logger log = LoggerFactory.getLogger(Nightly.class);

    private final Backups backups;
    private final Path asked;
    private final Clock clock;
    private final Instant started;
    private final Instant begun;
    private final ScheduledExecutorService thread = DaemonThreads.scheduler("antin-backup");

    /**
     * Builds the schedule without starting it.
     *
     * @param begun since when there is data to back up
     */
    public Nightly(Backups backups, Path data, Instant begun, Clock clock) {
        this.backups = backups;
        this.asked = data.resolve(ASKED);
        this.clock = clock;
        this.begun = begun;
        this.started = clock.instant();
    }

    public Nightly start() {
        var unused = thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return this;
    }

    /** Requests a backup as soon as a running one is done. */
    public void now() {
        thread.execute(() -> make(false));
    }

    private void look() {
        try {
            if (Files.exists(asked)) {
                boolean secrets = Files.readString(asked).contains(SECRETS);
                Files.delete(asked);
                make(secrets);
            } else if (due(clock.instant())) {
                make(false);
            }
        } catch (IOException | RuntimeException e) {
            log.warn("backup: {}", e.toString());
        }
    }

    private void make(boolean secrets) {
        try {
            backups.make(secrets);
        } catch (TryLater later) {
            log.info("no second backup at once: {}", later.getMessage());
        }
    }

    boolean due(Instant now) {
        if (!backups.settings().on()) {
            return false;
        }
        Instant night = lastNight(now);
        Instant good = backups.lastGood().map(BackupAttempt::at).orElse(Instant.MIN);
        Instant tried = backups.last().map(BackupAttempt::at).orElse(Instant.MIN);
        boolean missing = good.isBefore(night) && begun.isBefore(night);
        boolean missed = started.isAfter(night);
        return missing
                && !now.isBefore(missed ? started.plus(AFTER_START) : night)
                && (tried.isBefore(night) || !now.isBefore(tried.plus(AGAIN)));
    }

    /** The most recent scheduled time. */
    private Instant lastNight(Instant now) {
        ZonedDateTime today =
                now.atZone(VietnamTime.ZONE).with(backups.settings().at());
        return (today.toInstant().isAfter(now) ? today.minusDays(1) : today).toInstant();
    }

    /** The next scheduled time. */
    public Instant next() {
        ZonedDateTime last = lastNight(clock.instant()).atZone(VietnamTime.ZONE);
        return last.plusDays(1).with(backups.settings().at()).toInstant();
    }

    /** Whether a backup is due; false before the first night. */
    public boolean awaited() {
        return backups.settings().on() && begun.isBefore(lastNight(clock.instant()));
    }

    /** Aborts a running backup, and waits until it has removed what it wrote. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                log.warn("a backup is still being aborted");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
