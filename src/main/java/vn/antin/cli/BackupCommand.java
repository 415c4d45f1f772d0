package vn.antin.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.antin.backup.BackupAttempt;
import vn.antin.backup.Backups;
import vn.antin.backup.Nightly;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.node.BackupModule;
import vn.antin.node.config.Config;
import vn.antin.node.config.ConfigFile;
import vn.antin.seal.pki.PrivateFile;

/** Makes a backup of a node or hub now: requests it from a running process, or makes it here if none runs. */
@Command(name = "backup", sortOptions = false)
final class BackupCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofHours(6);

    @Mixin
    private Terminal terminal;

    @Mixin
    private ConfigOption config;

    @Option(names = "--with-pin", descriptionKey = "with-pin")
    private boolean withPin;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Config read = ConfigFile.read(config.file());
        BackupAttempt attempt;
        try (Ledger ledger = read.openLedger(CrashPoints.NONE)) {
            attempt = BackupModule.of(read, ledger, Clock.systemUTC()).make(withPin);
        } catch (TryLater inUse) {
            attempt = asked(read);
        }
        return tell(read, attempt);
    }

    private BackupAttempt asked(Config read) throws IOException, InterruptedException {
        Instant before = Clock.systemUTC().instant();
        Path wanted = read.data().resolve(Nightly.ASKED);
        PrivateFile.write(
                wanted, (withPin ? Nightly.SECRETS : "").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        terminal.say("backup.asked", read.node());
        Instant end = before.plus(PATIENCE);
        while (Clock.systemUTC().instant().isBefore(end)) {
            Optional<BackupAttempt> last = Backups.last(read.backup())
                    .filter(attempt -> !attempt.at().isBefore(before.minusSeconds(1)))
                    .filter(attempt -> !Files.exists(wanted));
            if (last.isPresent()) {
                return last.get();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        throw new Refused(Fault.BACKUP_FAILED, before.toString(), PATIENCE.toString());
    }

    private int tell(Config read, BackupAttempt attempt) {
        if (attempt.good()) {
            terminal.say(
                    "backup.made",
                    read.backup().folder().resolve(attempt.name()),
                    Sizes.of(attempt.bytes()),
                    Moment.seconds(attempt.lasted()),
                    attempt.documents(),
                    attempt.leaves());
            terminal.say(attempt.secrets() ? "backup.with-pin" : "backup.without-pin");
            return Exit.DONE;
        }
        Fault fault = Fault.ofCode(attempt.code()).orElse(Fault.INSIDE);
        terminal.fault(fault, List.of(attempt.detail().split(", ", -1)));
        return Exit.NOT_DONE;
    }
}
