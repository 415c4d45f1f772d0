package vn.antin.ledger.query;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.NodeId;
import vn.antin.ledger.CopyState;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.Timeline;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Condition;
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
            CopyView copy,
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
                        some(
                                tx,
                                "select count(*) as n, min(since) as oldest from copy where state in (" + in(UNSENT)
                                        + ")"),
                        some(
                                tx,
                                "select count(*) as n, min(since) as oldest from copy where state in (" + in(ON_THE_WAY)
                                        + ")"),
                        some(tx, "select count(*) as n, min(since) as oldest from copy where overdue = true"),
                        some(
                                tx,
                                "select count(*) as n, min(since) as oldest from copy where state in (" + in(WRONG)
                                        + ") and since >= ?",
                                recent),
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
        return tx.query(
                "select c.*, d.document_id, d.subject from copy c join document d on d.id = c.document where " + those
                        + " order by c.since desc limit ?",
                NodeOverview::problem,
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
        return number(
                tx,
                "select count(*) as n from copy where state in ('REJECTED', 'FAILED', 'EXPIRED') and since >= ?",
                since);
    }

    /** Number of copies whose receipt is late. */
    public static long overdue(Tx tx) {
        return number(tx, "select count(*) as n from copy where overdue = true");
    }

    /** Number of dead letters. */
    public static long deadLetters(Tx tx) {
        return number(tx, "select count(*) as n from dead_letter");
    }

    private static ProblemCopy problem(Columns row) {
        return new ProblemCopy(
                new EnvelopeId(row.uuid("document")),
                new CopyView(
                        (int) row.number("number"),
                        new AgencyCode(row.text("agency")),
                        new NodeId(row.text("node")),
                        row.one(CopyState.class, "state"),
                        row.instant("since"),
                        row.flag("overdue"),
                        row.maybeText("reason").orElse(null),
                        row.maybeText("detail").orElse(null)),
                row.maybeText("document_id").orElse(null),
                row.maybeText("subject").orElse(null));
    }

    private static CountAndAge inbox(Tx tx, Set<AgencyCode> hosted) {
        if (hosted.isEmpty()) {
            return new CountAndAge(0, null);
        }
        return some(
                tx,
                "select count(*) as n, min(since) as oldest from arrival where agency in ("
                        + Condition.places(hosted.size()) + ") and state in ('OFFERED', 'LEASED')",
                hosted.stream().map(AgencyCode::value).toArray());
    }

    private static long today(Tx tx, String direction, Instant midnight) {
        return number(
                tx, "select count(*) as n from document where direction = ? and stored >= ?", direction, midnight);
    }

    /** When the newest document of a direction was stored; null when there is none. */
    static @Nullable Instant last(Tx tx, String direction) {
        return tx
                .query(
                        "select stored from document where direction = ? order by direction, stored desc, id desc"
                                + " limit 1",
                        row -> row.instant("stored"),
                        direction)
                .stream()
                .findFirst()
                .orElse(null);
    }

    private static CountAndAge some(Tx tx, String sql, @Nullable Object... values) {
        return tx.one(
                        sql,
                        row -> new CountAndAge(
                                row.number("n"), row.maybeInstant("oldest").orElse(null)),
                        values)
                .orElseThrow();
    }

    private static long number(Tx tx, String sql, @Nullable Object... values) {
        return tx.one(sql, row -> row.number("n"), values).orElseThrow();
    }

    private static String in(Set<CopyState> states) {
        return states.stream().map(state -> "'" + state.name() + "'").collect(Collectors.joining(", "));
    }
}
