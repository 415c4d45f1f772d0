package vn.antin.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import vn.antin.envelope.Digest;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Tx;

/** Messages that were given up, with the reason: to look at, to try again, to throw away. */
public final class DeadLetters {

    /**
     * One of them, without its bytes.
     *
     * @param values of the sentence that tells the reason
     */
    public record DeadLetter(
            long number, Instant at, String code, List<String> values, String sender, String kind, long bytes) {

        public DeadLetter {
            values = List.copyOf(values);
        }
    }

    /** Newest first, from before a number. */
    public List<DeadLetter> page(Tx tx, long before, int limit) {
        return tx.query(
                "select seq, at, code, detail, sender, kind, octet_length(body) as size from dead_letter where seq < ?"
                        + " order by seq desc limit ?",
                DeadLetters::letter,
                before,
                limit);
    }

    /** Those from before a time, the oldest first. */
    public List<DeadLetter> before(Tx tx, Instant time, int limit) {
        return tx.query(
                "select seq, at, code, detail, sender, kind, octet_length(body) as size from dead_letter where at < ?"
                        + " order by seq limit ?",
                DeadLetters::letter,
                time,
                limit);
    }

    public Optional<DeadLetter> find(Tx tx, long number) {
        return tx.one(
                "select seq, at, code, detail, sender, kind, octet_length(body) as size from dead_letter where seq = ?",
                DeadLetters::letter,
                number);
    }

    /** What it is known by after it is gone: number, digest, code and sender; empty when there is none. */
    public String name(Tx tx, long number) {
        return tx.one(
                        "select * from dead_letter where seq = ?",
                        row -> number + " " + Digest.sha256(row.bytes("body")).hex() + " " + row.text("code") + " "
                                + row.text("sender"),
                        number)
                .orElse("");
    }

    public Optional<byte[]> body(Tx tx, long number) {
        return tx.one("select body from dead_letter where seq = ?", row -> row.bytes("body"), number);
    }

    /** False when it is gone already. */
    public boolean remove(Tx tx, long number) {
        return tx.update("delete from dead_letter where seq = ?", number) == 1;
    }

    /** Takes away those that are the same message given up again since. */
    public int removeLater(Tx tx, long number) {
        return tx.update("""
                delete from dead_letter where seq > ? and exists (select 1 from dead_letter first where first.seq = ?
                    and first.sender = dead_letter.sender and first.kind = dead_letter.kind
                    and first.body = dead_letter.body)
                """, number, number);
    }

    private static DeadLetter letter(Columns row) {
        return new DeadLetter(
                row.number("seq"),
                row.instant("at"),
                row.text("code"),
                ValueList.read(row.text("detail")),
                row.text("sender"),
                row.text("kind"),
                row.number("size"));
    }
}
