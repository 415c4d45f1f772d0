package vn.antin.node.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.Mode;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.people.ApiKeyStore;
import vn.antin.ledger.people.AuditLog;

/** The API keys that were made at the console, in use as soon as they are made and no longer once they are revoked. */
public final class ConsoleApiKeys {

    private static final int SECRET_BYTES = 24;

    private final Ledger ledger;
    private final AuditLog audit;
    private final Mode mode;
    private final Clock clock;
    private final ApiKeyStore book = new ApiKeyStore();
    private final SecureRandom random = new SecureRandom();
    private volatile Map<Digest, Set<AgencyCode>> good = Map.of();

    public ConsoleApiKeys(Ledger ledger, AuditLog audit, Mode mode, Clock clock) {
        this.ledger = ledger;
        this.audit = audit;
        this.mode = mode;
        this.clock = clock;
        read();
    }

    private void read() {
        Map<Digest, Set<AgencyCode>> all = new HashMap<>();
        ledger.read(book::all).stream()
                .filter(key -> key.revoked() == null)
                .forEach(key -> all.put(key.digest(), key.agencies()));
        good = Map.copyOf(all);
    }

    /** Those that speak for an agency. */
    public Map<Digest, Set<AgencyCode>> forSoftware() {
        Map<Digest, Set<AgencyCode>> some = new HashMap<>(good);
        some.values().removeIf(Set::isEmpty);
        return some;
    }

    /** Whether it is one that reads metrics and health. */
    public boolean watches(String key) {
        Set<AgencyCode> agencies = good.get(digest(key));
        return agencies != null && agencies.isEmpty();
    }

    public String make(String who, String name, Set<AgencyCode> agencies) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String key = (mode == Mode.TEST ? "antin_test_" : "antin_live_")
                + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        ledger.store("console.key", tx -> {
            book.add(tx, digest(key), name, agencies, who, clock.instant());
            audit.add(tx, who, "MAKE_KEY", name, "", digest(key).hex() + " " + agencies);
        });
        read();
        return key;
    }

    public boolean revoke(String who, Digest digest, String reason) {
        boolean held = ledger.commit("console.revoke", tx -> {
            boolean was = book.revoke(tx, digest, clock.instant());
            if (was) {
                audit.add(tx, who, "REVOKE_KEY", digest.hex(), reason, "");
            }
            return was;
        });
        read();
        return held;
    }

    private static Digest digest(String key) {
        return Digest.sha256(key.getBytes(UTF_8));
    }
}
