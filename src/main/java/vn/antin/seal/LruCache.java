package vn.antin.seal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A map of what was worked out last, of bounded size: the entry longest unused goes. Safe for threads. */
public final class LruCache<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1L;

    private final int most;

    private LruCache(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    public static <K, V> Map<K, V> atMost(int most) {
        return Collections.synchronizedMap(new LruCache<>(most));
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
