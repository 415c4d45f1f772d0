package vn.antin.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.FullDisk;
import vn.antin.fault.Refused;

/** File operations for backups: private folders, synced copies, complete removal. */
final class BackupFiles {

    private static final int BUFFER = 1 << 16;

    private BackupFiles() {}

    /** Creates a folder, readable by its owner only, with its parents. */
    static void make(Path folder) throws IOException {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] owner = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
        Files.createDirectories(folder, owner);
    }

    /** Copies and syncs a file. */
    static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to);
        force(to);
    }

    static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Syncs the names in a folder. */
    static void forceNames(Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    static String sha256(Path file) throws IOException {
        MessageDigest sha = Digest.newSha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int some = in.read(buffer); some >= 0; some = in.read(buffer)) {
                sha.update(buffer, 0, some);
            }
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    /** Every file below a folder, without following links; empty when there is no folder. */
    static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }

    static boolean empty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return true;
        }
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.findAny().isEmpty();
        }
    }

    /** Removes a folder with its contents, if it exists. */
    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    static boolean same(Path one, Path other) throws IOException {
        FileStore disk = Files.getFileStore(one);
        return disk.equals(Files.getFileStore(other));
    }

    /** Translates a failure of the disk into a fault. */
    static Refused meaning(Exception e, Path where) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String said = String.valueOf(root.getMessage());
        // A quota is not always part of the room that a file store tells of.
        if (FullDisk.at(where, 0) || said.contains("quota exceeded")) {
            return new Refused(Fault.BACKUP_NO_ROOM, e, where.toString(), "?", "0 MB");
        }
        boolean forbidden = e instanceof java.nio.file.AccessDeniedException
                || said.contains("Permission denied")
                || said.contains("Read-only file system");
        return forbidden
                ? new Refused(Fault.FOLDER_READ_ONLY, e, where.toString())
                : new Refused(Fault.BACKUP_DISK, e, where.toString(), said.replaceAll("\\p{Cntrl}+", " "));
    }
}
