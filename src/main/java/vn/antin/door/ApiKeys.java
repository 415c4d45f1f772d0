package vn.antin.door;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * Authenticates API keys: maps the SHA-256 of each key to the agencies it may speak for. The keys themselves are stored
 * nowhere.
 *
 * @param keys keys from the configuration
 * @param made keys created at run time, read at each call
 * @param codes all codes of the agencies with these codes: an agency that got another code keeps its keys
 */
public record ApiKeys(
        Map<Digest, Set<AgencyCode>> keys,
        Supplier<Map<Digest, Set<AgencyCode>>> made,
        UnaryOperator<Set<AgencyCode>> codes) {

    /** The form of a key; searches for keys left in files use it, too. */
    public static final Pattern FORM = Pattern.compile("antin_[A-Za-z0-9_-]{20,200}");

    /** The header that names the agency of a call. */
    public static final String AGENCY = "X-Antin-Agency";

    private static final String SCHEME = "bearer ";

    public ApiKeys {
        Map<Digest, Set<AgencyCode>> copy = new HashMap<>();
        keys.forEach((digest, agencies) -> copy.put(digest, Set.copyOf(agencies)));
        if (copy.values().stream().anyMatch(Set::isEmpty)) {
            throw new IllegalArgumentException("an API key must stand for at least one agency");
        }
        keys = Map.copyOf(copy);
    }

    /** Only the keys of the configuration. */
    public ApiKeys(Map<Digest, Set<AgencyCode>> keys) {
        this(keys, Map::of, agencies -> agencies);
    }

    /**
     * Authenticates a caller.
     *
     * @param authorization the value of the Authorization header
     * @param agency the value of {@link #AGENCY}: which of the key's agencies this call speaks for
     */
    public Caller caller(@Nullable String authorization, @Nullable String agency) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw new Refused(Fault.NOT_SIGNED_IN);
        }
        Caller caller = agencies(authorization.substring(SCHEME.length()).strip())
                .map(this::caller)
                .orElseThrow(() -> new Refused(Fault.NOT_SIGNED_IN));
        return agency == null ? caller : caller(Set.of(caller.named(new AgencyCode(agency.strip()))));
    }

    private Caller caller(Set<AgencyCode> named) {
        return new Caller(codes.apply(named), named);
    }

    /** Compares with every key in constant time, so that the time taken does not reveal how close a guess was. */
    public Optional<Set<AgencyCode>> agencies(String key) {
        Digest given = Digest.sha256(key.getBytes(UTF_8));
        Optional<Set<AgencyCode>> found = Optional.empty();
        for (Map<Digest, Set<AgencyCode>> some : List.of(keys, made.get())) {
            for (Map.Entry<Digest, Set<AgencyCode>> known : some.entrySet()) {
                found = known.getKey().equals(given) ? Optional.of(known.getValue()) : found;
            }
        }
        return FORM.matcher(key).matches() ? found : Optional.empty();
    }
}
