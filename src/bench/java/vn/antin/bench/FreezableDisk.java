package vn.antin.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An ext4 file system in a file that can be frozen: every write blocks until it is thawed. Needs root. */
final class FreezableDisk implements AutoCloseable {

    private static final long BYTES = 4L << 30;

    private final Path image;
    private final Path folder;

    private FreezableDisk(Path image, Path folder) {
        this.image = image;
        this.folder = folder;
    }

    /** Whether this machine and user can freeze one. */
    static boolean available() {
        return Tool.root()
                && Tool.has("mkfs.ext4", "mount", "umount", "fsfreeze")
                && Files.exists(Path.of("/dev/loop0"));
    }

    /** Mounts an empty one at this folder; its image is beside it. */
    static FreezableDisk at(Path folder) {
        Path image = folder.resolveSibling(folder.getFileName() + ".ext4");
        try {
            Files.createDirectories(folder);
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.setLength(BYTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(image.toString(), e);
        }
        Tool.run("mkfs.ext4", "-q", "-F", image.toString());
        Tool.run("mount", "-o", "loop", image.toString(), folder.toString());
        return new FreezableDisk(image, folder);
    }

    void freeze() {
        Tool.run("fsfreeze", "-f", folder.toString());
    }

    void thaw() {
        Tool.run("fsfreeze", "-u", folder.toString());
    }

    @Override
    public void close() {
        Tool.run("umount", "-l", folder.toString());
        try {
            Files.delete(image);
        } catch (IOException e) {
            throw new UncheckedIOException(image.toString(), e);
        }
    }
}
