package vn.antin.ledger.people;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.ledger.db.Tx;

/** The API keys created at the console: the SHA-256 of each, and its agencies. */
public final class ApiKeyStore {

    /**
     * An API key.
     *
     * @param agencies empty for a key that reads metrics and health only
     * @param revoked null while it is valid
     */
    public record StoredApiKey(
            Digest digest,
            String name,
            Set<AgencyCode> agencies,
            String who,
            Instant since,
            @Nullable Instant revoked) {

        public StoredApiKey {
            agencies = Set.copyOf(agencies);
        }
    }

    public void add(Tx tx, Digest digest, String name, Set<AgencyCode> agencies, String who, Instant now) {
        tx.update(
                "insert into api_key (digest, name, agencies, who, since) values (?, ?, ?, ?, ?)",
                digest,
                name,
                agencies.stream().map(AgencyCode::value).sorted().collect(Collectors.joining(",")),
                who,
                now);
    }

    /** Revokes a key; false when it was not valid. */
    public boolean revoke(Tx tx, Digest digest, Instant now) {
        return tx.update("update api_key set revoked = ? where digest = ? and revoked is null", now, digest) == 1;
    }

    /** All keys ever created, newest first. */
    public List<StoredApiKey> all(Tx tx) {
        return tx.query(
                "select * from api_key order by since desc",
                row -> new StoredApiKey(
                        row.digest("digest"),
                        row.text("name"),
                        Arrays.stream(row.text("agencies").split(",", -1))
                                .filter(code -> !code.isEmpty())
                                .map(AgencyCode::new)
                                .collect(Collectors.toUnmodifiableSet()),
                        row.text("who"),
                        row.instant("since"),
                        row.maybeInstant("revoked").orElse(null)));
    }
}
