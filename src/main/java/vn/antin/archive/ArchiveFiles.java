package vn.antin.archive;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;

/**
 * The files of a package that is being made: each is synced, and noted in a list with its size and digest. The folder has a
 * temporary name until {@link #finish}.
 */
final class ArchiveFiles implements AutoCloseable {

    /** Writes the content of one file. */
    @FunctionalInterface
    interface FileBody {
        void write(OutputStream out) throws IOException;
    }

    /**
     * A file of the package.
     *
     * @param name path within the package, with slashes
     * @param original name that its sender gave it; empty for none
     */
    record ArchiveFile(String name, long size, String sha256, String mediaType, String original) {}

    /** Takes the files of the list one by one. */
    @FunctionalInterface
    interface FileVisitor {
        void visit(ArchiveFile file) throws IOException;
    }

    private static final String COMING = ".coming";
    private static final String LIST = ".files";
    private static final int BUFFER = 64 << 10;

    private final Path folder;
    private final Path coming;
    private final BufferedWriter list;
    private long count;
    private long bytes;

    /**
     * Begins a package; removes what interrupted exports left.
     *
     * @param series regular expression of the names of all packages that this node makes, one at a time
     */
    ArchiveFiles(Path parent, String name, String series) throws IOException {
        this.folder = parent.resolve(name);
        this.coming = parent.resolve(name + COMING);
        Files.createDirectories(parent);
        for (Path left : interrupted(parent, series)) {
            remove(left);
        }
        Files.createDirectory(coming);
        this.list = Files.newBufferedWriter(coming.resolve(LIST));
    }

    private static List<Path> interrupted(Path parent, String series) throws IOException {
        try (Stream<Path> all = Files.list(parent)) {
            return all.filter(path -> path.getFileName().toString().matches("(" + series + ")" + Pattern.quote(COMING)))
                    .toList();
        }
    }

    Path coming() {
        return coming;
    }

    long count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    /** Writes a file and lists it. */
    ArchiveFile add(String name, String mediaType, String original, FileBody body) throws IOException {
        ArchiveFile file = write(name, mediaType, original, body);
        list.write(
                String.join("\t", file.name(), Long.toString(file.size()), file.sha256(), mediaType, plain(original)));
        list.newLine();
        return file;
    }

    /** Writes a file that METS.xml names elsewhere, or not at all. */
    ArchiveFile write(String name, String mediaType, String original, FileBody body) throws IOException {
        Path file = coming.resolve(name);
        Files.createDirectories(file.getParent());
        MessageDigest sha = Digest.newSha256();
        long size;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out =
                    new DigestOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER), sha);
            body.write(out);
            out.flush();
            channel.force(true);
            size = channel.size();
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        count++;
        bytes += size;
        return new ArchiveFile(name, size, Digest.of(sha.digest()).hex(), mediaType, original);
    }

    private static String plain(String text) {
        return text.replaceAll("[\\t\\r\\n]", " ");
    }

    /** Passes every listed file whose name begins so. */
    void each(String prefix, FileVisitor visitor) throws IOException {
        list.flush();
        try (BufferedReader lines = Files.newBufferedReader(coming.resolve(LIST), StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split("\t", 5);
                if (fields[0].startsWith(prefix)) {
                    visitor.visit(
                            new ArchiveFile(fields[0], Long.parseLong(fields[1]), fields[2], fields[3], fields[4]));
                }
            }
        }
    }

    /** Gives the package its name; it is complete and durable when this returns. */
    void finish() throws IOException {
        list.close();
        Files.delete(coming.resolve(LIST));
        syncFolders(coming);
        Files.move(coming, folder, StandardCopyOption.ATOMIC_MOVE);
        sync(folder.toAbsolutePath().getParent());
    }

    private static void syncFolders(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failed) throws IOException {
                if (failed != null) {
                    throw failed;
                }
                sync(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void sync(@Nullable Path directory) throws IOException {
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Removes what was written, unless the package is finished. */
    @Override
    public void close() throws IOException {
        try {
            list.close();
        } finally {
            remove(coming);
        }
    }

    private static void remove(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes unused) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failed) throws IOException {
                if (failed != null) {
                    throw failed;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
