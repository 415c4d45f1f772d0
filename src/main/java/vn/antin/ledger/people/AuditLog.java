package vn.antin.ledger.people;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import vn.antin.envelope.Digest;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Tx;

/** What people did at the console: rows that are only ever added, each sealed to the one before by its hash. */
public final class AuditLog {

    private static final Digest FIRST = Digest.sha256(new byte[0]);
    private static final String LOCK = "audit";
    private static final int STEP = 1_000;

    private final Clock clock;

    /** One deed. */
    public record AuditEntry(
            long number,
            Instant at,
            String who,
            String address,
            String what,
            String subject,
            String reason,
            String detail) {}

    /**
     * Who does something.
     *
     * @param address the other end of the connection; empty when there is none
     */
    public record By(String who, String address) {}

    private record AuditRow(AuditEntry entry, Digest hash) {}

    public AuditLog(Clock clock) {
        this.clock = clock;
    }

    /** Adds a deed of the program, or of somebody at the machine, in the transaction that does it. */
    public void add(Tx tx, String who, String what, String subject, String reason, String detail) {
        add(tx, new By(who, ""), what, subject, reason, detail);
    }

    /** Adds a deed in the transaction that does it. */
    public void add(Tx tx, By by, String what, String subject, String reason, String detail) {
        // The row of the setting is the lock: two deeds at once must not be sealed to the same one before.
        tx.update("insert into setting (name, content) values (?, ?) on conflict do nothing", LOCK, FIRST.hex());
        Digest before = tx.one(
                        "select content from setting where name = ? for update",
                        row -> Digest.ofHex(row.text("content")),
                        LOCK)
                .orElseThrow();
        AuditEntry entry = new AuditEntry(
                0,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                by.who(),
                cut(by.address(), 100),
                what,
                cut(subject, 200),
                cut(reason, 500),
                cut(detail, 1000));
        Digest hash = hash(before, entry);
        tx.update(
                "insert into audit (at, who, address, what, subject, reason, detail, hash) values (?, ?, ?, ?, ?, ?, ?, ?)",
                entry.at(),
                entry.who(),
                entry.address(),
                entry.what(),
                entry.subject(),
                entry.reason(),
                entry.detail(),
                hash);
        tx.update("update setting set content = ? where name = ?", hash.hex(), LOCK);
    }

    /** Newest first, from before a number. */
    public List<AuditEntry> page(Tx tx, long before, int limit) {
        return tx.query(
                "select * from audit where seq < ? order by seq desc limit ?", row -> row(row).entry(), before, limit);
    }

    /**
     * How far the chain was walked.
     *
     * @param number of the last row that holds, with its hash
     * @param broken the number of the first row that is not sealed to the one before it; 0 when there is none so far
     * @param end whether that is the last row there is
     */
    public record Walked(long number, Digest hash, long broken, boolean end) {

        /** Before the first row. */
        public static final Walked START = new Walked(0, FIRST, 0, false);
    }

    /** Goes on from where it was walked to, over so many rows at most. */
    public Walked walk(Tx tx, Walked from, long most) {
        Digest before = from.hash();
        long after = from.number();
        for (long walked = 0; walked < most; walked += STEP) {
            List<AuditRow> rows =
                    tx.query("select * from audit where seq > ? order by seq limit " + STEP, AuditLog::row, after);
            for (AuditRow row : rows) {
                if (!row.hash().equals(hash(before, row.entry()))) {
                    return new Walked(after, before, row.entry().number(), false);
                }
                before = row.hash();
                after = row.entry().number();
            }
            if (rows.size() < STEP) {
                return new Walked(after, before, isLast(tx, before) ? 0 : after + 1, true);
            }
        }
        return new Walked(after, before, 0, false);
    }

    private static boolean isLast(Tx tx, Digest hash) {
        return tx.one("select content from setting where name = ?", row -> row.text("content"), LOCK)
                .map(content -> content.equals(hash.hex()))
                .orElse(hash.equals(FIRST));
    }

    /** The number of the first row that is not sealed to the one before it; 0 when the chain holds to its last row. */
    public long broken(Tx tx) {
        return walk(tx, Walked.START, Long.MAX_VALUE).broken();
    }

    /** The same of the rows of one {@link #page} alone. */
    public long brokenWithin(Tx tx, long before, int limit) {
        List<AuditRow> rows = tx.query(
                "select * from audit where seq < ? order by seq desc limit ?", AuditLog::row, before, limit + 1);
        long broken = 0;
        for (int i = 0; i < Math.min(rows.size(), limit); i++) {
            Digest previous = i + 1 < rows.size() ? rows.get(i + 1).hash() : FIRST;
            AuditRow row = rows.get(i);
            broken = row.hash().equals(hash(previous, row.entry()))
                    ? broken
                    : row.entry().number();
        }
        return broken;
    }

    /** How many rows there are. */
    public long count(Tx tx) {
        return tx.one("select count(*) as n from audit", row -> row.number("n")).orElse(0L);
    }

    private static AuditRow row(Columns row) {
        return new AuditRow(
                new AuditEntry(
                        row.number("seq"),
                        row.instant("at"),
                        row.text("who"),
                        row.text("address"),
                        row.text("what"),
                        row.text("subject"),
                        row.text("reason"),
                        row.text("detail")),
                row.digest("hash"));
    }

    private static Digest hash(Digest before, AuditEntry entry) {
        String words = String.join(
                "\u0000",
                before.hex(),
                entry.at().toString(),
                entry.who(),
                entry.address(),
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
