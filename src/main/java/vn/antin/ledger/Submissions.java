package vn.antin.ledger;

import java.util.Optional;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.db.Duplicate;
import vn.antin.ledger.db.Tx;

/** Names under which a submission is known, the caller's key and the document's own, and what they were used for. */
public final class Submissions {

    /** What a name was used for. */
    public record Made(Digest fingerprint, EnvelopeId document) {}

    public Optional<Made> find(Tx tx, String name) {
        return tx.one(
                "select fingerprint, document from submission where name = ?",
                row -> new Made(row.digest("fingerprint"), new EnvelopeId(row.uuid("document"))),
                name);
    }

    /** A name taken by another transaction in between is a {@link Duplicate}. */
    public void add(Tx tx, String name, Digest fingerprint, EnvelopeId document) {
        tx.update(
                "insert into submission (name, fingerprint, document) values (?, ?, ?)",
                name,
                fingerprint,
                document.value());
    }
}
