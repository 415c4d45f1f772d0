package vn.antin.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.backup.BackupAttempt;
import vn.antin.backup.BackupContents;
import vn.antin.backup.Backups;
import vn.antin.backup.Nightly;
import vn.antin.ledger.db.Ledger;
import vn.antin.node.config.Config;
import vn.antin.observe.AlertSettings;
import vn.antin.observe.HealthReading;

/** The backups of a node or hub as they are wired: what goes in, when, and how they stand. */
public final class BackupModule implements AutoCloseable {

    private final Backups backups;
    private final Nightly nightly;
    private final Instant begun;

    private BackupModule(Config config, Ledger ledger, Clock clock) {
        this.begun = begun(config.data());
        this.backups = new Backups(
                config.backup(), holding(config), ledger, config.limits().freeBytes(), clock);
        this.nightly = new Nightly(backups, config.data(), begun, clock);
    }

    /** Makes them from now on. */
    static BackupModule start(Config config, Ledger ledger, Clock clock) {
        BackupModule backupModule = new BackupModule(config, ledger, clock);
        backupModule.nightly.start();
        return backupModule;
    }

    /** Of a node or hub that does not run: its ledger is opened for that long. */
    public static Backups of(Config config, Ledger ledger, Clock clock) {
        return new BackupModule(config, ledger, clock).backups;
    }

    Backups backups() {
        return backups;
    }

    Nightly nightly() {
        return nightly;
    }

    /** What goes in, but for the ledger and the parts. */
    private static BackupContents holding(Config config) {
        Path home = config.data().resolveSibling("");
        List<Path> files = new ArrayList<>(List.of(config.keys(), config.trust(), home.resolve("directory.xml")));
        List<Path> secrets = new ArrayList<>(List.of(config.pin(), home.resolve("join.secret")));
        Config.@Nullable StampAuthority authority = config.authority();
        if (authority != null) {
            files.add(authority.keys());
        }
        AlertSettings.@Nullable Mail mail = config.alerts().mail();
        if (mail != null && mail.password() != null) {
            secrets.add(mail.password());
        }
        AlertSettings.@Nullable Hook hook = config.alerts().webhook();
        if (hook != null && hook.secret() != null) {
            secrets.add(hook.secret());
        }
        return new BackupContents(
                config.node(),
                config.role() == Config.Role.HUB ? "hub" : "node",
                ObserveModule.version(),
                config.data(),
                config.file(),
                files,
                secrets);
    }

    /** Since when there has been something to keep. */
    private static Instant begun(Path data) {
        try {
            return Files.readAttributes(data.resolve("ledger.lock"), BasicFileAttributes.class)
                    .creationTime()
                    .toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException(data.toString(), e);
        }
    }

    /** How they stand; null when none are made. */
    HealthReading.@Nullable Backup reading() {
        if (!backups.settings().on() && backups.last().isEmpty()) {
            return null;
        }
        BackupAttempt last = backups.last().orElse(null);
        BackupAttempt good = backups.lastGood().orElse(null);
        @Nullable BackupAttempt failed = last == null || last.good() ? null : last;
        return new HealthReading.Backup(
                good == null ? null : good.at(),
                nightly.awaited() ? begun : null,
                failed == null ? null : failed.at(),
                failed == null ? "" : failed.code() + " " + failed.detail(),
                good == null ? 0 : good.bytes(),
                good == null ? 0 : good.millis());
    }

    @Override
    public void close() {
        nightly.close();
    }
}
