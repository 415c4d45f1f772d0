package vn.antin.ledger;

import java.time.Instant;
import java.util.List;
import vn.antin.envelope.Digest;

/** Messages no code understood, for whoever must look at them; {@link Notes} keeps them. */
public final class DeadLetters {

    /** One of them, without its bytes. */
    public record Letter(long number, String code, String detail, String sender, String kind, long size, Instant at) {}

    /** Newest first. */
    public List<Letter> newest(Tx tx, int most) {
        return tx.query(
                "select seq, code, detail, sender, kind, octet_length(body) as size, at from dead_letter"
                        + " order by seq desc limit ?",
                row -> new Letter(
                        row.number("seq"),
                        row.text("code"),
                        row.text("detail"),
                        row.text("sender"),
                        row.text("kind"),
                        row.number("size"),
                        row.instant("at")),
                most);
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

    /** Throws it away; false when it was not there. */
    public boolean remove(Tx tx, long number) {
        return 1 == tx.update("delete from dead_letter where seq = ?", number);
    }
}
