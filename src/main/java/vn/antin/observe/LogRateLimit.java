package vn.antin.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import vn.antin.seal.LruCache;

/**
 * Limits the log of the network libraries: one line of each kind in ten seconds, with the number of those suppressed. A
 * broken connection or an aborted handshake is logged in one line without a stack trace. Logback creates the only
 * instance.
 */
public final class LogRateLimit extends TurboFilter {

    private static final List<String> LIMITED =
            List.of("io.netty", "org.apache.activemq", "org.apache.artemis", "org.eclipse.jetty");

    private static final long EVERY = Duration.ofSeconds(10).toNanos();
    private static final int KINDS = 256;
    private static final Marker PASSED = MarkerFactory.getMarker("antin.passed");

    private final LongSupplier nanos;
    private final Map<String, SuppressedLines> kinds = LruCache.atMost(KINDS);

    /** When a kind was logged last, and how many lines were suppressed since. */
    private record SuppressedLines(long at, long left) {}

    /** Created by Logback, with the system clock. */
    public LogRateLimit() {
        this(System::nanoTime);
    }

    LogRateLimit(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] values,
            @Nullable Throwable thrown) {
        if (PASSED.equals(marker)
                || format == null
                || !level.isGreaterOrEqual(Level.WARN)
                || LIMITED.stream().noneMatch(logger.getName()::startsWith)) {
            return FilterReply.NEUTRAL;
        }
        Throwable broken = broken(thrown);
        long left = left(logger.getName() + " " + format + (broken == null ? "" : " " + broken.getClass()));
        if (left < 0) {
            return FilterReply.DENY;
        }
        if (left == 0 && broken == null) {
            return FilterReply.NEUTRAL;
        }
        String also = (broken == null ? "" : " (" + escaped(broken.toString()) + ")")
                + (left == 0 ? "" : " (and " + left + " more like it)");
        logger.log(
                PASSED,
                LogRateLimit.class.getName(),
                Level.toLocationAwareLoggerInteger(level),
                format + also,
                values,
                broken == null ? thrown : null);
        return FilterReply.DENY;
    }

    /** Number of suppressed lines of a kind; negative when this one is suppressed, too. */
    private synchronized long left(String key) {
        long now = nanos.getAsLong();
        SuppressedLines kind = kinds.get(key);
        if (kind != null && now - kind.at() < EVERY) {
            kinds.put(key, new SuppressedLines(kind.at(), kind.left() + 1));
            return -1;
        }
        kinds.put(key, new SuppressedLines(now, 0));
        return kind == null ? 0 : kind.left();
    }

    /** The innermost cause of a broken connection; null for any other failure. */
    private static @Nullable Throwable broken(@Nullable Throwable thrown) {
        Throwable innermost = null;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause() == cause ? null : cause.getCause()) {
            innermost = cause instanceof IOException ? cause : innermost;
        }
        return innermost;
    }

    /** Escapes text from outside, so that it cannot forge log lines. */
    private static String escaped(String text) {
        return text.replace("{}", "{ }");
    }
}
