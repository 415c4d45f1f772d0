package vn.antin.receipt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.xml.SafeXml;

/** The files of an archive package on the disk, against those that its METS.xml names with size and digest. */
public final class PackageFiles {

    public static final String METS = "METS.xml";

    /** A package of twenty thousand documents has a METS.xml of some 60 MB. */
    private static final SafeXml.XmlLimits LIMITS = new SafeXml.XmlLimits(512 << 20, 64, 10_000_000, 32, 16, 256);

    private static final String XLINK = "http://www.w3.org/1999/xlink";
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*){0,6}");
    private static final int BUFFER = 64 << 10;

    private record NamedFile(long size, String digest) {}

    private final Path folder;
    private final Map<String, NamedFile> named;
    private final Digest mets;

    private PackageFiles(Path folder, Map<String, NamedFile> named, Digest mets) {
        this.folder = folder;
        this.named = named;
        this.mets = mets;
    }

    /** Whether the folder has the form of a package. */
    public static boolean isPackage(Path folder) {
        return Files.isRegularFile(folder.resolve(METS));
    }

    /**
     * Reads METS.xml.
     *
     * @throws Refused when it is malformed, or names a file outside the package
     */
    public static PackageFiles read(Path folder) {
        try {
            long size = Files.size(folder.resolve(METS));
            if (size > LIMITS.bytes()) {
                throw new Refused(Fault.TOO_LARGE, Long.toString(size), Long.toString(LIMITS.bytes()));
            }
            byte[] text = Files.readAllBytes(folder.resolve(METS));
            return new PackageFiles(folder, files(text), Digest.sha256(text));
        } catch (IOException e) {
            throw new Refused(Fault.FILE_MISSING, e, folder.resolve(METS).toString());
        }
    }

    /** The digest of METS.xml. */
    public Digest mets() {
        return mets;
    }

    /** The names below a folder of the package, in order. */
    Stream<String> under(String prefix) {
        return named.keySet().stream().filter(name -> name.startsWith(prefix));
    }

    boolean has(String name) {
        return named.containsKey(name);
    }

    String digest(String name) {
        NamedFile file = named.get(name);
        return file == null ? "" : file.digest();
    }

    /** A file that METS.xml does not name; null when it is not there. */
    byte @Nullable [] optional(String name) {
        return Files.isRegularFile(folder.resolve(name)) ? bytes(name) : null;
    }

    byte[] bytes(String name) {
        try {
            return Files.readAllBytes(folder.resolve(name));
        } catch (IOException e) {
            throw new Refused(Fault.FILE_MISSING, e, name);
        }
    }

    /**
     * Reads every file of the package once.
     *
     * @throws Refused ARCHIVE_CHANGED with the first file that is missing, was added or differs
     */
    public void check() {
        Set<String> extra = new TreeSet<>(present());
        extra.remove(METS);
        extra.remove(ArchiveSeal.FILE);
        extra.remove(ArchiveSeal.STAMP);
        for (Map.Entry<String, NamedFile> file : named.entrySet()) {
            if (!extra.remove(file.getKey()) || !same(file.getKey(), file.getValue())) {
                throw new Refused(Fault.ARCHIVE_CHANGED, file.getKey());
            }
        }
        if (!extra.isEmpty()) {
            throw new Refused(Fault.ARCHIVE_CHANGED, extra.iterator().next());
        }
    }

    private Set<String> present() {
        try (Stream<Path> files = Files.walk(folder, 8)) {
            Set<String> names = new TreeSet<>();
            files.filter(file -> !Files.isDirectory(file))
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> !ZipContents.litter(name))
                    .forEach(names::add);
            return names;
        } catch (IOException e) {
            throw new Refused(Fault.FILE_MISSING, e, folder.toString());
        }
    }

    private boolean same(String name, NamedFile expected) {
        MessageDigest sha = Digest.newSha256();
        long size = 0;
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(folder.resolve(name))) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sha.update(buffer, 0, count);
                size += count;
            }
        } catch (IOException e) {
            throw new Refused(Fault.FILE_MISSING, e, name);
        }
        return size == expected.size() && Digest.of(sha.digest()).hex().equalsIgnoreCase(expected.digest());
    }

    private static Map<String, NamedFile> files(byte[] mets) {
        Map<String, NamedFile> named = new TreeMap<>();
        XMLStreamReader xml = SafeXml.stream(mets, LIMITS);
        try {
            @Nullable NamedFile last = null;
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                String element = xml.getLocalName();
                if (element.equals("file") || element.equals("mdRef")) {
                    last = new NamedFile(size(xml), String.valueOf(xml.getAttributeValue(null, "CHECKSUM")));
                }
                if (last != null && (element.equals("FLocat") || element.equals("mdRef"))) {
                    String name = String.valueOf(xml.getAttributeValue(XLINK, "href"));
                    if (!NAME.matcher(name).matches() || named.put(name, last) != null) {
                        throw new Refused(Fault.ARCHIVE_CHANGED, METS);
                    }
                    last = null;
                }
            }
            return named;
        } catch (XMLStreamException e) {
            throw SafeXml.malformed(e);
        }
    }

    private static long size(XMLStreamReader xml) {
        try {
            return Long.parseLong(String.valueOf(xml.getAttributeValue(null, "SIZE")));
        } catch (NumberFormatException e) {
            throw new Refused(Fault.ARCHIVE_CHANGED, e, METS);
        }
    }
}
