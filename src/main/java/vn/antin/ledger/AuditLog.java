package vn.antin.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import vn.antin.envelope.Digest;

/** What people did at the console: rows that are only ever added, each sealed to the one before by its hash. */
public final class AuditLog {

    private static final Digest FIRST = Digest.sha256(new byte[0]);
    private static final String LOCK = "audit";

    private final Clock clock;

    /** One deed. */
    public record Entry(
            long number, Instant at, String who, String what, String subject, String reason, String detail) {}

    private record Row(Entry entry, Digest hash) {}

    public AuditLog(Clock clock) {
        this.clock = clock;
    }

    /** Adds a deed in the transaction that does it. */
    public void add(Tx tx, String who, String what, String subject, String reason, String detail) {
        // The row of the setting is the lock: two deeds at once must not be sealed to the same one before.
        tx.update("insert into setting (name, content) values (?, ?) on conflict do nothing", LOCK, FIRST.hex());
        Digest before = tx.one(
                        "select content from setting where name = ? for update",
                        row -> Digest.ofHex(row.text("content")),
                        LOCK)
                .orElseThrow();
        Entry entry = new Entry(
                0,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                who,
                what,
                cut(subject, 200),
                cut(reason, 500),
                cut(detail, 1000));
        Digest hash = hash(before, entry);
        tx.update(
                "insert into audit (at, who, what, subject, reason, detail, hash) values (?, ?, ?, ?, ?, ?, ?)",
                entry.at(),
                entry.who(),
                entry.what(),
                entry.subject(),
                entry.reason(),
                entry.detail(),
                hash);
        tx.update("update setting set content = ? where name = ?", hash.hex(), LOCK);
    }

    /** Newest first, from before a number. */
    public List<Entry> page(Tx tx, long before, int limit) {
        return tx.query(
                "select * from audit where seq < ? order by seq desc limit ?", row -> row(row).entry(), before, limit);
    }

    /** The number of the first row that is not sealed to the one before it; 0 when the chain holds to its last row. */
    public long broken(Tx tx) {
        Digest before = FIRST;
        long after = 0;
        while (true) {
            List<Row> rows =
                    tx.query("select * from audit where seq > ? order by seq limit 1000", AuditLog::row, after);
            if (rows.isEmpty()) {
                Digest last = before;
                boolean whole = tx.one("select content from setting where name = ?", row -> row.text("content"), LOCK)
                        .map(content -> content.equals(last.hex()))
                        .orElse(last.equals(FIRST));
                return whole ? 0 : after + 1;
            }
            for (Row row : rows) {
                if (!row.hash().equals(hash(before, row.entry()))) {
                    return row.entry().number();
                }
                before = row.hash();
                after = row.entry().number();
            }
        }
    }

    private static Row row(Columns row) {
        return new Row(
                new Entry(
                        row.number("seq"),
                        row.instant("at"),
                        row.text("who"),
                        row.text("what"),
                        row.text("subject"),
                        row.text("reason"),
                        row.text("detail")),
                row.digest("hash"));
    }

    private static Digest hash(Digest before, Entry entry) {
        String words = String.join(
                "\u0000",
                before.hex(),
                entry.at().toString(),
                entry.who(),
                entry.what(),
                entry.subject(),
                entry.reason(),
                entry.detail());
        return Digest.sha256(words.getBytes(UTF_8));
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }
}
