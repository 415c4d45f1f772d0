package vn.antin.ledger.query;

import java.time.Instant;
import java.util.List;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.TraceId;
import vn.antin.ledger.db.Columns;
import vn.antin.ledger.db.Ledger;

/** The steps of documents in order, each with its trace id, for a trace exporter. */
public final class TraceSteps {

    private static final String TRACE = "(select given from trace where trace.document = d.id) as given";

    private final Ledger ledger;
    private final boolean hub;

    /**
     * A step.
     *
     * @param what word of the timeline; at a hub, the name of the evidence
     * @param from end of the previous step
     */
    public record Step(long number, EnvelopeId document, TraceId trace, String what, Instant from, Instant at) {}

    public TraceSteps(Ledger ledger, boolean hub) {
        this.ledger = ledger;
        this.hub = hub;
    }

    /** The last number so far. */
    public long last() {
        return ledger.read(tx -> tx.number("select max(seq) from " + (hub ? "leaf" : "event")));
    }

    public List<Step> after(long number, int most) {
        String sql = hub
                ? "select l.seq, d.id, e.event as what, d.stored as began, e.at, " + TRACE
                        + " from leaf l join evidence e on e.id = l.evidence join document d on d.id = e.document"
                        + " where l.seq > ? order by l.seq limit ?"
                : "select e.seq, d.id, e.what, coalesce((select max(b.at) from event b where b.document = e.document"
                        + " and b.seq < e.seq), case when d.direction = 'OUT' then d.created else e.at end) as began,"
                        + " e.at, " + TRACE
                        + " from event e join document d on d.id = e.document where e.seq > ? order by e.seq limit ?";
        return ledger.read(tx -> tx.query(sql, TraceSteps::step, number, most));
    }

    private static Step step(Columns row) {
        EnvelopeId document = new EnvelopeId(row.uuid("id"));
        Instant at = row.instant("at");
        Instant began = row.instant("began");
        return new Step(
                row.number("seq"),
                document,
                row.maybeText("given").map(TraceId::new).orElseGet(() -> TraceId.of(document)),
                row.text("what"),
                began.isAfter(at) ? at : began,
                at);
    }
}
