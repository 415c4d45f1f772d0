package vn.antin.door.folder;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import vn.antin.envelope.AgencyCode;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The agency's folder. A marker file tells it from the empty mount point that is left when a network drive goes:
 * without the marker nothing is created, sent or received.
 */
final class AgencyFolder {

    private static final List<String> GUIDES = List.of("HUONG-DAN.txt", "README.txt");

    private final AgencyCode agency;
    private final Path root;
    private final FolderState notebook;

    AgencyFolder(AgencyCode agency, Path root, FolderState notebook) {
        this.agency = agency;
        this.root = root;
        this.notebook = notebook;
    }

    Path out() {
        return root.resolve("out");
    }

    Path sent() {
        return root.resolve("sent");
    }

    Path failed() {
        return root.resolve("failed");
    }

    Path in() {
        return root.resolve("in");
    }

    /** The staging folder for arrivals, on the same drive, so that one rename publishes them. */
    Path staging() {
        return root.resolve(".antin");
    }

    /**
     * Checks that the folder is there and usable; creates it the first time.
     *
     * @throws Refused FOLDER_GONE, FOLDER_READ_ONLY
     */
    void check() throws IOException {
        Optional<String> known = notebook.mark(root);
        if (known.isEmpty() && !Files.exists(mark())) {
            make();
        }
        String mark = read();
        String owner = mark.split(" ", 2)[0];
        if (!owner.equalsIgnoreCase(agency.value())) {
            throw gone(owner);
        }
        if (known.isPresent() && !known.get().equals(mark)) {
            throw gone(".antin/mark");
        }
        if (known.isEmpty()) {
            notebook.mark(root, mark);
        }
        for (Path folder : List.of(out(), sent(), failed(), in(), staging())) {
            real(folder);
            if (!Files.isWritable(folder)) {
                throw new Refused(Fault.FOLDER_READ_ONLY, folder.toString());
            }
        }
    }

    /** Creates the root only inside an existing parent: a drive that is not connected has none. */
    private void make() throws IOException {
        if (!Files.isDirectory(root)) {
            Path parent = root.toAbsolutePath().getParent();
            if (parent == null || !Files.isDirectory(parent)) {
                throw gone(String.valueOf(parent));
            }
            Files.createDirectory(root);
        }
        for (Path folder : List.of(out(), sent(), failed(), in(), staging())) {
            real(folder);
        }
        for (String name : GUIDES) {
            AtomicFiles.whole(root.resolve(name), guide(name));
        }
        AtomicFiles.whole(mark(), (agency + " " + UUID.randomUUID() + "\n").getBytes(UTF_8));
    }

    private byte[] guide(String name) throws IOException {
        try (InputStream in = AgencyFolder.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            String text = new String(in.readAllBytes(), UTF_8).replace("{agency}", agency.value());
            return AtomicFiles.text(text.lines().toList());
        }
    }

    private Path mark() {
        return staging().resolve("mark");
    }

    private String read() throws IOException {
        if (!Files.isRegularFile(mark(), LinkOption.NOFOLLOW_LINKS) || Files.size(mark()) > 200) {
            throw gone(".antin/mark");
        }
        return Files.readString(mark()).strip();
    }

    /** Ensures a real folder, not a link; creates it if it was removed. */
    void real(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw gone(root.relativize(folder).toString());
        }
        Files.createDirectory(folder);
    }

    /** Whether this is missing while the folder itself is there: files on a lost drive are not missing. */
    boolean lacks(Path path) throws IOException {
        read();
        boolean missing = !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        read();
        return missing;
    }

    private Refused gone(String what) {
        return new Refused(Fault.FOLDER_GONE, root.toString(), what);
    }

    /** Moves without replacing anything. */
    void move(Path from, Path to) throws IOException {
        Files.move(from, to);
        AtomicFiles.names(from.toAbsolutePath().getParent());
        AtomicFiles.names(to.toAbsolutePath().getParent());
    }

    /** The stem itself, or with a number or at last this word behind it: the first unused name. */
    static String free(String stem, String word, Predicate<String> taken) {
        for (int number = 1; number < 100; number++) {
            String name = number == 1 ? stem : stem + "-" + number;
            if (!taken.test(name)) {
                return name;
            }
        }
        return stem + "-" + word;
    }

    static boolean there(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Removes what the door itself put into the staging folder. */
    static void clear(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(folder);
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
