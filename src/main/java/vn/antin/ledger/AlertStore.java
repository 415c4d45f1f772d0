package vn.antin.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.db.ValueList;

/** The alerts of this node or hub, open and closed, the silences of operators, and the messages still to be sent. */
public final class AlertStore {

    /** Messages kept for one channel; the oldest are deleted first. */
    static final int MAX_MESSAGES = 100;

    /**
     * An alert.
     *
     * @param said the values for its message
     * @param since when the problem was first seen
     * @param seen when the problem was last seen
     * @param told when operators were notified; null before
     * @param ended null while the problem lasts
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
     * Suppresses the notifications of a rule until a time.
     *
     * @param subject empty for all subjects of the rule
     */
    public record Silence(
            long number, String rule, String subject, Instant until, String who, String reason, Instant since) {

        public boolean covers(Alert alert) {
            return rule.equals(alert.rule()) && (subject.isEmpty() || subject.equals(alert.subject()));
        }
    }

    /** A message to send. */
    public record PendingMessage(long number, String channel, String body, Instant since, int attempts) {}

    /** The open alerts, oldest first. */
    public List<Alert> open(Tx tx) {
        return tx.list(Alert.class, "select *, seq as number from alert where ended is null order by seq");
    }

    /** The closed alerts, newest first. */
    public List<Alert> over(Tx tx, int most) {
        return tx.list(
                Alert.class,
                "select *, seq as number from alert where ended is not null order by ended desc, seq desc limit ?",
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

    /** Records that the problem lasts; one that became worse is notified again. */
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

    /** Deletes alerts that were closed before a time, and silences that ended before it. */
    public void forget(Tx tx, Instant before) {
        tx.update("delete from alert where ended < ?", before);
        tx.update("delete from alert_silence where until < ?", before);
    }

    public List<Silence> silences(Tx tx, Instant now) {
        return tx.list(Silence.class, "select *, seq as number from alert_silence where until > ? order by until", now);
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

    /** Ends a silence early; false when there is none. */
    public boolean endSilence(Tx tx, long number, Instant now) {
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
                MAX_MESSAGES);
    }

    /** The messages that are due, oldest first. */
    public List<PendingMessage> due(Tx tx, Instant now, int most) {
        return tx.list(
                PendingMessage.class,
                "select *, seq as number from alert_letter where due <= ? order by seq limit ?",
                now,
                most);
    }

    /** Deletes a message that was sent or given up. */
    public void done(Tx tx, PendingMessage message) {
        tx.update("delete from alert_letter where seq = ?", message.number());
    }

    public void later(Tx tx, PendingMessage message, Instant now, Duration pause) {
        tx.update(
                "update alert_letter set attempts = attempts + 1, due = ? where seq = ?",
                now.plus(pause),
                message.number());
    }

    /** Number of messages to send. */
    public long waiting(Tx tx) {
        return tx.number("select count(*) from alert_letter");
    }

    private static String cut(String text, int maxLength) {
        return text.length() <= maxLength ? text : text.substring(0, maxLength);
    }
}
