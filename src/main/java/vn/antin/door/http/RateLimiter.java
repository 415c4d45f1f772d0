package vn.antin.door.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * How many calls each key makes in a minute: enough for any software that works, not for one that runs in a circle.
 * Only keys that are known are counted, so there are never more than the configuration has.
 */
public final class RateLimiter {

    public static final int PER_MINUTE = 300_000;

    private static final String PROPERTY = "antin.pace";

    private final Clock clock;
    private final int most;
    private final Map<String, Minute> minutes = new ConcurrentHashMap<>();

    /** What a key has used of a minute. */
    private record Minute(long minute, int used) {}

    /** What the caller is told: the limit, what is left of it, and the seconds until it is whole again. */
    public record Left(int most, int left, long seconds) {}

    public RateLimiter(Clock clock) {
        this(clock, PER_MINUTE);
    }

    public RateLimiter(Clock clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    /** Counts a call; refused when there were too many. */
    public void mind(@Nullable String key, ContainerRequestContext request) {
        Left left = counted(String.valueOf(key));
        request.setProperty(PROPERTY, left);
        if (left.left() < 0) {
            throw new Refused(Fault.TOO_MANY_REQUESTS);
        }
    }

    /** Below nothing left, the call is one too many. */
    public Left counted(String key) {
        long second = clock.instant().getEpochSecond();
        Minute now = minutes.merge(
                key,
                new Minute(second / 60, 1),
                (before, one) -> before.minute() == one.minute()
                        ? new Minute(one.minute(), Math.min(before.used() + 1, most + 1))
                        : one);
        return new Left(most, most - now.used(), 60 - second % 60);
    }

    /** Tells it on every answer to a call that was counted. */
    public static final class Told implements ContainerResponseFilter {

        @Override
        public void filter(ContainerRequestContext request, ContainerResponseContext response) {
            if (request.getProperty(PROPERTY) instanceof Left left) {
                response.getHeaders().putSingle("RateLimit-Limit", left.most());
                response.getHeaders().putSingle("RateLimit-Remaining", Math.max(0, left.left()));
                response.getHeaders().putSingle("RateLimit-Reset", left.seconds());
            }
        }
    }
}
