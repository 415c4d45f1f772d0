package vn.antin.seal.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The keys of a node or hub, which are replaced while it runs. Three kinds of PKCS#12 files stand side by side: the keys
 * in use ({@code keys.p12}), the certified ones that are used next ({@code keys.next.p12}), and earlier ones ({@code
 * keys.old-TIME.p12}), which still decrypt. Each change writes one file atomically, so a crash leaves the state before it
 * or after it.
 */
public final class KeyRing implements Keys {

    private static final String NEXT = ".next.p12";
    private static final String OLD = ".old-";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path file;
    private final Path nextFile;
    /** Two files with the same certificate for this purpose hold the same keys. */
    private final Purpose mark;

    private volatile State state;
    /** Whether the connection uses the key before the one in use. */
    private volatile boolean earlierConnection;

    /** Earlier keys. */
    public record Retired(Instant at, Path file, Keys keys) {}

    private record State(Keys current, @Nullable Keys next, List<Retired> retired) {

        State {
            retired = List.copyOf(retired);
        }
    }

    private KeyRing(Path file, Purpose mark, char[] pin) {
        this.file = file;
        this.mark = mark;
        this.nextFile = beside(file, NEXT);
        this.state = read(pin);
    }

    /**
     * Reads all files; the PIN is not kept.
     *
     * @throws Refused FILE_MISSING or KEYS_UNREADABLE
     */
    public static KeyRing open(Path file, char[] pin) {
        return new KeyRing(file, Purpose.SEAL, pin);
    }

    /** The same for the keys of the province's authority. */
    public static KeyRing ofAuthority(Path file, char[] pin) {
        return new KeyRing(file, Purpose.AUTHORITY, pin);
    }

    /** All files of the ring of this one, as they are now: this one, that of the next keys, those of earlier ones. */
    public static List<Path> files(Path file) {
        List<Path> all = new ArrayList<>(List.of(file));
        Path next = beside(file, NEXT);
        if (Files.isRegularFile(next)) {
            all.add(next);
        }
        all.addAll(retiredFiles(file));
        return all;
    }

    @Override
    public KeyEntry of(Purpose purpose) {
        State now = state;
        return purpose == Purpose.CONNECTION
                        && earlierConnection
                        && !now.retired().isEmpty()
                ? now.retired().get(0).keys().of(purpose)
                : now.current().of(purpose);
    }

    @Override
    public List<KeyEntry> all(Purpose purpose) {
        State now = state;
        List<KeyEntry> all = new ArrayList<>();
        all.add(now.current().of(purpose));
        if (now.next() != null) {
            all.add(now.next().of(purpose));
        }
        now.retired().forEach(old -> all.add(old.keys().of(purpose)));
        return all;
    }

    /** The certified keys that are used next. */
    public Optional<Keys> next() {
        return Optional.ofNullable(state.next());
    }

    /** Earlier keys, the newest first. */
    public List<Retired> retired() {
        return state.retired();
    }

    /** Keeps the certified keys that are used next; durable when it returns. */
    public synchronized void keepNext(Map<Purpose, KeyEntry> keys, char[] pin) {
        Pkcs12Keys.write(nextFile, pin, keys);
        state = read(pin);
    }

    /** Forgets the next keys, which were never used. */
    public synchronized void dropNext(char[] pin) {
        delete(nextFile);
        state = read(pin);
    }

    /**
     * Uses the next keys from now on, and keeps those in use as earlier ones; durable when it returns.
     *
     * @throws IllegalStateException without next keys
     */
    public synchronized void useNext(Instant now, char[] pin) {
        if (state.next() == null) {
            throw new IllegalStateException("no next keys");
        }
        try {
            PrivateFile.write(beside(file, OLD + TIME.format(now) + ".p12"), Files.readAllBytes(file));
            PrivateFile.write(file, Files.readAllBytes(nextFile));
            delete(nextFile);
        } catch (IOException e) {
            throw new Refused(Fault.KEYS_UNREADABLE, e, file.toString());
        }
        earlierConnection = false;
        state = read(pin);
    }

    /**
     * Uses these keys from now on, all purposes at once; those they replace are given up. Durable when it returns.
     */
    public synchronized void replace(Map<Purpose, KeyEntry> keys, char[] pin) {
        Pkcs12Keys.write(file, pin, keys);
        state = read(pin);
    }

    /** Removes earlier keys for good. */
    public synchronized void remove(Retired old, char[] pin) {
        delete(old.file());
        state = read(pin);
    }

    /**
     * Uses for the connection the key before the one in use, or the one in use again: a hub that was restored from a
     * backup knows the earlier certificate only. Returns whether there is another one.
     */
    public boolean changeConnection() {
        if (state.retired().isEmpty()) {
            return false;
        }
        earlierConnection = !earlierConnection;
        return true;
    }

    private State read(char[] pin) {
        Keys current = Pkcs12Keys.open(file, pin);
        Keys next = Files.isRegularFile(nextFile) ? Pkcs12Keys.open(nextFile, pin) : null;
        if (next != null && same(current, next)) {
            delete(nextFile); // it was put into use, and a crash came before its removal
            next = null;
        }
        List<Retired> retired = new ArrayList<>();
        for (Path old : retiredFiles(file)) {
            Keys keys = Pkcs12Keys.open(old, pin);
            if (!same(current, keys)) { // a crash came before the next keys were put into use
                retired.add(new Retired(retiredAt(old), old, keys));
            }
        }
        retired.sort(Comparator.comparing(Retired::at).reversed());
        return new State(current, next, retired);
    }

    private boolean same(Keys one, Keys other) {
        return one.of(mark).certificate().equals(other.of(mark).certificate());
    }

    private static List<Path> retiredFiles(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new Refused(Fault.FILE_MISSING, file.toString());
        }
        try (Stream<Path> files = Files.list(folder)) {
            String prefix = stem(file) + OLD;
            return files.filter(each -> {
                        String name = each.getFileName().toString();
                        return name.startsWith(prefix) && name.endsWith("Z.p12");
                    })
                    .toList();
        } catch (IOException e) {
            throw new Refused(Fault.KEYS_UNREADABLE, e, file.toString());
        }
    }

    private Instant retiredAt(Path old) {
        String name = old.getFileName().toString();
        String time = name.substring((stem(file) + OLD).length(), name.length() - ".p12".length());
        return TIME.parse(time, Instant::from);
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(stem(file) + ending);
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".p12") ? name.substring(0, name.length() - ".p12".length()) : name;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
