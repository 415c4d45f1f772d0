package vn.antin.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import vn.antin.envelope.Fault;
import vn.antin.envelope.Refused;
import vn.antin.seal.Remembered;

/**
 * Slows down who guesses passwords, in memory alone and of bounded size: an address that was often wrong waits, twice
 * as long each time; a name that does not exist is locked as one that does, so that locking tells nobody which do.
 */
final class Guesses {

    /** An office behind one address is wrong now and then. */
    private static final int FREE = 10;

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int REMEMBERED = 10_000;

    private final int mostOfName;
    private final Duration locked;
    private final Clock clock;
    private final Map<String, Tries> names = Remembered.atMost(REMEMBERED);
    private final Map<String, Tries> addresses = Remembered.atMost(REMEMBERED);

    /** Wrong ones since it last was quiet, and when the next may come. */
    private record Tries(int wrong, Instant last, Instant next) {}

    /**
     * Nobody guessed yet.
     *
     * @param mostOfName wrong ones before a name is locked
     * @param locked how long; an address that is quiet that long begins anew
     */
    Guesses(int mostOfName, Duration locked, Clock clock) {
        this.mostOfName = mostOfName;
        this.locked = locked;
        this.clock = clock;
    }

    /** Refuses, before any work is done, who must still wait. */
    void mind(String name, String address) {
        Instant now = clock.instant();
        Tries from = addresses.get(address);
        if (from != null && now.isBefore(from.next())) {
            throw new Refused(
                    Fault.LOGIN_PACED,
                    Long.toString(Math.max(1, Duration.between(now, from.next()).toSeconds())));
        }
        Tries of = names.get(name);
        if (of != null && now.isBefore(of.next())) {
            throw new Refused(Fault.LOGIN_LOCKED);
        }
    }

    /** A wrong one. Names that exist are locked by the ledger, which remembers longer. */
    void wrong(String name, boolean exists, String address) {
        Instant now = clock.instant();
        addresses.merge(address, first(now), (before, first) -> {
            int wrong = quiet(before, now) ? 1 : before.wrong() + 1;
            return new Tries(wrong, now, now.plus(pause(wrong)));
        });
        if (!exists) {
            names.merge(name, first(now), (before, first) -> {
                int wrong = quiet(before, now) ? 1 : before.wrong() + 1;
                return wrong < mostOfName ? new Tries(wrong, now, now) : new Tries(0, now, now.plus(locked));
            });
        }
    }

    /** The right one, of a name that the ledger does not count for. */
    void right(String name) {
        names.remove(name);
    }

    private static Tries first(Instant now) {
        return new Tries(1, now, now);
    }

    private boolean quiet(Tries before, Instant now) {
        return now.isAfter(before.last().plus(locked));
    }

    private static Duration pause(int wrong) {
        if (wrong <= FREE) {
            return Duration.ZERO;
        }
        Duration doubled = Duration.ofSeconds(1L << Math.min(wrong - FREE, 20));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }
}
