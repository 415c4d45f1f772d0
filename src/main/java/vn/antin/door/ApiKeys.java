package vn.antin.door;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/**
 * The SHA-256 of each API key and the agencies it may speak for; the keys themselves are kept nowhere.
 *
 * @param keys of the configuration
 * @param made those that were made since, as they are now
 */
public record ApiKeys(Map<Digest, Set<AgencyCode>> keys, Supplier<Map<Digest, Set<AgencyCode>>> made) {

    /** What a key looks like; also what a search for keys left in files looks for. */
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

    /** Those of the configuration and no others. */
    public ApiKeys(Map<Digest, Set<AgencyCode>> keys) {
        this(keys, Map::of);
    }

    /**
     * Whoever calls.
     *
     * @param authorization the header of that name
     * @param agency the code of the header {@link #AGENCY}: which of the key's agencies the call speaks for
     */
    public Caller caller(@Nullable String authorization, @Nullable String agency) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw new Refused(Fault.NOT_SIGNED_IN);
        }
        Caller caller = agencies(authorization.substring(SCHEME.length()).strip())
                .map(Caller::new)
                .orElseThrow(() -> new Refused(Fault.NOT_SIGNED_IN));
        return agency == null ? caller : caller.speakingFor(new AgencyCode(agency.strip()));
    }

    /** Every key is compared, each in constant time: how long it takes tells nothing about how near a guess was. */
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
