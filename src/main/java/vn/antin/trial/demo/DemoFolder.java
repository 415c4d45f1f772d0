package vn.antin.trial.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The folder of the demo: everything it writes is inside, and only a folder with the demo's marker file is ever
 * removed.
 */
public final class DemoFolder {

    private static final String MARK = ".antin-demo";

    private final Path path;

    private DemoFolder(Path path) {
        this.path = path;
    }

    /**
     * The folder, new or of an earlier demo.
     *
     * @throws vn.antin.fault.Refused FOLDER_IN_USE for any other that is not empty
     */
    public static DemoFolder open(Path path) {
        DemoFolder folder = new DemoFolder(path);
        if (!folder.marked()) {
            if (Files.exists(path) && !children(path).isEmpty()) {
                throw new Refused(Fault.FOLDER_IN_USE, path.toString());
            }
            folder.write(path.resolve(MARK), "0");
        }
        folder.dropHalfMade();
        return folder;
    }

    /** The folder for reading only. */
    public static DemoFolder at(Path path) {
        return new DemoFolder(path);
    }

    /** Removes a demo's folder; false when there is none. */
    public static boolean remove(Path path) {
        if (!Files.exists(path)) {
            return false;
        }
        if (!new DemoFolder(path).marked()) {
            throw new Refused(Fault.FOLDER_IN_USE, path.toString());
        }
        delete(path);
        return true;
    }

    private boolean marked() {
        return Files.isRegularFile(path.resolve(MARK));
    }

    /** Removes the half-made folders of a hub or node: without a configuration they contain nothing of value. */
    private void dropHalfMade() {
        boolean hub = Files.exists(path.resolve("hub").resolve("hub.yaml"));
        for (Path child : children(path)) {
            boolean home = Files.exists(child.resolve("pin"));
            boolean whole = Files.exists(child.resolve("hub.yaml")) || Files.exists(child.resolve("node.yaml"));
            if (home && (!whole || !hub)) {
                delete(child);
            }
        }
    }

    public Path path() {
        return path;
    }

    public Path config(String node) {
        return path.resolve(node).resolve("node.yaml");
    }

    Path trust(String node) {
        return path.resolve(node).resolve("province.trust");
    }

    /** The next number of a document; stored in the marker file. */
    synchronized int nextNumber() {
        try {
            Path mark = path.resolve(MARK);
            int number = 1 + Integer.parseInt(Files.readString(mark).strip());
            Files.writeString(mark, Integer.toString(number));
            return number;
        } catch (IOException e) {
            throw new UncheckedIOException(path.toString(), e);
        }
    }

    Path write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private void write(Path file, String text) {
        write(file, text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    /** Removes a folder with its contents. */
    public static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }
}
