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

/** Tries whether a backup could be brought back: its files are what they were, its ledger opens, its log holds. */
final class BackupCheck {

    private static final String SCRATCH = ".trial";

    private final Path backup;
    private final Manifest manifest;

    BackupCheck(Path backup, Manifest manifest) {
        this.backup = backup;
        this.manifest = manifest;
    }

    /**
     * Every file is there with its size and its digest.
     *
     * @param before a backup that was tried: a part that it shares, the very same file, is not read again
     * @throws Refused BACKUP_DAMAGED, with the first file that is not
     */
    void files(@Nullable Path before) throws IOException {
        for (Manifest.Saved one : manifest.files()) {
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

    private static boolean shared(Manifest.Saved one, Path file, @Nullable Path before) throws IOException {
        if (before == null || !one.path().startsWith(Snapshot.PARTS)) {
            return false;
        }
        Path earlier = before.resolve(one.path());
        return Files.isRegularFile(earlier) && Files.isSameFile(earlier, file);
    }

    /**
     * Its ledger opens in a folder of its own, which is gone afterwards.
     *
     * @throws Refused BACKUP_DAMAGED when it does not, or its log does not hold
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

    /** At least what there was before the copy was made: that much was committed when it began. */
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
