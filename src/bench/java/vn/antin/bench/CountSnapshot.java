package vn.antin.bench;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import vn.antin.bench.count.Counter;
import vn.antin.bench.count.CountingAgent;

/** The counts of one process at one moment. */
record CountSnapshot(Map<Counter, Long> counts) {

    /**
     * Reads the lines of a {@link CountingAgent}.
     *
     * @throws IllegalStateException if a counter is absent or a counted method does not exist: the count would be wrong
     */
    static CountSnapshot parse(List<String> lines) {
        Map<Counter, Long> counts = new EnumMap<>(Counter.class);
        for (Counter counter : Counter.values()) {
            counts.put(counter, value(lines, counter));
        }
        List<String> missing = lines.stream()
                .filter(line -> line.startsWith(CountingAgent.MISSING + " "))
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalStateException("methods that should be counted: " + missing);
        }
        return new CountSnapshot(counts);
    }

    private static long value(List<String> lines, Counter counter) {
        return lines.stream()
                .filter(line -> line.startsWith(counter.key() + " "))
                .mapToLong(line -> Long.parseLong(line.substring(counter.key().length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("not counted: " + counter.key()));
    }

    CountSnapshot since(CountSnapshot before) {
        Map<Counter, Long> since = new EnumMap<>(Counter.class);
        counts.forEach((counter, value) -> since.put(counter, value - before.of(counter)));
        return new CountSnapshot(since);
    }

    long of(Counter counter) {
        return counts.getOrDefault(counter, 0L);
    }
}
