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
    /** Two files with the same certificate for the first of them hold the same keys; any of them may be in a token. */
    private final List<Purpose> signers;

    private final @Nullable Token token;
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

    private KeyRing(Path file, List<Purpose> signers, char[] pin, @Nullable Token token) {
        this.file = file;
        this.signers = signers;
        this.token = token;
        this.nextFile = beside(file, NEXT);
        this.state = read(pin);
    }

    /**
     * Reads all files; the PIN is not kept.
     *
     * @param token that holds seal keys; null for none
     * @throws Refused FILE_MISSING, KEYS_UNREADABLE or TOKEN_NOT_SET
     */
    public static KeyRing open(Path file, char[] pin, @Nullable Token token) {
        return new KeyRing(file, List.of(Purpose.SEAL), pin, token);
    }

    /** The same for the keys of the province's authority and of its directory's signer. */
    public static KeyRing ofAuthority(Path file, char[] pin, @Nullable Token token) {
        return new KeyRing(file, List.of(Purpose.AUTHORITY, Purpose.DIRECTORY), pin, token);
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

    /** Keeps keys of others as earlier ones; durable when it returns. */
    public synchronized void keepEarlier(Map<Purpose, KeyEntry> keys, Instant now, char[] pin) {
        Instant free = now;
        while (Files.exists(old(free))) {
            free = free.plusSeconds(1);
        }
        Pkcs12Keys.write(old(free), pin, keys);
        state = read(pin);
    }

    /** Forgets the next keys, which were never used. */
    public synchronized void dropNext(char[] pin) {
        Keys next = state.next();
        if (next != null) {
            removeFromToken(next);
        }
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
            PrivateFile.write(old(now), Files.readAllBytes(file));
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
        Keys replaced = state.current();
        Pkcs12Keys.write(file, pin, keys);
        state = read(pin);
        for (Purpose purpose : signers) {
            KeyEntry before = replaced.of(purpose);
            if (!before.certificate().equals(state.current().of(purpose).certificate())) {
                removeFromToken(before);
            }
        }
    }

    /** Removes earlier keys for good; from a token first, so that none is left there that no file names. */
    public synchronized void remove(Retired old, char[] pin) {
        removeFromToken(old.keys());
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

    private void removeFromToken(Keys keys) {
        signers.forEach(purpose -> removeFromToken(keys.of(purpose)));
    }

    private static void removeFromToken(KeyEntry entry) {
        if (entry.key() instanceof TokenKey key) {
            key.token().remove(key.publicKey());
        }
    }

    private State read(char[] pin) {
        Keys current = Pkcs12Keys.open(file, pin, token);
        Keys next = Files.isRegularFile(nextFile) ? Pkcs12Keys.open(nextFile, pin, token) : null;
        if (next != null && same(current, next)) {
            delete(nextFile); // it was put into use, and a crash came before its removal
            next = null;
        }
        List<Retired> retired = new ArrayList<>();
        for (Path old : retiredFiles(file)) {
            Keys keys = Pkcs12Keys.open(old, pin, token);
            if (!same(current, keys)) { // a crash came before the next keys were put into use
                retired.add(new Retired(retiredAt(old), old, keys));
            }
        }
        retired.sort(Comparator.comparing(Retired::at).reversed());
        return new State(current, next, retired);
    }

    private boolean same(Keys one, Keys other) {
        return one.of(signers.get(0))
                .certificate()
                .equals(other.of(signers.get(0)).certificate());
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

    private Path old(Instant since) {
        return beside(file, OLD + TIME.format(since) + ".p12");
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
