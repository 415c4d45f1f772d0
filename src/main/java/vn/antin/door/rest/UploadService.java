package vn.antin.door.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.FullDisk;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.ledger.Uploads;
import vn.antin.ledger.Uploads.Upload;
import vn.antin.ledger.db.Ledger;

/**
 * Stores files that arrive in pieces. A byte counts as received when it is on the disk and the ledger has noted it;
 * bytes that a crashed process wrote beyond that are cut off when the upload continues.
 */
public final class UploadService {

    /** Most unused uploads of one agency. */
    static final int MOST = 100;

    static final Duration KEPT = Duration.ofHours(24);

    /** Bytes after which a long piece is forced to the disk and noted. */
    private static final int STRETCH = 4 << 20;

    private static final int BUFFER = 64 << 10;
    private static final int SWEEP = 100;
    private static final long FREE = 256L << 20;
    private static final Logger log = LoggerFactory.getLogger(UploadService.class);

    private final Ledger ledger;
    private final Uploads uploads = new Uploads();
    private final Path folder;
    private final long mostBytes;
    private final Clock clock;
    private final Set<UUID> busy = ConcurrentHashMap.newKeySet();

    /**
     * Opens the service and removes files that the ledger does not know.
     *
     * @param folder a folder of its own
     * @param mostBytes bytes of one agency's uploads together
     */
    public UploadService(Ledger ledger, Path folder, long mostBytes, Clock clock) {
        this.ledger = ledger;
        this.folder = folder;
        this.mostBytes = mostBytes;
        this.clock = clock;
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    if (!known(file)) {
                        Files.delete(file);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    private boolean known(Path file) {
        try {
            UUID id = UUID.fromString(String.valueOf(file.getFileName()));
            return ledger.read(tx -> uploads.find(tx, id))
                    .filter(upload -> upload.document() == null)
                    .isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    long mostBytes() {
        return mostBytes;
    }

    /** Begins an upload; durable when it returns. */
    Upload begin(AgencyCode agency, String name, String mediaType, long size, @Nullable Digest digest) {
        sweep();
        if (folder.toFile().getUsableSpace() - size < FREE) {
            throw new TryLater(Fault.DISK_FULL, "an upload of " + size + " bytes");
        }
        Upload upload = new Upload(
                UUID.randomUUID(),
                agency,
                name,
                mediaType,
                size,
                digest,
                0,
                clock.instant().plus(KEPT),
                null,
                null);
        return ledger.commit("upload.begin", tx -> {
            Uploads.Load load = uploads.load(tx, agency);
            if (load.count() >= MOST || load.bytes() + size > mostBytes) {
                throw new Refused(
                        Fault.UPLOADS_FULL,
                        Long.toString(load.count()),
                        Long.toString(load.bytes()),
                        Integer.toString(MOST),
                        Long.toString(mostBytes));
            }
            uploads.add(tx, upload);
            return upload;
        });
    }

    /** The upload, if one of these agencies made it and it has not ended. */
    Upload find(UUID id, Set<AgencyCode> agencies) {
        return ledger.read(tx -> uploads.find(tx, id))
                .filter(upload -> agencies.contains(upload.agency()))
                .filter(upload -> clock.instant().isBefore(upload.expires()))
                .orElseThrow(() -> new Refused(Fault.UPLOAD_NOT_FOUND, id.toString()));
    }

    /**
     * Appends a piece; received bytes are durable even if the line breaks in the middle.
     *
     * @return bytes of the file received so far
     */
    long append(UUID id, Set<AgencyCode> agencies, long offset, InputStream piece) throws IOException {
        return alone(id, () -> {
            Upload upload = find(id, agencies);
            if (upload.document() != null || upload.claim() != null) {
                throw new Refused(Fault.UPLOAD_USED, id.toString());
            }
            if (offset != upload.received()) {
                throw new Refused(Fault.PART_OFFSET, id.toString(), Long.toString(upload.received()));
            }
            long received = written(upload, piece);
            if (received == upload.size()) {
                check(upload);
            }
            return received;
        });
    }

    private long written(Upload upload, InputStream piece) throws IOException {
        Writer writer = new Writer(upload);
        try (FileChannel file =
                FileChannel.open(file(upload.id()), StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            if (file.size() < upload.received()) {
                restart(upload, "its file is shorter than what was received");
            }
            file.truncate(upload.received());
            file.position(upload.received());
            try {
                writer.copy(piece, file);
            } finally {
                writer.settle(file, true);
            }
        } catch (IOException e) {
            if (FullDisk.at(folder, 0)) {
                throw new TryLater(Fault.DISK_FULL, e);
            }
            throw e;
        }
        return writer.received;
    }

    /** Writes one piece and notes what is on the disk. */
    private final class Writer {

        private final Upload upload;
        private long received;
        private long settled;

        Writer(Upload upload) {
            this.upload = upload;
            this.received = upload.received();
            this.settled = received;
        }

        void copy(InputStream piece, FileChannel file) throws IOException {
            byte[] buffer = new byte[BUFFER];
            for (int some = piece.read(buffer); some >= 0; some = piece.read(buffer)) {
                if (received + some > upload.size()) {
                    throw new Refused(Fault.TOO_LARGE, Long.toString(received + some), Long.toString(upload.size()));
                }
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, some);
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                received += some;
                if (received - settled >= STRETCH) {
                    settle(file, false);
                }
            }
        }

        /** Forces the bytes before noting them; the last note of a piece is durable before the answer. */
        void settle(FileChannel file, boolean last) throws IOException {
            if (received > settled) {
                file.force(true);
                if (settled == 0) {
                    forceName();
                }
                if (last) {
                    ledger.store("upload.received", tx -> uploads.received(tx, upload.id(), received));
                } else {
                    ledger.storeRelaxed("upload.goes-on", tx -> uploads.received(tx, upload.id(), received));
                }
                settled = received;
            }
        }
    }

    /** A new file's name is durable once its folder is forced. */
    private void forceName() throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private void check(Upload upload) throws IOException {
        Digest expected = upload.digest();
        if (expected == null) {
            return;
        }
        MessageDigest sha = Digest.newSha256();
        try (InputStream in = Files.newInputStream(file(upload.id()))) {
            byte[] buffer = new byte[BUFFER];
            for (int some = in.read(buffer); some >= 0; some = in.read(buffer)) {
                sha.update(buffer, 0, some);
            }
        }
        Digest found = Digest.of(sha.digest());
        if (!found.equals(expected)) {
            ledger.store("upload.again", tx -> uploads.received(tx, upload.id(), 0));
            throw new Refused(Fault.UPLOAD_DIGEST, found.hex(), expected.hex());
        }
    }

    /** Resets an upload whose bytes were lost on the disk: they must be sent again. */
    private void restart(Upload upload, String why) {
        log.error("upload {} begins anew: {}", upload.id(), why);
        ledger.store("upload.again", tx -> uploads.received(tx, upload.id(), 0));
        throw new Refused(Fault.PART_OFFSET, upload.id().toString(), "0");
    }

    void remove(UUID id, Set<AgencyCode> agencies) throws IOException {
        alone(id, () -> {
            Upload upload = find(id, agencies);
            if (upload.document() != null) {
                throw new Refused(Fault.UPLOAD_USED, id.toString());
            }
            ledger.store("upload.remove", tx -> uploads.remove(tx, id));
            return Files.deleteIfExists(file(id));
        });
    }

    /** Removes ended uploads; the ledger forgets them first, so that it never names a missing file. */
    void sweep() {
        for (Upload upload : ledger.read(tx -> uploads.expired(tx, clock.instant(), SWEEP))) {
            if (busy.add(upload.id())) {
                try {
                    ledger.storeRelaxed("upload.expired", tx -> uploads.remove(tx, upload.id()));
                    Files.deleteIfExists(file(upload.id()));
                } catch (IOException e) {
                    log.warn("upload {} expired, its file stays until the next start: {}", upload.id(), e.toString());
                } finally {
                    busy.remove(upload.id());
                }
            }
        }
    }

    Ledger ledger() {
        return ledger;
    }

    Uploads uploads() {
        return uploads;
    }

    Clock clock() {
        return clock;
    }

    Path file(UUID id) {
        return folder.resolve(id.toString());
    }

    /** A step on one upload under its lock. */
    @FunctionalInterface
    interface UploadStep<T> {
        T run() throws IOException;
    }

    <T> T alone(UUID id, UploadStep<T> step) throws IOException {
        if (!busy.add(id)) {
            throw new TryLater(Fault.PART_BUSY, id.toString());
        }
        try {
            return step.run();
        } finally {
            busy.remove(id);
        }
    }
}
