package vn.antin.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.query.Inventory;

/** Verifies that a backup can be restored: its files are unchanged, its ledger opens, its log is consistent. */
final class BackupCheck {

    private static final String SCRATCH = ".trial";

    private final Path backup;
    private final Manifest manifest;

    BackupCheck(Path backup, Manifest manifest) {
        this.backup = backup;
        this.manifest = manifest;
    }

    /**
     * Checks that every file has its size and digest.
     *
     * @param before a verified backup: a file that it shares is not read again
     * @throws Refused BACKUP_DAMAGED, with the first file that is wrong
     */
    void files(@Nullable Path before) throws IOException {
        for (Manifest.SavedFile one : manifest.files()) {
            Path file = backup.resolve(one.path()).normalize();
            boolean good = file.startsWith(backup.normalize())
                    && Files.isRegularFile(file)
                    && Files.size(file) == one.size()
                    && (shared(one, file, before) || BackupFiles.sha256(file).equals(one.sha256()));
            if (!good) {
                throw new Refused(Fault.BACKUP_DAMAGED, one.path());
            }
        }
    }

    private static boolean shared(Manifest.SavedFile one, Path file, @Nullable Path before) throws IOException {
        if (before == null || !one.path().startsWith(Snapshot.PARTS)) {
            return false;
        }
        Path earlier = before.resolve(one.path());
        return Files.isRegularFile(earlier) && Files.isSameFile(earlier, file);
    }

    /**
     * Opens a copy of its ledger in a temporary folder.
     *
     * @throws Refused BACKUP_DAMAGED when it does not open or its log is inconsistent
     */
    Map<String, Long> ledger() throws IOException {
        Path scratch = backup.resolveSibling(SCRATCH);
        BackupFiles.remove(scratch);
        BackupFiles.make(scratch);
        try {
            Ledger.unpack(backup.resolve(Snapshot.LEDGER), scratch);
            try (Ledger copy = Ledger.open(scratch, CrashPoints.NONE)) {
                return judged(copy);
            }
        } finally {
            BackupFiles.remove(scratch);
        }
    }

    /** Compares the counts with those taken before the copy was made, which were committed by then. */
    private Map<String, Long> judged(Ledger copy) {
        Inventory inventory = new Inventory(new NodeId(manifest.node()));
        if (!copy.read(inventory::logHolds)) {
            throw new Refused(Fault.BACKUP_DAMAGED, Snapshot.LEDGER + ": " + manifest.origin());
        }
        if (!copy.read(inventory::origin).equals(manifest.origin())
                || copy.read(inventory::sealed) < manifest.sealed()) {
            throw new Refused(
                    Fault.BACKUP_DAMAGED, Snapshot.LEDGER + ": " + manifest.origin() + ", " + manifest.sealed());
        }
        return copy.read(inventory::rows);
    }
}
