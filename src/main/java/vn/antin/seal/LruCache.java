package vn.antin.seal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A thread-safe map of bounded size that evicts the least recently used entry. */
public final class LruCache<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1L;

    private final int capacity;

    private LruCache(int capacity) {
        super(16, 0.75f, true);
        this.capacity = capacity;
    }

    public static <K, V> Map<K, V> atMost(int capacity) {
        return Collections.synchronizedMap(new LruCache<>(capacity));
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > capacity;
    }
}
