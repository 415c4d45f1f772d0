package vn.antin.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.Digest;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.db.Tx;

/**
 * Files uploaded in pieces before a document refers to them: their expected size and digest, and the bytes stored so
 * far.
 */
public final class Uploads {

    /**
     * An uploaded file.
     *
     * @param digest the expected digest, if the sender gave one
     * @param received bytes on disk
     * @param claim fingerprint of the submission that has claimed it
     * @param document the document of that submission; the file is deleted then
     */
    public record Upload(
            UUID id,
            AgencyCode agency,
            String name,
            String mediaType,
            long size,
            @Nullable Digest digest,
            long received,
            Instant expires,
            @Nullable Digest claim,
            @Nullable EnvelopeId document) {

        public boolean whole() {
            return received == size;
        }
    }

    /** An agency's unused uploads: their number, and their bytes when complete. */
    public record Load(long count, long bytes) {}

    public Load load(Tx tx, AgencyCode agency) {
        return tx.one(Load.class, """
                        select count(*) as count, coalesce(sum(size), 0) as bytes from upload
                        where agency = ? and document is null
                        """, agency).orElseThrow();
    }

    public void add(Tx tx, Upload upload) {
        tx.update(
                """
                insert into upload (id, agency, name, media_type, size, digest, received, expires)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                upload.id(),
                upload.agency().value(),
                upload.name(),
                upload.mediaType(),
                upload.size(),
                upload.digest(),
                upload.received(),
                upload.expires());
    }

    public Optional<Upload> find(Tx tx, UUID id) {
        return tx.one(Upload.class, "select * from upload where id = ?", id);
    }

    public void received(Tx tx, UUID id, long bytes) {
        tx.update("update upload set received = ? where id = ?", bytes, id);
    }

    /** Claims it for one submission; false when another has claimed it. */
    public boolean claim(Tx tx, UUID id, Digest claim) {
        return 1
                == tx.update(
                        "update upload set claim = ? where id = ? and (claim is null or claim = ?)", claim, id, claim);
    }

    /** Releases the claim after a refusal of the submission. */
    public void release(Tx tx, UUID id) {
        tx.update("update upload set claim = null where id = ? and document is null", id);
    }

    /** Marks it as used; remembered for repeats of the submission. */
    public void used(Tx tx, UUID id, EnvelopeId document, Instant remember) {
        tx.update("update upload set document = ?, expires = ? where id = ?", document.value(), remember, id);
    }

    public void remove(Tx tx, UUID id) {
        tx.update("delete from upload where id = ?", id);
    }

    public List<Upload> expired(Tx tx, Instant now, int atMost) {
        return tx.list(Upload.class, "select * from upload where expires < ? order by expires limit ?", now, atMost);
    }
}
