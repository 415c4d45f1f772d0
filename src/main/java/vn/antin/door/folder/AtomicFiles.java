package vn.antin.door.folder;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes files atomically: a reader sees a whole file or none. */
final class AtomicFiles {

    private static final Logger log = LoggerFactory.getLogger(AtomicFiles.class);

    private AtomicFiles() {}

    /** Replaces a file; synced when this returns. */
    static void whole(Path file, byte[] bytes) throws IOException {
        Path coming = file.resolveSibling("." + file.getFileName() + ".coming");
        try (FileChannel channel = FileChannel.open(
                coming, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        Files.move(coming, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Writes lines of text with a byte-order mark and line ends that editors on Windows show. */
    static void lines(Path file, Iterable<String> lines) throws IOException {
        whole(file, text(lines));
    }

    static byte[] text(Iterable<String> lines) {
        return (String.join("\r\n", lines) + "\r\n").getBytes(UTF_8);
    }

    /** Syncs the names in a folder, where the system can. */
    static void names(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows and some network drives cannot; they write names through themselves.
            log.debug("{} is not synced: {}", folder, e.toString());
        }
    }
}
