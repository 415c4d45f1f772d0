package vn.antin.door.folder;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vn.antin.envelope.EnvelopeId;

/**
 * The durable state of the door, on this machine's own disk: which folder is its own, which sent documents it follows,
 * and which arrivals it was about to publish.
 */
final class FolderState {

    private static final Duration KEPT = Duration.ofDays(60);

    /**
     * A document sent from the folder.
     *
     * @param stem what the names of its files in {@code sent/} begin with
     * @param name of the file or folder that was handed in, as it is in {@code sent/}
     */
    record SentNote(EnvelopeId id, String stem, String name, Instant since) {}

    private final Path home;
    private final Path sent;
    private final Path promised;

    FolderState(Path folder) {
        this.home = folder.resolve("home");
        this.sent = folder.resolve("sent");
        this.promised = folder.resolve("promised");
    }

    /** Opens the state; removes old intents, whose documents are never offered again. */
    void open(Instant now) throws IOException {
        Files.createDirectories(sent);
        Files.createDirectories(promised);
        for (Path file : files(promised)) {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(KEPT))) {
                Files.delete(file);
            }
        }
    }

    /** The marker of the folder that was set up at this path, if one was. */
    Optional<String> mark(Path path) throws IOException {
        if (!Files.exists(home)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(home);
        return lines.size() == 2 && lines.get(0).equals(path.toString()) ? Optional.of(lines.get(1)) : Optional.empty();
    }

    void mark(Path path, String mark) throws IOException {
        AtomicFiles.whole(home, (path + "\n" + mark + "\n").getBytes(UTF_8));
    }

    void follow(SentNote one) throws IOException {
        AtomicFiles.whole(
                file(one),
                (one.id() + "\n" + one.since() + "\n" + one.stem() + "\n" + one.name() + "\n").getBytes(UTF_8));
    }

    void leave(SentNote one) throws IOException {
        Files.deleteIfExists(file(one));
    }

    /** The same document may have been handed in under two names. */
    private Path file(SentNote one) {
        return sent.resolve(one.id() + "-" + Integer.toHexString(one.name().hashCode()));
    }

    List<SentNote> followed() throws IOException {
        List<SentNote> all = new ArrayList<>();
        for (Path file : files(sent)) {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() != 4) {
                throw new IOException(file + " was damaged");
            }
            all.add(new SentNote(EnvelopeId.of(lines.get(0)), lines.get(2), lines.get(3), Instant.parse(lines.get(1))));
        }
        return all;
    }

    /** The day under which a staged arrival was about to be published, if it was. */
    Optional<String> promised(EnvelopeId id) throws IOException {
        Path file = promised.resolve(id.toString());
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    void promise(EnvelopeId id, String day) throws IOException {
        AtomicFiles.whole(promised.resolve(id.toString()), (day + "\n").getBytes(UTF_8));
    }

    void kept(EnvelopeId id) throws IOException {
        Files.deleteIfExists(promised.resolve(id.toString()));
    }

    /** Skips files that a crash left half written; their names start with a dot. */
    private static List<Path> files(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(
                folder, file -> !file.getFileName().toString().startsWith("."))) {
            stream.forEach(all::add);
        }
        return all;
    }
}
