package vn.antin.ledger;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;
import vn.antin.json.Json;
import vn.antin.ledger.db.Tx;

/** At a hub whose authority is apart: what the authority was asked for, and what it signed. */
public final class AuthorityRequests {

    /** Where a request stands. */
    public enum AuthorityRequestState {
        /** The authority has not signed it. */
        WAITING,
        /** The certificates are here. */
        SIGNED,
        /** The hub's operator withdrew it. */
        DENIED
    }

    /**
     * A request.
     *
     * @param id SHA-256 of what it is about
     * @param kind what is asked
     * @param subject the owner of the keys, or the node that is revoked
     * @param content the request as it goes to the authority
     * @param words the fingerprint of the keys; empty without keys
     * @param decided when it was signed or withdrawn
     * @param answer what the authority signed
     */
    @SuppressWarnings("ArrayRecordComponent") // known by its id, never compared
    public record AuthorityRequestRow(
            Digest id,
            String kind,
            String subject,
            byte[] content,
            String words,
            Instant at,
            AuthorityRequestState state,
            @Nullable Instant decided,
            byte @Nullable [] answer) {

        /**
         * The names that are asked for: of the hub's connection certificate, or those that another authority may certify;
         * there none is all. Empty for other kinds.
         */
        public List<String> names() {
            try {
                List<String> names = new ArrayList<>();
                Json.MAPPER.readTree(content).path("names").forEach(name -> names.add(name.asText()));
                return names;
            } catch (IOException e) {
                throw new IllegalStateException("a stored request is JSON", e);
            }
        }
    }

    /**
     * How many wait.
     *
     * @param since when the oldest was asked; null when none waits
     */
    public record WaitingRequests(long count, @Nullable Instant since) {}

    public Optional<AuthorityRequestRow> find(Tx tx, Digest id) {
        return tx.one(AuthorityRequestRow.class, "select * from authority_request where id = ?", id);
    }

    /** Those that wait for the authority, the oldest first. */
    public List<AuthorityRequestRow> waiting(Tx tx, int most) {
        return tx.list(
                AuthorityRequestRow.class,
                "select * from authority_request where state = 'WAITING' order by at, id limit ?",
                most);
    }

    public WaitingRequests count(Tx tx) {
        return tx.one(
                        "select count(*) as many, min(at) as since from authority_request where state = 'WAITING'",
                        row -> new WaitingRequests(
                                row.number("many"), row.maybeInstant("since").orElse(null)))
                .orElseThrow();
    }

    /** Adds a request that waits; one that is there stays as it is. */
    public void add(Tx tx, Digest id, String kind, String subject, byte[] content, String words, Instant at) {
        tx.update(
                "insert into authority_request (id, kind, subject, content, words, at, state)"
                        + " values (?, ?, ?, ?, ?, ?, 'WAITING') on conflict do nothing",
                id,
                kind,
                subject,
                content,
                words,
                at);
    }

    /** Takes back the other waiting requests of this kind and subject: its owner has made other keys. */
    public void replace(Tx tx, Digest id, String kind, String subject) {
        tx.update(
                "delete from authority_request where kind = ? and subject = ? and state = 'WAITING' and id <> ?",
                kind,
                subject,
                id);
    }

    /** Whether another request of this kind and subject waits. */
    public boolean hasOther(Tx tx, Digest id, String kind, String subject) {
        return tx.number(
                        "select count(*) from authority_request"
                                + " where kind = ? and subject = ? and state = 'WAITING' and id <> ?",
                        kind,
                        subject,
                        id)
                > 0;
    }

    /** Stores what the authority signed; false for a request that does not wait. */
    public boolean sign(Tx tx, Digest id, byte[] answer, Instant at) {
        return 1
                == tx.update(
                        "update authority_request set state = 'SIGNED', answer = ?, decided = ?"
                                + " where id = ? and state = 'WAITING'",
                        answer,
                        at,
                        id);
    }

    /** Withdraws a request; false for one that does not wait. */
    public boolean deny(Tx tx, Digest id, Instant at) {
        return 1
                == tx.update(
                        "update authority_request set state = 'DENIED', decided = ? where id = ? and state = 'WAITING'",
                        at,
                        id);
    }

    /** Forgets a request; false for one that does not wait. */
    public boolean removeWaiting(Tx tx, Digest id) {
        return 1 == tx.update("delete from authority_request where id = ? and state = 'WAITING'", id);
    }

    /** Removes what was decided before that time. */
    public void removeDecidedBefore(Tx tx, Instant time) {
        tx.update("delete from authority_request where state <> 'WAITING' and decided < ?", time);
    }
}
