package vn.antin.observe;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.ObjIntConsumer;

/** Counts the calls at the HTTPS door by adapter and status; of a path only the adapter is recorded. */
public final class CallCounter implements ObjIntConsumer<String> {

    private record CallKind(String adapter, int code) {}

    /** Prefix of a path to its adapter. */
    private static final List<Map.Entry<String, String>> ADAPTERS = List.of(
            Map.entry("/api/", "rest"),
            Map.entry("/services/", "soap"),
            Map.entry("/vxp/", "vxp"),
            Map.entry("/console", "console"),
            Map.entry("/parts/", "parts"),
            Map.entry("/join", "join"),
            Map.entry("/docs", "docs"),
            Map.entry("/errors", "docs"),
            Map.entry("/observe", "observe"));

    private final Map<CallKind, LongAdder> counts = new ConcurrentHashMap<>();

    @Override
    public void accept(String path, int status) {
        String adapter = ADAPTERS.stream()
                .filter(each -> path.startsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("other");
        int code = status >= 100 && status < 600 ? status : 0;
        counts.computeIfAbsent(new CallKind(adapter, code), unused -> new LongAdder())
                .increment();
    }

    /** Passes each adapter and status with its count. */
    void tell(BiConsumer<String[], Long> each) {
        counts.forEach((kind, count) ->
                each.accept(new String[] {kind.adapter(), Integer.toString(kind.code())}, count.sum()));
    }
}
