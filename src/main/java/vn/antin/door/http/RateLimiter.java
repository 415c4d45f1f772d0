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
 * Limits the calls of each API key in a minute: generous for working software, too small for a loop without pauses.
 * Only known keys are counted, so that the map never exceeds the configured keys.
 */
public final class RateLimiter {

    public static final int PER_MINUTE = 300_000;

    private static final String PROPERTY = "antin.rate";

    private final Clock clock;
    private final int most;
    private final Map<String, Minute> minutes = new ConcurrentHashMap<>();

    /** The calls of one key in one minute. */
    private record Minute(long minute, int used) {}

    /** The quota as the caller sees it: the limit, what is left of it, and the seconds until it is renewed. */
    public record Left(int most, int left, long seconds) {}

    public RateLimiter(Clock clock) {
        this(clock, PER_MINUTE);
    }

    public RateLimiter(Clock clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    /**
     * Counts a call.
     *
     * @throws Refused TOO_MANY_REQUESTS when the quota is used up
     */
    public void check(@Nullable String key, ContainerRequestContext request) {
        Left left = count(String.valueOf(key));
        request.setProperty(PROPERTY, left);
        if (left.left() < 0) {
            throw new Refused(Fault.TOO_MANY_REQUESTS);
        }
    }

    /** Counts a call; below zero left, it is over the quota. */
    public Left count(String key) {
        long second = clock.instant().getEpochSecond();
        Minute now = minutes.merge(
                key,
                new Minute(second / 60, 1),
                (before, one) -> before.minute() == one.minute()
                        ? new Minute(one.minute(), Math.min(before.used() + 1, most + 1))
                        : one);
        return new Left(most, most - now.used(), 60 - second % 60);
    }

    /** Writes the quota on every answer to a counted call. */
    public static final class Headers implements ContainerResponseFilter {

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
