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
 * The store of encrypted parts: files named by the SHA-256 of their bytes, and those still arriving. A part counts as
 * whole only when it is on disk and its digest was checked; an arriving part is appended to and resumes after a crash.
 */
public final class PartStore {

    private static final String COMING = ".coming";
    private static final String NEW = ".new";

    private final Path folder;
    private final Map<Digest, IncomingPart> arriving = new ConcurrentHashMap<>();
    private final Object growth = new Object();

    /** Opens the folder and deletes parts that were under construction when the process died; arriving parts stay. */
    public PartStore(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            try (DirectoryStream<Path> abandoned = Files.newDirectoryStream(folder, "*" + NEW)) {
                for (Path file : abandoned) {
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

    /** Begins a new part; it gets its name when it is finished. */
    public NewPart create() {
        return new NewPart(this, folder.resolve(UUID.randomUUID() + NEW));
    }

    /**
     * Opens the only writer of an arriving part.
     *
     * @param size its bytes in all
     * @throws TryLater PART_BUSY while another writer is open
     */
    public IncomingPart append(Digest digest, long size) {
        IncomingPart part = new IncomingPart(this, digest, size);
        if (arriving.putIfAbsent(digest, part) != null) {
            throw new TryLater(Fault.PART_BUSY, digest.hex());
        }
        try {
            part.open();
            return part;
        } catch (IOException | RuntimeException e) {
            arriving.remove(digest, part);
            throw failed(e);
        }
    }

    void closed(IncomingPart part) {
        arriving.remove(part.digest(), part);
        grown();
    }

    /** The number of readable bytes, which are synced; 0 if there are none. */
    public long offset(Digest digest) {
        try {
            if (has(digest)) {
                return Files.size(whole(digest));
            }
            IncomingPart writer = arriving.get(digest);
            return writer == null ? Files.size(arrivingFile(digest)) : writer.durable();
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Waits until more bytes than {@code offset} are readable or the time is over; returns their number. */
    public long awaitBeyond(Digest digest, long offset, Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
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
     * Reads a part from an offset, whole or arriving.
     *
     * @throws Refused PART_GONE when nothing of it is here
     */
    public InputStream read(Digest digest, long offset) {
        try {
            Path file = has(digest) ? whole(digest) : arrivingFile(digest);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            channel.position(offset);
            return Channels.newInputStream(channel);
        } catch (NoSuchFileException e) {
            throw new Refused(Fault.PART_GONE, e, digest.hex());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Deletes a part, whole or arriving; one with an open writer stays. */
    public void delete(Digest digest) {
        if (arriving.containsKey(digest)) {
            return;
        }
        try {
            Files.deleteIfExists(whole(digest));
            Files.deleteIfExists(arrivingFile(digest));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The parts whose files have not changed since. */
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

    Path arrivingFile(Digest digest) {
        return folder.resolve(digest.hex() + COMING);
    }

    /** Moves a complete file to its name and forces the folder. */
    void settle(Path from, Digest digest) throws IOException {
        Files.move(from, whole(digest), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
        grown();
    }

    /** Translates an error of the disk for callers. */
    public RuntimeException failed(Exception e) {
        if (e instanceof RuntimeException known) {
            return known;
        }
        return new TryLater(FullDisk.at(folder, 0) ? Fault.DISK_FULL : Fault.STORE_UNAVAILABLE, e);
    }
}
