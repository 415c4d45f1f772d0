package vn.antin.ledger.people;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.antin.ledger.db.Tx;

/**
 * Requests under the four-eyes principle: one person asks with a reason, another decides, and request or grant expire.
 */
public final class Approvals {

    /** Time to decide. */
    private static final Duration OPEN = Duration.ofDays(7);

    private final Clock clock;

    /** What is requested. */
    public enum ApprovalKind {

        /** To see subjects, names and reasons for some hours. */
        CONTENT,

        /** To delete a dead letter. */
        PURGE,

        /** To make a person an administrator. */
        ROLE,

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
            @Nullable String answer) {

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

    public void ask(Tx tx, ApprovalKind kind, String subject, String by, String reason, int hours) {
        Instant now = clock.instant();
        tx.update(
                "insert into approval (kind, subject, asked_by, asked_at, reason, hours, until)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                kind,
                subject,
                by,
                now,
                reason.length() <= 500 ? reason : reason.substring(0, 500),
                hours,
                now.plus(OPEN));
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
