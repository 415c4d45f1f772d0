package vn.antin.ledger;

import java.util.Optional;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.db.Duplicate;
import vn.antin.ledger.db.Tx;

/** The names of accepted submissions, the caller's key and the document's identifier, for recognizing repeats. */
public final class Submissions {

    /** Begins the name of a copy, {@code DOCUMENT:NUMBER} after it, that was sent again because its key was lost. */
    public static final String AGAIN = "again:";

    /** The submission under a name. */
    public record StoredSubmission(Digest fingerprint, EnvelopeId document) {}

    public Optional<StoredSubmission> find(Tx tx, String name) {
        return tx.one(
                "select fingerprint, document from submission where name = ?",
                row -> new StoredSubmission(row.digest("fingerprint"), new EnvelopeId(row.uuid("document"))),
                name);
    }

    /**
     * Adds a name. The transaction fails with {@link Duplicate} if a concurrent one has taken it.
     */
    public void add(Tx tx, String name, Digest fingerprint, EnvelopeId document) {
        tx.defer(
                "insert into submission (name, fingerprint, document) values (?, ?, ?)",
                name,
                fingerprint,
                document.value());
    }
}
