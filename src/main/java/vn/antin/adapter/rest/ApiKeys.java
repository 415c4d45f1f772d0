package vn.antin.adapter.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;

/** The SHA-256 of each API key and the agencies it may speak for; the keys themselves are kept nowhere. */
public record ApiKeys(Map<Digest, Set<AgencyCode>> keys) {

    /** What a key looks like; also what a search for keys left in files looks for. */
    public static final Pattern FORM = Pattern.compile("antin_[A-Za-z0-9_-]{20,200}");

    public ApiKeys {
        Map<Digest, Set<AgencyCode>> copy = new HashMap<>();
        keys.forEach((digest, agencies) -> copy.put(digest, Set.copyOf(agencies)));
        if (copy.values().stream().anyMatch(Set::isEmpty)) {
            throw new IllegalArgumentException("an API key must stand for at least one agency");
        }
        keys = Map.copyOf(copy);
    }

    /** Every key is compared, each in constant time: how long it takes tells nothing about how near a guess was. */
    Optional<Set<AgencyCode>> agencies(String key) {
        Digest given = Digest.sha256(key.getBytes(UTF_8));
        Optional<Set<AgencyCode>> found = Optional.empty();
        for (Map.Entry<Digest, Set<AgencyCode>> known : keys.entrySet()) {
            found = known.getKey().equals(given) ? Optional.of(known.getValue()) : found;
        }
        return FORM.matcher(key).matches() ? found : Optional.empty();
    }
}
