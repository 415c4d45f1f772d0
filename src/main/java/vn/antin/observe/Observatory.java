package vn.antin.observe;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at this node or hub, not more than once a second however many ask. */
public final class Observatory {

    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

    private final long fresh;
    private final Supplier<Reading> source;
    private final Checks checks;
    private @Nullable Reading last;
    private long lastAt;

    public Observatory(Supplier<Reading> source, Checks checks) {
        this(source, checks, FRESH);
    }

    /** With looks that count for so many nanoseconds. */
    Observatory(Supplier<Reading> source, Checks checks, long fresh) {
        this.fresh = fresh;
        this.source = source;
        this.checks = checks;
    }

    /** How it stands, as of a second ago at most. */
    public synchronized Reading now() {
        Reading known = last;
        if (known == null || System.nanoTime() - lastAt >= fresh) {
            known = source.get();
            last = known;
            lastAt = System.nanoTime();
        }
        return known;
    }

    /** The same, judged. */
    public List<Check> checks() {
        return checks.of(now());
    }

    /** Whether documents can be delivered now. */
    public static boolean ready(List<Check> checks) {
        return checks.stream().noneMatch(Check::blocks);
    }

    /** How bad the worst check of each rule is. */
    public static Map<Check.Rule, Check.Level> worst(List<Check> checks) {
        Map<Check.Rule, Check.Level> worst = new EnumMap<>(Check.Rule.class);
        checks.forEach(check ->
                worst.merge(check.rule(), check.level(), (one, other) -> one.compareTo(other) >= 0 ? one : other));
        return worst;
    }
}
