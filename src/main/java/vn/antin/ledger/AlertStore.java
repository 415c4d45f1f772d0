package vn.antin.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Tx;

/** What is wrong here and what was, what nobody wants to hear of for a while, and the messages that must still go out. */
public final class AlertStore {

    /** Of one way out; more are not kept, the oldest go first. */
    static final int MOST_LETTERS = 100;

    /**
     * One alert.
     *
     * @param said the values of its sentence
     * @param since when it was first seen
     * @param seen when it was last seen wrong
     * @param told when people were told; null while they have not been
     * @param ended null while it lasts
     */
    public record Alert(
            long number,
            String rule,
            String subject,
            String level,
            String code,
            List<String> said,
            Instant since,
            Instant seen,
            @Nullable Instant told,
            @Nullable Instant ended) {

        public Alert {
            said = List.copyOf(said);
        }
    }

    /**
     * Nobody is told of a rule until a time.
     *
     * @param subject empty for all of the rule
     */
    public record Silence(
            long number, String rule, String subject, Instant until, String who, String reason, Instant since) {

        public boolean covers(Alert alert) {
            return rule.equals(alert.rule()) && (subject.isEmpty() || subject.equals(alert.subject()));
        }
    }

    /** A message that must go out. */
    public record PendingMessage(long number, String channel, String body, Instant since, int attempts) {}

    /** Those that last, and those that are over but whose end was not told, oldest first. */
    public List<Alert> open(Tx tx) {
        return tx.query("select * from alert where ended is null order by seq", AlertStore::alert);
    }

    /** Those that are over, newest first. */
    public List<Alert> over(Tx tx, int most) {
        return tx.query(
                "select * from alert where ended is not null order by ended desc, seq desc limit ?",
                AlertStore::alert,
                most);
    }

    public void begin(Tx tx, String rule, String subject, String level, String code, List<String> said, Instant now) {
        tx.update(
                "insert into alert (rule, subject, level, code, said, since, seen) values (?, ?, ?, ?, ?, ?, ?)",
                rule,
                cut(subject, 200),
                level,
                code,
                ValueList.write(said),
                now,
                now);
    }

    /** It is still wrong; when it became worse it must be told anew. */
    public void seen(Tx tx, Alert alert, String level, String code, List<String> said, Instant now, boolean worse) {
        tx.update(
                "update alert set level = ?, code = ?, said = ?, seen = ?, told = ? where seq = ?",
                level,
                code,
                ValueList.write(said),
                now,
                worse ? null : alert.told(),
                alert.number());
    }

    public void told(Tx tx, Alert alert, Instant now) {
        tx.update("update alert set told = ? where seq = ?", now, alert.number());
    }

    public void end(Tx tx, Alert alert, Instant now) {
        tx.update("update alert set ended = ? where seq = ?", now, alert.number());
    }

    /** Forgets what is over since before that time. */
    public void forget(Tx tx, Instant before) {
        tx.update("delete from alert where ended < ?", before);
        tx.update("delete from alert_silence where until < ?", before);
    }

    public List<Silence> silences(Tx tx, Instant now) {
        return tx.query(
                "select * from alert_silence where until > ? order by until",
                row -> new Silence(
                        row.number("seq"),
                        row.text("rule"),
                        row.text("subject"),
                        row.instant("until"),
                        row.text("who"),
                        row.text("reason"),
                        row.instant("since")),
                now);
    }

    public void silence(Tx tx, String rule, String subject, Instant until, String who, String reason, Instant now) {
        tx.update(
                "insert into alert_silence (rule, subject, until, who, reason, since) values (?, ?, ?, ?, ?, ?)",
                rule,
                cut(subject, 200),
                until,
                who,
                cut(reason, 500),
                now);
    }

    /** Ends a silence before its time; what it was about, when there was one. */
    public boolean speak(Tx tx, long number, Instant now) {
        return tx.update("update alert_silence set until = ? where seq = ? and until > ?", now, number, now) > 0;
    }

    public void post(Tx tx, String channel, String body, Instant now) {
        tx.update(
                "insert into alert_letter (channel, body, since, due, attempts) values (?, ?, ?, ?, 0)",
                channel,
                body,
                now,
                now);
        tx.update(
                "delete from alert_letter where channel = ? and seq <= coalesce((select min(seq) from (select seq from"
                        + " alert_letter where channel = ? order by seq desc limit ?) kept), 0) - 1",
                channel,
                channel,
                MOST_LETTERS);
    }

    /** Those whose time has come, oldest first. */
    public List<PendingMessage> due(Tx tx, Instant now, int most) {
        return tx.query(
                "select * from alert_letter where due <= ? order by seq limit ?",
                row -> new PendingMessage(
                        row.number("seq"), row.text("channel"), row.text("body"), row.instant("since"), (int)
                                row.number("attempts")),
                now,
                most);
    }

    /** Gone out, or given up. */
    public void done(Tx tx, PendingMessage letter) {
        tx.update("delete from alert_letter where seq = ?", letter.number());
    }

    public void later(Tx tx, PendingMessage letter, Instant now, Duration pause) {
        tx.update(
                "update alert_letter set attempts = attempts + 1, due = ? where seq = ?",
                now.plus(pause),
                letter.number());
    }

    /** How many wait. */
    public long waiting(Tx tx) {
        return tx.one("select count(*) as n from alert_letter", row -> row.number("n"))
                .orElse(0L);
    }

    private static Alert alert(Columns row) {
        return new Alert(
                row.number("seq"),
                row.text("rule"),
                row.text("subject"),
                row.text("level"),
                row.text("code"),
                ValueList.read(row.text("said")),
                row.instant("since"),
                row.instant("seen"),
                row.maybeInstant("told").orElse(null),
                row.maybeInstant("ended").orElse(null));
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }
}
