package vn.antin.door.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The state of an entry of {@code out/} at one moment; two equal snapshots mean that nobody wrote in between.
 *
 * @param files of a letter; the package itself
 */
record EntrySnapshot(EntryKind kind, Instant since, List<Shape> files) {

    static final String META = "meta.json";

    /** The kind of an entry. */
    enum EntryKind {
        PACKAGE,
        LETTER,
        /** A link or a device: never read. */
        ODD,
        /** May still become one of these. */
        UNDER_WAY
    }

    /** A file as its metadata shows it. */
    record Shape(String name, long size, Instant modified, String key, boolean ordinary) {

        static Shape of(Path file) throws IOException {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new Shape(
                    file.getFileName().toString(),
                    is.size(),
                    is.lastModifiedTime().toInstant(),
                    String.valueOf(is.fileKey()),
                    is.isRegularFile());
        }
    }

    /** Takes a snapshot; of a folder, no more files than would be refused anyway. */
    static EntrySnapshot at(Path entry, int files) throws IOException {
        BasicFileAttributes is = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Instant since = is.lastModifiedTime().toInstant();
        if (is.isRegularFile()) {
            return new EntrySnapshot(
                    packaged(entry.getFileName().toString()) ? EntryKind.PACKAGE : EntryKind.UNDER_WAY,
                    since,
                    List.of(Shape.of(entry)));
        }
        if (!is.isDirectory()) {
            return new EntrySnapshot(EntryKind.ODD, since, List.of(Shape.of(entry)));
        }
        List<Shape> inside = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(entry, EntrySnapshot::counts)) {
            for (Path file : stream) {
                if (inside.size() > files + 1) {
                    break;
                }
                inside.add(Shape.of(file));
            }
        }
        inside.sort(Comparator.comparing(Shape::name));
        boolean whole = Files.exists(entry.resolve(META), LinkOption.NOFOLLOW_LINKS);
        return new EntrySnapshot(whole ? EntryKind.LETTER : EntryKind.UNDER_WAY, since, List.copyOf(inside));
    }

    private static boolean packaged(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".edxml");
    }

    /** The name of an entry without the suffix of a package. */
    static String stem(String name) {
        return packaged(name) ? name.substring(0, name.length() - ".edxml".length()) : name;
    }

    /** Whether a file counts as content: leftovers of systems and editors do not. */
    static boolean counts(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".")
                && !name.startsWith("~")
                && !name.endsWith(".tmp")
                && !name.endsWith(".part")
                && !name.equals("thumbs.db")
                && !name.equals("desktop.ini");
    }

    /** Whether it ends as a complete one does; if not, its writer may be pausing. */
    boolean endsWell(Path entry) throws IOException {
        if (kind == EntryKind.PACKAGE) {
            String end = end(entry).stripTrailing();
            return end.endsWith("edXML>") && end.startsWith("</", end.lastIndexOf('<'));
        }
        return kind != EntryKind.LETTER
                || end(entry.resolve(META)).stripTrailing().endsWith("}");
    }

    private static String end(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(512);
        if (!Shape.of(file).ordinary()) {
            return "";
        }
        try (SeekableByteChannel channel = open(file)) {
            channel.position(Math.max(0, channel.size() - bytes.capacity()));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // read on to the end
            }
        }
        // Drops the zero bytes of UTF-16, which leaves the ASCII letters to search for.
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).replace("\0", "");
    }

    /** Opens a file, but no link. */
    static SeekableByteChannel open(Path file) throws IOException {
        return Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }
}
