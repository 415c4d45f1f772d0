package vn.antin.ledger.people;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jdbi.v3.core.mapper.Nested;
import vn.antin.envelope.Digest;
import vn.antin.ledger.db.Tx;

/** The audit log of the console: an append-only hash chain of actions. */
public final class AuditLog {

    private static final Digest FIRST = Digest.sha256(new byte[0]);
    private static final String LOCK = "audit";
    private static final int STEP = 1_000;
    private static final String ALL = "select *, seq as number from audit";

    private final Clock clock;

    /** An audited action. */
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
     * The actor.
     *
     * @param address remote address; empty when there is none
     */
    public record Actor(String who, String address) {}

    private record AuditRow(@Nested AuditEntry entry, Digest hash) {}

    public AuditLog(Clock clock) {
        this.clock = clock;
    }

    /** Adds an action of the program, or of an operator at the machine, in the transaction that performs it. */
    public void add(Tx tx, String who, String what, String subject, String reason, String detail) {
        add(tx, new Actor(who, ""), what, subject, reason, detail);
    }

    /** Adds an action in the transaction that performs it. */
    public void add(Tx tx, Actor by, String what, String subject, String reason, String detail) {
        // The row of the setting is the lock: two concurrent actions must not be chained to the same predecessor.
        tx.update("insert into setting (name, content) values (?, ?) on conflict do nothing", LOCK, FIRST.hex());
        Digest before = tx.one(String.class, "select content from setting where name = ? for update", LOCK)
                .map(Digest::ofHex)
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

    /** Actions with a smaller number, newest first. */
    public List<AuditEntry> page(Tx tx, long before, int limit) {
        return tx.list(AuditEntry.class, ALL + " where seq < ? order by seq desc limit ?", before, limit);
    }

    /**
     * The progress of a check of the chain.
     *
     * @param number last row checked, with its hash
     * @param broken number of the first row not chained to its predecessor; 0 when none was found
     * @param end whether that was the last row
     */
    public record ChainCheck(long number, Digest hash, long broken, boolean end) {

        /** The start of a check. */
        public static final ChainCheck START = new ChainCheck(0, FIRST, 0, false);
    }

    /** Continues a check over a limited number of rows. */
    public ChainCheck check(Tx tx, ChainCheck from, long most) {
        Digest before = from.hash();
        long after = from.number();
        for (long walked = 0; walked < most; walked += STEP) {
            List<AuditRow> rows = tx.list(AuditRow.class, ALL + " where seq > ? order by seq limit " + STEP, after);
            for (AuditRow row : rows) {
                if (!row.hash().equals(hash(before, row.entry()))) {
                    return new ChainCheck(after, before, row.entry().number(), false);
                }
                before = row.hash();
                after = row.entry().number();
            }
            if (rows.size() < STEP) {
                return new ChainCheck(after, before, isLast(tx, before) ? 0 : after + 1, true);
            }
        }
        return new ChainCheck(after, before, 0, false);
    }

    private static boolean isLast(Tx tx, Digest hash) {
        return tx.one(String.class, "select content from setting where name = ?", LOCK)
                .map(content -> content.equals(hash.hex()))
                .orElse(hash.equals(FIRST));
    }

    /** The number of the first row not chained to its predecessor; 0 when the chain is intact. */
    public long broken(Tx tx) {
        return check(tx, ChainCheck.START, Long.MAX_VALUE).broken();
    }

    /** The same for the rows of one {@link #page} alone. */
    public long brokenWithin(Tx tx, long before, int limit) {
        List<AuditRow> rows =
                tx.list(AuditRow.class, ALL + " where seq < ? order by seq desc limit ?", before, limit + 1);
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

    /** Number of rows. */
    public long count(Tx tx) {
        return tx.number("select count(*) from audit");
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
