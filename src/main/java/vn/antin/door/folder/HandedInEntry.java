package vn.antin.door.folder;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import vn.antin.directory.Directory;
import vn.antin.door.Caller;
import vn.antin.door.FileNames;
import vn.antin.door.LetterReader;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;
import vn.antin.submit.Submission;

/**
 * Reads an entry of {@code out/} once and makes a submission of it. Its files are copied to this machine first: what is
 * submitted is what was read, whatever happens to the folder meanwhile.
 */
final class HandedInEntry {

    private static final int BUFFER = 64 << 10;

    /** Space that the copy must leave on the disk, which the ledger shares. */
    private static final long SPARE = 256L << 20;

    private static final String OCTETS = "application/octet-stream";

    /** Media types by suffix; a fixed table, so that the same file is the same submission on every system. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("pdf", "application/pdf"),
            Map.entry("doc", "application/msword"),
            Map.entry("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            Map.entry("xls", "application/vnd.ms-excel"),
            Map.entry("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            Map.entry("ppt", "application/vnd.ms-powerpoint"),
            Map.entry("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
            Map.entry("odt", "application/vnd.oasis.opendocument.text"),
            Map.entry("ods", "application/vnd.oasis.opendocument.spreadsheet"),
            Map.entry("txt", "text/plain"),
            Map.entry("xml", "application/xml"),
            Map.entry("zip", "application/zip"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("png", "image/png"),
            Map.entry("tif", "image/tiff"),
            Map.entry("tiff", "image/tiff"));

    private final FolderSettings settings;
    private final LetterReader reader;
    private final Path spool;
    private final BooleanSupplier stopping;

    HandedInEntry(FolderSettings settings, Supplier<Directory> directory, BooleanSupplier stopping) {
        this.settings = settings;
        this.reader = new LetterReader(directory);
        this.spool = settings.notes().resolve("spool");
        this.stopping = stopping;
    }

    /** Reads the entry; its files may be read until the next entry is read. */
    Submission read(Path entry, EntrySnapshot look) throws IOException {
        AgencyFolder.clear(spool);
        return look.kind() == EntrySnapshot.EntryKind.PACKAGE
                ? edxml(entry, look.files().get(0))
                : letter(entry, look.files());
    }

    /** Removes the copies. */
    void forget() throws IOException {
        AgencyFolder.clear(spool);
    }

    private Submission edxml(Path entry, EntrySnapshot.Shape file) throws IOException {
        fits(file.size(), settings.packageBytes());
        byte[] bytes;
        try (InputStream in = Channels.newInputStream(EntrySnapshot.open(entry))) {
            bytes = in.readNBytes(settings.packageBytes() + 1);
        }
        fits(bytes.length, settings.packageBytes());
        MessageDigest key = key(file.name());
        key.update(bytes);
        return reader.edxml(bytes, new Caller(Set.of(settings.agency())), word(key));
    }

    private Submission letter(Path entry, List<EntrySnapshot.Shape> files) throws IOException {
        if (files.size() > settings.files() + 1) {
            throw new Refused(Fault.TOO_MANY_PARTS, Integer.toString(settings.files()));
        }
        long size = files.stream().mapToLong(EntrySnapshot.Shape::size).sum();
        fits(size, settings.letterBytes());
        Files.createDirectories(spool);
        if (Files.getFileStore(spool).getUsableSpace() < size + SPARE) {
            throw new TryLater(Fault.DISK_FULL, spool.toString());
        }
        MessageDigest key = key(entry.getFileName().toString());
        List<Submission.Enclosure> enclosures = new ArrayList<>();
        byte[] meta = new byte[0];
        for (EntrySnapshot.Shape file : files) {
            String name = Normalizer.normalize(file.name(), Normalizer.Form.NFC);
            if (!file.ordinary()) {
                throw new Refused(Fault.NOT_A_FILE, name);
            }
            FileNames.checked(name);
            Path copy = spool.resolve(Integer.toString(enclosures.size()));
            if (name.equals(EntrySnapshot.META)) {
                copy = spool.resolve(EntrySnapshot.META);
            }
            key.update(name.getBytes(UTF_8));
            key.update((byte) 0);
            copied(entry.resolve(file.name()), file.size(), copy).addTo(key);
            if (name.equals(EntrySnapshot.META)) {
                fits(file.size(), settings.packageBytes());
                meta = Files.readAllBytes(copy);
            } else {
                Path kept = copy;
                enclosures.add(new Submission.Enclosure(name, type(name), () -> Files.newInputStream(kept)));
            }
        }
        return LetterReader.letter(meta, enclosures, settings.agency(), word(key));
    }

    /** The same bytes under the same name are the same submission, also after a crash. */
    private static MessageDigest key(String name) {
        MessageDigest key = Digest.newSha256();
        key.update(Normalizer.normalize(name, Normalizer.Form.NFC).getBytes(UTF_8));
        key.update((byte) 0);
        return key;
    }

    private static String word(MessageDigest key) {
        return "folder-" + Digest.of(key.digest()).hex();
    }

    private static void fits(long size, long most) {
        if (size > most) {
            throw new Refused(Fault.TOO_LARGE, Long.toString(size), Long.toString(most));
        }
    }

    private Digest copied(Path from, long size, Path to) throws IOException {
        MessageDigest sha = Digest.newSha256();
        byte[] buffer = new byte[BUFFER];
        long copied = 0;
        try (InputStream in = new DigestInputStream(Channels.newInputStream(EntrySnapshot.open(from)), sha);
                OutputStream out = Files.newOutputStream(to)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (stopping.getAsBoolean()) {
                    throw new TryLater(Fault.STOPPING, from.toString());
                }
                copied += count;
                fits(copied, settings.letterBytes());
                keep(out, buffer, count);
            }
        }
        if (copied != size) {
            throw new IOException(from + " changed while it was read");
        }
        return Digest.of(sha.digest());
    }

    /** A full disk of this machine is no problem of the folder. */
    private static void keep(OutputStream out, byte[] buffer, int count) {
        try {
            out.write(buffer, 0, count);
        } catch (IOException e) {
            throw new TryLater(Fault.DISK_FULL, e);
        }
    }

    private static String type(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPES.getOrDefault(ending, OCTETS);
    }
}
