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
import vn.antin.backup.Attempt;
import vn.antin.backup.Backups;
import vn.antin.backup.Holding;
import vn.antin.backup.Nightly;
import vn.antin.ledger.db.Ledger;
import vn.antin.node.config.Config;
import vn.antin.observe.AlertSettings;
import vn.antin.observe.Reading;

/** The backups of a node or hub as they are wired: what goes in, when, and how they stand. */
public final class Keeping implements AutoCloseable {

    private final Backups backups;
    private final Nightly nightly;
    private final Instant begun;

    private Keeping(Config config, Ledger ledger, Clock clock) {
        this.begun = begun(config.data());
        this.backups = new Backups(
                config.backup(), holding(config), ledger, config.limits().freeBytes(), clock);
        this.nightly = new Nightly(backups, config.data(), begun, clock);
    }

    /** Makes them from now on. */
    static Keeping start(Config config, Ledger ledger, Clock clock) {
        Keeping keeping = new Keeping(config, ledger, clock);
        keeping.nightly.start();
        return keeping;
    }

    /** Of a node or hub that does not run: its ledger is opened for that long. */
    public static Backups of(Config config, Ledger ledger, Clock clock) {
        return new Keeping(config, ledger, clock).backups;
    }

    Backups backups() {
        return backups;
    }

    Nightly nightly() {
        return nightly;
    }

    /** What goes in, but for the ledger and the parts. */
    private static Holding holding(Config config) {
        Path home = config.data().resolveSibling("");
        List<Path> files = new ArrayList<>(List.of(config.keys(), config.trust(), home.resolve("directory.xml")));
        List<Path> secrets = new ArrayList<>(List.of(config.pin(), home.resolve("join.secret")));
        Config.@Nullable Authority authority = config.authority();
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
        return new Holding(
                config.node(),
                config.role() == Config.Role.HUB ? "hub" : "node",
                Observing.version(),
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
    Reading.@Nullable Backup reading() {
        if (!backups.settings().on() && backups.last().isEmpty()) {
            return null;
        }
        Attempt last = backups.last().orElse(null);
        Attempt good = backups.lastGood().orElse(null);
        @Nullable Attempt failed = last == null || last.good() ? null : last;
        return new Reading.Backup(
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
