package vn.antin.console.login;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.antin.seal.LruCache;

/**
 * Slows down password guessing without locking anybody out. Wrong passwords are counted for each pair of name and
 * address, and for each address; beyond some free ones the next attempt is accepted only after a pause that doubles
 * each time, up to a limit. A known browser is counted by itself, so that its owner does not wait for the guesses of
 * others. A pause is a timestamp in memory: it holds no thread and no connection. Memory is bounded.
 */
public final class LoginThrottle {

    /** Free wrong attempts of one name from one address: people mistype. */
    static final int FREE = 4;

    /** Free wrong attempts from one address for any names: an office shares one address. */
    static final int FREE_OF_ADDRESS = 10;

    static final Duration LONGEST = Duration.ofMinutes(5);

    /** Counters are reset after this time without an attempt. */
    private static final Duration QUIET = Duration.ofMinutes(15);

    private static final int REMEMBERED = 10_000;
    private static final int NETWORK_BYTES = 8;

    private final Clock clock;
    private final Map<String, Tries> names = LruCache.atMost(REMEMBERED);
    private final Map<String, Tries> addresses = LruCache.atMost(REMEMBERED);

    /**
     * The origin of an attempt.
     *
     * @param browser identifier of a known browser; null for another one
     */
    record From(String address, @Nullable String browser) {}

    /**
     * The decision about an attempt.
     *
     * @param left time until the next one is accepted; zero when this one is
     * @param refused attempts refused in the present pause, with this one
     * @param pause that follows if this one is wrong
     */
    record LoginAttempt(Duration left, long refused, Duration pause) {

        boolean accepted() {
            return left.isZero();
        }
    }

    /** Wrong attempts since the last reset, when the next one is accepted, and how many were refused until then. */
    private record Tries(int wrong, Instant last, Instant next, long refused) {

        static final Tries NONE = new Tries(0, Instant.EPOCH, Instant.EPOCH, 0);
    }

    LoginThrottle(Clock clock) {
        this.clock = clock;
    }

    /**
     * Accepts or refuses an attempt before any work is done. An accepted one counts as wrong until {@link #right} or
     * {@link #undecided} is called, so that parallel attempts are not all accepted.
     */
    synchronized LoginAttempt attempt(String name, From from) {
        Instant now = clock.instant();
        String pair = pair(name, from);
        String address = network(from.address());
        boolean known = from.browser() != null;
        Tries ofName = names.getOrDefault(pair, Tries.NONE);
        Tries ofAddress = known ? Tries.NONE : addresses.getOrDefault(address, Tries.NONE);
        Instant next = later(ofName.next(), ofAddress.next());
        if (now.isBefore(next)) {
            long refused = ofName.refused() + 1;
            names.put(pair, new Tries(ofName.wrong(), ofName.last(), ofName.next(), refused));
            return new LoginAttempt(Duration.between(now, next), refused, Duration.ZERO);
        }
        Tries wrongName = wrong(ofName, FREE, now);
        names.put(pair, wrongName);
        Instant until = wrongName.next();
        if (!known) {
            Tries wrongAddress = wrong(ofAddress, FREE_OF_ADDRESS, now);
            addresses.put(address, wrongAddress);
            until = later(until, wrongAddress.next());
        }
        return new LoginAttempt(Duration.ZERO, 0, Duration.between(now, until));
    }

    /** Counts a correct password: resets the name from that address, and takes one wrong attempt off the address. */
    synchronized void right(String name, From from) {
        names.remove(pair(name, from));
        takeBack(from);
    }

    /** Takes an attempt back that nobody could check. */
    synchronized void undecided(String name, From from) {
        names.computeIfPresent(pair(name, from), (same, tries) -> less(tries));
        takeBack(from);
    }

    private void takeBack(From from) {
        if (from.browser() == null) {
            addresses.computeIfPresent(network(from.address()), (same, tries) -> less(tries));
        }
    }

    private static Tries less(Tries tries) {
        return new Tries(Math.max(0, tries.wrong() - 1), tries.last(), tries.last(), 0);
    }

    private static Tries wrong(Tries before, int free, Instant now) {
        int wrong = now.isAfter(before.last().plus(QUIET)) ? 1 : before.wrong() + 1;
        return new Tries(wrong, now, now.plus(pause(wrong - free)), 0);
    }

    private static Duration pause(int beyond) {
        if (beyond <= 0) {
            return Duration.ZERO;
        }
        Duration doubled = Duration.ofSeconds(1L << Math.min(beyond, 20));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static String pair(String name, From from) {
        String browser = from.browser();
        return name + "\n" + (browser == null ? network(from.address()) : "browser " + browser);
    }

    /** The first 64 bits of an IPv6 address, because one subscriber has them all. */
    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        String plain = address.replaceAll("[\\[\\]]|%.*", "");
        try {
            byte[] bytes = InetAddress.getByName(plain).getAddress();
            return bytes.length > Integer.BYTES ? HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES) : plain;
        } catch (UnknownHostException e) {
            return plain; // not parseable as an address: counted as it is written
        }
    }
}
