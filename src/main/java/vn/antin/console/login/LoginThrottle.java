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
 * Slows down password guessing and locks nobody out. Wrong passwords are counted for a name together with the address
 * they come from, and for the address alone; beyond some free ones the next is accepted only after a pause that doubles
 * with each, up to a limit. A browser that its owner has logged in with is counted by itself, so that it does not wait
 * for what others do. A pause is a time in memory: it holds no thread and no connection. Of bounded size.
 */
public final class LoginThrottle {

    /** Wrong ones of one name from one place before the first pause: people mistype. */
    static final int FREE = 4;

    /** Wrong ones from one address, whatever the name: an office behind one address is wrong now and then. */
    static final int FREE_OF_ADDRESS = 10;

    static final Duration LONGEST = Duration.ofMinutes(5);

    /** Who was quiet that long begins anew. */
    private static final Duration QUIET = Duration.ofMinutes(15);

    private static final int REMEMBERED = 10_000;
    private static final int NETWORK_BYTES = 8;

    private final Clock clock;
    private final Map<String, Tries> names = LruCache.atMost(REMEMBERED);
    private final Map<String, Tries> addresses = LruCache.atMost(REMEMBERED);

    /**
     * Where an attempt comes from.
     *
     * @param browser of a browser that the same person has logged in with; null of one that is not known
     */
    record From(String address, @Nullable String browser) {}

    /**
     * What becomes of an attempt.
     *
     * @param left how long to wait before the next is accepted; zero when this one is
     * @param refused how many came in vain in the present pause, with this one
     * @param pause what follows if this one is wrong
     */
    record Attempt(Duration left, long refused, Duration pause) {

        boolean accepted() {
            return left.isZero();
        }
    }

    /** Wrong ones since it last was quiet, when the next may come, and how many came before that in vain. */
    private record Tries(int wrong, Instant last, Instant next, long refused) {

        static final Tries NONE = new Tries(0, Instant.EPOCH, Instant.EPOCH, 0);
    }

    LoginThrottle(Clock clock) {
        this.clock = clock;
    }

    /**
     * Takes an attempt or refuses it, before any work is done. One that is taken counts as wrong until {@link #right} or
     * {@link #undecided} is told: many at once are not taken together.
     */
    synchronized Attempt attempt(String name, From from) {
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
            return new Attempt(Duration.between(now, next), refused, Duration.ZERO);
        }
        Tries wrongName = wrong(ofName, FREE, now);
        names.put(pair, wrongName);
        Instant until = wrongName.next();
        if (!known) {
            Tries wrongAddress = wrong(ofAddress, FREE_OF_ADDRESS, now);
            addresses.put(address, wrongAddress);
            until = later(until, wrongAddress.next());
        }
        return new Attempt(Duration.ZERO, 0, Duration.between(now, until));
    }

    /** It was right: the name begins anew from there, the address has one wrong one less. */
    synchronized void right(String name, From from) {
        names.remove(pair(name, from));
        takeBack(from);
    }

    /** Nobody could say whether it was right. */
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

    /** Of IPv6 the first 64 bits: who has one such address has them all. */
    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        String plain = address.replaceAll("[\\[\\]]|%.*", "");
        try {
            byte[] bytes = InetAddress.getByName(plain).getAddress();
            return bytes.length > Integer.BYTES ? HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES) : plain;
        } catch (UnknownHostException e) {
            return plain; // not an address that the platform can read: counted as it is written
        }
    }
}
