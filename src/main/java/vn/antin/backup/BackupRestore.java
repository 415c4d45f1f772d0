package vn.antin.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.RestoreRecovery;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;

/**
 * Restores a node or hub from a backup into a new folder. The backup is verified before anything is written, and the
 * folder gets its name last, so that a failure leaves nothing half restored.
 */
public final class BackupRestore {

    private static final String RESTORING = ".restoring";

    /**
     * The result of a restore.
     *
     * @param config its configuration file, in the new folder
     * @param missing files the backup does not contain, which must be added before the start
     * @param again copies that a hub will send again
     */
    public record Restored(Manifest manifest, Path config, List<String> missing, int again) {

        public Restored {
            missing = List.copyOf(missing);
        }
    }

    private final Path backup;
    private final Path to;
    private final Clock clock;

    private BackupRestore(Path backup, Path to, Clock clock) {
        this.backup = backup;
        this.to = to.toAbsolutePath().normalize();
        this.clock = clock;
    }

    /**
     * Restores a backup.
     *
     * @param to a folder that does not exist or is empty
     * @throws Refused BACKUP_DAMAGED, LEDGER_NEWER, FOLDER_NOT_EMPTY, BACKUP_NO_ROOM, FOLDER_READ_ONLY, BACKUP_DISK
     */
    public static Restored restore(Path backup, Path to, Clock clock) {
        BackupRestore one = new BackupRestore(backup, to, clock);
        try {
            return one.restored();
        } catch (IOException | UncheckedIOException e) {
            throw BackupFiles.meaning(e, to);
        }
    }

    private Restored restored() throws IOException {
        Manifest manifest = Manifest.read(backup);
        if (!BackupFiles.empty(to)) {
            throw new Refused(Fault.FOLDER_NOT_EMPTY, to.toString());
        }
        new BackupCheck(backup, manifest).files(null);
        Path making = to.resolveSibling(to.getFileName() + RESTORING);
        BackupFiles.remove(making);
        BackupFiles.make(making);
        try {
            checkRoom(manifest, making);
            int again = fill(manifest, making);
            Files.deleteIfExists(to);
            Files.move(making, to, StandardCopyOption.ATOMIC_MOVE);
            BackupFiles.forceNames(to.resolveSibling(""));
            return new Restored(manifest, to.resolve(manifest.config()), manifest.left(), again);
        } catch (IOException | UncheckedIOException e) {
            // Judged before what was written is removed: then there is room again.
            throw BackupFiles.meaning(e, to);
        } finally {
            BackupFiles.remove(making);
        }
    }

    /** Requires more space than the backup's size, because its ledger is compressed. */
    private void checkRoom(Manifest manifest, Path making) throws IOException {
        long ledger = Ledger.unpackedSize(backup.resolve(Snapshot.LEDGER));
        long needed = manifest.size() + ledger;
        long free = making.toFile().getUsableSpace();
        if (free < needed) {
            throw new Refused(Fault.BACKUP_NO_ROOM, to.toString(), (needed >> 20) + " MB", (free >> 20) + " MB");
        }
    }

    private int fill(Manifest manifest, Path making) throws IOException {
        Path data = making.resolve("data");
        BackupFiles.make(data);
        for (Manifest.SavedFile one : manifest.files()) {
            if (!one.path().equals(Snapshot.LEDGER)) {
                Path file = place(one.path(), making, data);
                BackupFiles.make(file.resolveSibling(""));
                BackupFiles.copy(backup.resolve(one.path()), file);
                if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
                }
                // The file may have changed since the verification.
                if (!BackupFiles.sha256(file).equals(one.sha256())) {
                    throw new Refused(Fault.BACKUP_DAMAGED, one.path());
                }
            }
        }
        Ledger.unpack(backup.resolve(Snapshot.LEDGER), data);
        return ready(manifest, data);
    }

    private static Path place(String path, Path making, Path data) {
        return path.startsWith(Snapshot.HOME)
                ? making.resolve(path.substring(Snapshot.HOME.length()))
                : data.resolve(path);
    }

    /** Opens the ledger with this program and marks it as restored, for its next start. */
    private int ready(Manifest manifest, Path data) {
        try (Ledger ledger = Ledger.open(data, CrashPoints.NONE)) {
            Repositories repositories = Repositories.of(new NodeId(manifest.node()), ledger, clock);
            if (!manifest.role().equals("hub")) {
                ledger.store("restore.node", new RestoreRecovery(repositories)::node);
                return 0;
            }
            return ledger.commit("restore.hub", tx -> new RestoreRecovery(repositories).hub(tx, clock.instant()));
        }
    }
}
