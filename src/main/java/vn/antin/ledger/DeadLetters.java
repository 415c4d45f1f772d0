package vn.antin.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import vn.antin.envelope.Digest;
import vn.antin.ledger.db.Tx;

/** The dead letters: messages that were given up, with the reason, to inspect, retry or delete. */
public final class DeadLetters {

    private static final String ALL = "select seq as number, at, code, detail as \"values\", sender, kind,"
            + " octet_length(body) as bytes from dead_letter";

    /**
     * A dead letter without its bytes.
     *
     * @param values of the sentence that tells the reason
     */
    public record DeadLetter(
            long number, Instant at, String code, List<String> values, String sender, String kind, long bytes) {

        public DeadLetter {
            values = List.copyOf(values);
        }
    }

    /** Dead letters with a smaller number, newest first. */
    public List<DeadLetter> page(Tx tx, long before, int limit) {
        return tx.list(DeadLetter.class, ALL + " where seq < ? order by seq desc limit ?", before, limit);
    }

    /** Dead letters from before a time, oldest first. */
    public List<DeadLetter> before(Tx tx, Instant time, int limit) {
        return tx.list(DeadLetter.class, ALL + " where at < ? order by seq limit ?", time, limit);
    }

    public Optional<DeadLetter> find(Tx tx, long number) {
        return tx.one(DeadLetter.class, ALL + " where seq = ?", number);
    }

    /**
     * A name for the audit log that outlives the letter: number, digest, code and sender; empty when there is no such
     * letter.
     */
    public String name(Tx tx, long number) {
        return tx.one(
                        "select * from dead_letter where seq = ?",
                        row -> number + " " + Digest.sha256(row.bytes("body")).hex() + " " + row.text("code") + " "
                                + row.text("sender"),
                        number)
                .orElse("");
    }

    public Optional<byte[]> body(Tx tx, long number) {
        return tx.one(byte[].class, "select body from dead_letter where seq = ?", number);
    }

    /** Deletes a dead letter; false when it is gone already. */
    public boolean remove(Tx tx, long number) {
        return tx.update("delete from dead_letter where seq = ?", number) == 1;
    }

    /** Deletes later dead letters with the same message; returns their number. */
    public int removeLater(Tx tx, long number) {
        return tx.update("""
                delete from dead_letter where seq > ? and exists (select 1 from dead_letter first where first.seq = ?
                    and first.sender = dead_letter.sender and first.kind = dead_letter.kind
                    and first.body = dead_letter.body)
                """, number, number);
    }
}
