package vn.antin.ledger.query;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.mapper.Nested;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Timeline;
import vn.antin.ledger.db.Tx;
import vn.antin.ledger.query.DocumentView.CopyView;

/** The overview of a node for its start page: a few numbers, each read along an index. */
public final class NodeOverview {

    private static final Set<CopyState> UNSENT = EnumSet.of(CopyState.ACCEPTED, CopyState.SENDING);
    private static final Set<CopyState> ON_THE_WAY = EnumSet.of(CopyState.SENT, CopyState.RELAYED);
    private static final Set<CopyState> WRONG =
            EnumSet.of(CopyState.REJECTED, CopyState.FAILED, CopyState.EXPIRED, CopyState.REFUSED_BY_RECIPIENT);

    private final Repositories repositories;

    /** A count, and the time of the oldest. */
    public record CountAndAge(long count, @Nullable Instant oldest) {

        public boolean none() {
            return count == 0;
        }
    }

    /**
     * The numbers of the overview.
     *
     * @param unsent copies that have not left this node
     * @param onTheWay copies that left and have not arrived
     * @param overdue copies whose receipt is late
     * @param wrong copies that failed or were refused recently
     * @param inbox documents that wait for the agency's software
     * @param deadLetters dead letters
     */
    public record Situation(
            CountAndAge unsent,
            CountAndAge onTheWay,
            CountAndAge overdue,
            CountAndAge wrong,
            CountAndAge inbox,
            long deadLetters,
            long sentToday,
            long receivedToday,
            @Nullable Instant lastSent,
            @Nullable Instant lastReceived,
            List<Timeline.Alarm> alarms) {}

    /** A copy that a person must look at, with its document. */
    public record ProblemCopy(
            EnvelopeId document,
            @Nested CopyView copy,
            @Nullable String documentId,
            @Nullable String subject) {}

    public NodeOverview(Repositories repositories) {
        this.repositories = repositories;
    }

    /**
     * Reads the overview.
     *
     * @param hosted the agencies of this node
     * @param midnight start of today
     * @param recent start of the time in which failures count
     */
    public Situation now(Set<AgencyCode> hosted, Instant midnight, Instant recent) {
        return repositories
                .ledger()
                .read(tx -> new Situation(
                        some(tx, "copy where state in (<states>)", Map.of("states", UNSENT)),
                        some(tx, "copy where state in (<states>)", Map.of("states", ON_THE_WAY)),
                        overdueSince(tx),
                        some(
                                tx,
                                "copy where state in (<states>) and since >= :recent",
                                Map.of("states", WRONG, "recent", recent)),
                        inbox(tx, hosted),
                        deadLetters(tx),
                        today(tx, "OUT", midnight),
                        today(tx, "IN", midnight),
                        last(tx, "OUT"),
                        last(tx, "IN"),
                        repositories.timeline().alarms(tx)));
    }

    /** The copies that failed or are late, newest first. */
    public List<ProblemCopy> problems(Instant recent, int most) {
        Map<String, ProblemCopy> found = new HashMap<>();
        repositories.ledger().read(tx -> {
            // one query for each condition: no index serves all of them together
            for (CopyState state : WRONG) {
                problems(tx, "c.state = ? and c.since >= ?", state, recent, most)
                        .forEach(one -> put(found, one));
            }
            problems(tx, "c.overdue = ? and c.since >= ?", true, Instant.EPOCH, most)
                    .forEach(one -> put(found, one));
            return found;
        });
        return found.values().stream()
                .sorted(Comparator.comparing((ProblemCopy one) -> one.copy().since())
                        .reversed())
                .limit(most)
                .toList();
    }

    private static List<ProblemCopy> problems(Tx tx, String those, Object value, Instant since, int most) {
        return tx.list(
                ProblemCopy.class,
                "select c.*, d.document_id, d.subject from copy c join document d on d.id = c.document where " + those
                        + " order by c.since desc limit ?",
                value,
                since,
                most);
    }

    private static void put(Map<String, ProblemCopy> found, ProblemCopy one) {
        found.put(one.document() + " " + one.copy().number(), one);
    }

    /**
     * Number of copies failed since a time, counted as in the monthly report: a refusal by the recipient is no failure.
     */
    public static long failed(Tx tx, Instant since) {
        return tx.number(
                "select count(*) from copy where state in ('REJECTED', 'FAILED', 'EXPIRED') and since >= ?", since);
    }

    /** Number of copies whose receipt is late. */
    public static long overdue(Tx tx) {
        return tx.number("select count(*) from copy where overdue = true");
    }

    /** Number of dead letters. */
    public static long deadLetters(Tx tx) {
        return tx.number("select count(*) from dead_letter");
    }

    /** The documents that wait for the software of these agencies. */
    static CountAndAge inbox(Tx tx, Set<AgencyCode> hosted) {
        return some(
                tx, "arrival where agency in (<hosted>) and state in ('OFFERED', 'LEASED')", Map.of("hosted", hosted));
    }

    /** The copies whose receipt is late. */
    static CountAndAge overdueSince(Tx tx) {
        return some(tx, "copy where overdue = true", Map.of());
    }

    private static long today(Tx tx, String direction, Instant midnight) {
        return tx.number("select count(*) from document where direction = ? and stored >= ?", direction, midnight);
    }

    /**
     * When the newest document of a direction was stored; null when there is none. The order names every
     * column of the index; with fewer H2 sorts all documents.
     */
    static @Nullable Instant last(Tx tx, String direction) {
        return tx.one(
                        Instant.class,
                        "select stored from document where direction = ? order by direction, stored desc, id desc"
                                + " limit 1",
                        direction)
                .orElse(null);
    }

    private static CountAndAge some(Tx tx, String those, Map<String, ?> values) {
        return tx.one(CountAndAge.class, "select count(*) as count, min(since) as oldest from " + those, values)
                .orElseThrow();
    }
}
