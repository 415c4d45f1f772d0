package vn.antin.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.file.ThrottledOutput;
import vn.antin.ledger.query.Inventory;
import vn.antin.seal.pki.PrivateFile;

/**
 * Makes one backup of a running node or hub. The ledger is copied first, as of one moment; the parts it names were
 * complete before it named them and never change, so they are copied afterwards, or hard-linked on the same disk.
 * Decision 26 says what is left out and why.
 */
final class Snapshot {

    static final String LEDGER = "ledger.zip";
    static final String HOME = "home/";
    static final String PARTS = "parts/";
    static final String FOLDERS = "folder/";

    private static final Pattern PART = Pattern.compile("[0-9a-f]{64}");

    private final BackupContents holding;
    private final Ledger ledger;
    private final Path folder;
    private final @Nullable Path before;
    private final List<Manifest.SavedFile> files = new ArrayList<>();

    /**
     * Prepares a backup.
     *
     * @param folder to write
     * @param before the last good one; unchanged parts are linked from it
     */
    Snapshot(BackupContents holding, Ledger ledger, Path folder, @Nullable Path before) {
        this.holding = holding;
        this.ledger = ledger;
        this.folder = folder;
        this.before = before;
    }

    /**
     * Makes the backup.
     *
     * @param secrets whether to include the pin and other unencrypted secrets
     * @param floor bytes that must stay free on its disk
     */
    Manifest make(Instant now, boolean secrets, long floor) throws IOException {
        BackupFiles.make(folder);
        checkRoom(floor);
        // Read before the copy: what is committed now is in it.
        Inventory inventory = new Inventory(holding.node());
        List<Inventory.MigrationStep> steps = ledger.read(inventory::steps);
        String origin = ledger.read(inventory::origin);
        long sealed = ledger.read(inventory::sealed);
        Path copy = folder.resolve(LEDGER);
        ledger.copyTo(copy);
        BackupFiles.force(copy);
        note(LEDGER, copy);
        keep(holding.config());
        for (Path file : holding.files()) {
            keep(file);
        }
        if (secrets) {
            for (Path file : holding.secrets()) {
                keep(file);
            }
        }
        saveFolders();
        saveParts();
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                holding.node().value(),
                holding.role(),
                holding.version(),
                steps.isEmpty() ? "0" : steps.get(steps.size() - 1).version(),
                now,
                origin,
                sealed,
                String.valueOf(holding.config().getFileName()),
                secrets ? List.of() : names(holding.secrets()),
                files);
        PrivateFile.write(folder.resolve(Manifest.NAME), manifest.write());
        return manifest;
    }

    private static List<String> names(List<Path> secrets) {
        return secrets.stream()
                .filter(Files::isRegularFile)
                .map(file -> String.valueOf(file.getFileName()))
                .toList();
    }

    private void checkRoom(long floor) throws IOException {
        // Twice, because the verification unpacks the copy of the ledger beside it.
        long needed = floor + 2 * ledger.size();
        for (Path file : BackupFiles.files(parts())) {
            boolean linked = BackupFiles.same(folder, file)
                    || there(PARTS + file.getFileName()).isPresent();
            needed += linked ? 0 : Files.size(file);
        }
        long free = folder.toFile().getUsableSpace();
        if (free < needed) {
            throw new Refused(Fault.BACKUP_NO_ROOM, folder.toString(), (needed >> 20) + " MB", (free >> 20) + " MB");
        }
    }

    private void keep(Path file) throws IOException {
        if (Files.isRegularFile(file)) {
            String name = HOME + file.getFileName();
            Path to = folder.resolve(name);
            BackupFiles.make(folder.resolve(HOME));
            PrivateFile.write(to, Files.readAllBytes(file));
            note(name, to);
        }
    }

    /** Copies the folder door's state: small files, each replaced atomically. */
    private void saveFolders() throws IOException {
        Path from = holding.data().resolve("folder");
        for (Path file : BackupFiles.files(from)) {
            String name = FOLDERS + from.relativize(file).toString().replace('\\', '/');
            Path to = folder.resolve(name);
            BackupFiles.make(to.resolveSibling(""));
            try {
                BackupFiles.copy(file, to);
            } catch (java.nio.file.NoSuchFileException e) {
                continue; // removed since it was listed
            }
            note(name, to);
        }
    }

    private Path parts() {
        return holding.data().resolve("parts");
    }

    private void saveParts() throws IOException {
        BackupFiles.make(folder.resolve(PARTS));
        for (Path file : BackupFiles.files(parts())) {
            String digest = String.valueOf(file.getFileName());
            if (PART.matcher(digest).matches()) {
                Path to = folder.resolve(PARTS + digest);
                if (part(file, to, digest)) {
                    // The name is the digest of the bytes; the verification recomputes it.
                    files.add(new Manifest.SavedFile(PARTS + digest, Files.size(to), digest));
                }
            }
        }
        BackupFiles.forceNames(folder.resolve(PARTS));
    }

    /** Copies or links a part; false when it was removed in the meantime. */
    private boolean part(Path file, Path to, String digest) throws IOException {
        Optional<Path> earlier = there(PARTS + digest);
        try {
            if (BackupFiles.same(folder, file)) {
                Files.createLink(to, file);
            } else if (earlier.isPresent()) {
                Files.createLink(to, earlier.get());
            } else {
                copy(file, to);
            }
            return true;
        } catch (java.nio.file.NoSuchFileException e) {
            return false;
        } catch (UnsupportedOperationException e) {
            copy(file, to);
            return true;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (InputStream in = Files.newInputStream(from);
                OutputStream out = new ThrottledOutput(Files.newOutputStream(to, StandardOpenOption.CREATE_NEW))) {
            in.transferTo(out);
        }
        BackupFiles.force(to);
    }

    private Optional<Path> there(String name) {
        return Optional.ofNullable(before).map(last -> last.resolve(name)).filter(Files::isRegularFile);
    }

    private void note(String name, Path file) throws IOException {
        files.add(new Manifest.SavedFile(name, Files.size(file), BackupFiles.sha256(file)));
    }
}
