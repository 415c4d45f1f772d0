package vn.antin.ledger.people;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.db.Tx;

/**
 * Requests under the four-eyes principle: one person asks with a reason, another decides, and request or grant expire.
 */
public final class Approvals {

    /** Time to decide. */
    private static final Duration OPEN = Duration.ofDays(7);

    private static final int LONGEST_ACT = 1_000_000;

    private final Clock clock;

    /** What is requested. */
    public enum ApprovalKind {

        /** To see subjects, names and reasons for some hours. */
        CONTENT,

        /** To delete a dead letter. */
        PURGE,

        /** To make a person an administrator. */
        ROLE,

        /** To change the directory in a way that cannot be undone. */
        DIRECTORY,

        /** To lift a legal hold. */
        LIFT_HOLD,

        /** To remove from the ledger what an archive package holds. */
        REMOVE_ARCHIVED
    }

    /**
     * A request.
     *
     * @param until expiry of the request, or of the grant
     * @param granted null before the decision
     * @param act what is to be done, as JSON, where the subject does not say it
     */
    public record ApprovalRequest(
            long number,
            ApprovalKind kind,
            String subject,
            String askedBy,
            Instant askedAt,
            String reason,
            int hours,
            Instant until,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt,
            @Nullable Boolean granted,
            @Nullable String answer,
            @Nullable String act) {

        public boolean open(Instant now) {
            return granted == null && now.isBefore(until);
        }

        /** Whether it was granted and has not expired. */
        public boolean holds(Instant now) {
            return Boolean.TRUE.equals(granted) && kind == ApprovalKind.CONTENT && now.isBefore(until);
        }
    }

    public Approvals(Clock clock) {
        this.clock = clock;
    }

    /** Adds a request that its subject describes; returns its number. */
    public long ask(Tx tx, ApprovalKind kind, String subject, String by, String reason, int hours) {
        return ask(tx, kind, subject, by, reason, hours, null);
    }

    /** Adds a request with the act that a decision performs; returns its number. */
    public long askFor(Tx tx, ApprovalKind kind, String subject, String by, String reason, String act) {
        if (act.length() > LONGEST_ACT) {
            throw new Refused(Fault.TOO_LARGE, Integer.toString(act.length()), Integer.toString(LONGEST_ACT));
        }
        return ask(tx, kind, subject, by, reason, 0, act);
    }

    private long ask(
            Tx tx, ApprovalKind kind, String subject, String by, String reason, int hours, @Nullable String act) {
        Instant now = clock.instant();
        return tx.numbered(
                        "id",
                        "insert into approval (kind, subject, asked_by, asked_at, reason, hours, until, act)"
                                + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                        kind,
                        subject.length() <= 200 ? subject : subject.substring(0, 200),
                        by,
                        now,
                        reason.length() <= 500 ? reason : reason.substring(0, 500),
                        hours,
                        now.plus(OPEN),
                        act)
                .orElseThrow();
    }

    /** Number of a person's open requests. */
    public long waiting(Tx tx, String by) {
        return tx.number(
                "select count(*) from approval where asked_by = ? and granted is null and until > ?",
                by,
                clock.instant());
    }

    /** The newest requests first. */
    public List<ApprovalRequest> newest(Tx tx, int most) {
        return tx.list(ApprovalRequest.class, "select *, id as number from approval order by id desc limit ?", most);
    }

    public Optional<ApprovalRequest> find(Tx tx, long number) {
        return tx.one(ApprovalRequest.class, "select *, id as number from approval where id = ?", number);
    }

    /** Decides an open request of another person; false if it is not one. */
    public boolean decide(Tx tx, ApprovalRequest request, String by, boolean granted, String answer) {
        Instant now = clock.instant();
        return 1
                == tx.update(
                        "update approval set decided_by = ?, decided_at = ?, granted = ?, answer = ?, until = ?"
                                + " where id = ? and granted is null and until > ? and asked_by <> ?",
                        by,
                        now,
                        granted,
                        answer.length() <= 500 ? answer : answer.substring(0, 500),
                        now.plus(Duration.ofHours(request.hours())),
                        request.number(),
                        now,
                        by);
    }

    /** Ends a grant early; false when it had ended. */
    public boolean end(Tx tx, long number) {
        Instant now = clock.instant();
        return 1
                == tx.update(
                        "update approval set until = ? where id = ? and granted = true and until > ?",
                        now,
                        number,
                        now);
    }

    /** End of a person's grant to see content. */
    public Optional<Instant> content(Tx tx, String person) {
        return tx.one(
                Instant.class,
                "select max(until) from approval where asked_by = ? and kind = 'CONTENT' and granted = true and until > ?",
                person,
                clock.instant());
    }
}
