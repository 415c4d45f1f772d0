package vn.antin.parts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.FullDisk;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/**
 * Encrypted parts as files, each named by the SHA-256 of its bytes, and those that are still coming. A part is whole
 * only after it is on the disk and its digest was right; what is coming grows at its end and goes on after a crash.
 */
public final class PartStore {

    private static final String COMING = ".coming";
    private static final String NEW = ".new";

    private final Path folder;
    private final Map<Digest, IncomingPart> coming = new ConcurrentHashMap<>();
    private final Object growth = new Object();

    /** Opens the folder; what a process that died had begun to write by itself is gone, what was coming stays. */
    public PartStore(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + NEW)) {
                for (Path file : left) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    /** Whether the whole part is on the disk. */
    public boolean has(Digest digest) {
        return Files.isRegularFile(whole(digest));
    }

    /** A part that is made here; its name is known when it is whole. */
    public NewPart create() {
        return new NewPart(this, folder.resolve(UUID.randomUUID() + NEW));
    }

    /**
     * The only writer of a part that comes over the line.
     *
     * @param size bytes it will have
     * @throws TryLater PART_BUSY while another one writes it
     */
    public IncomingPart append(Digest digest, long size) {
        IncomingPart mine = new IncomingPart(this, digest, size);
        if (coming.putIfAbsent(digest, mine) != null) {
            throw new TryLater(Fault.PART_BUSY, digest.hex());
        }
        try {
            mine.open();
            return mine;
        } catch (IOException | RuntimeException e) {
            coming.remove(digest, mine);
            throw failed(e);
        }
    }

    void closed(IncomingPart part) {
        coming.remove(part.digest(), part);
        grown();
    }

    /** How many of its bytes may be read: all that are synced; 0 if there are none. */
    public long offset(Digest digest) {
        try {
            if (has(digest)) {
                return Files.size(whole(digest));
            }
            IncomingPart writer = coming.get(digest);
            return writer == null ? Files.size(comingFile(digest)) : writer.durable();
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Waits until more than so many bytes may be read, or the time is over; answers how many. */
    public long awaitBeyond(Digest digest, long offset, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (growth) {
            while (offset(digest) <= offset && !has(digest)) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    break;
                }
                growth.wait(left);
            }
        }
        return offset(digest);
    }

    void grown() {
        synchronized (growth) {
            growth.notifyAll();
        }
    }

    /**
     * Reads a part from an offset, whole or coming.
     *
     * @throws Refused PART_GONE when nothing of it is here
     */
    public InputStream read(Digest digest, long offset) {
        try {
            Path file = has(digest) ? whole(digest) : comingFile(digest);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            channel.position(offset);
            return Channels.newInputStream(channel);
        } catch (NoSuchFileException e) {
            throw new Refused(Fault.PART_GONE, e, digest.hex());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Removes a part, whole or coming; one that is being written stays. */
    public void delete(Digest digest) {
        if (coming.containsKey(digest)) {
            return;
        }
        try {
            Files.deleteIfExists(whole(digest));
            Files.deleteIfExists(comingFile(digest));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The parts here that nobody has touched since. */
    public List<Digest> untouchedSince(Instant time) {
        List<Digest> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                String hex = name.endsWith(COMING) ? name.substring(0, name.length() - COMING.length()) : name;
                if (hex.length() == 2 * Digest.LENGTH
                        && Files.getLastModifiedTime(file).toInstant().isBefore(time)) {
                    found.add(Digest.ofHex(hex));
                }
            }
        } catch (IOException e) {
            throw failed(e);
        }
        return found;
    }

    Path whole(Digest digest) {
        return folder.resolve(digest.hex());
    }

    Path comingFile(Digest digest) {
        return folder.resolve(digest.hex() + COMING);
    }

    /** The file is on the disk under its name when this returns. */
    void settle(Path from, Digest digest) throws IOException {
        Files.move(from, whole(digest), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
        grown();
    }

    /** What an exception of the disk means to whoever wanted something of it. */
    public RuntimeException failed(Exception e) {
        if (e instanceof RuntimeException known) {
            return known;
        }
        return new TryLater(FullDisk.at(folder, 0) ? Fault.DISK_FULL : Fault.STORE_UNAVAILABLE, e);
    }
}
