package vn.antin.seal;

import java.nio.file.Path;
import java.util.Map;

/** The keys of a node in one PKCS#12 file, one key per purpose, under its purpose's name. */
public final class Pkcs12Keys implements Keys {

    private final Map<Purpose, KeyEntry> entries;

    private Pkcs12Keys(Map<Purpose, KeyEntry> entries) {
        this.entries = entries;
    }

    public static Pkcs12Keys open(Path file, char[] pin) {
        throw later();
    }

    public static void write(Path file, char[] pin, Map<Purpose, KeyEntry> entries) {
        throw later();
    }

    @Override
    public KeyEntry of(Purpose purpose) {
        KeyEntry entry = entries.get(purpose);
        if (entry == null) {
            throw new vn.antin.envelope.Refused(vn.antin.envelope.Fault.KEYS_UNREADABLE, purpose.name());
        }
        return entry;
    }

    private static RuntimeException later() {
        return new UnsupportedOperationException("soon");
    }
}
