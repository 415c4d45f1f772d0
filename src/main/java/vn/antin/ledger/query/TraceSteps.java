package vn.antin.ledger.query;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.TraceId;
import vn.antin.ledger.db.Ledger;

/** The steps of documents in order, each with its trace id, for a trace exporter. */
public final class TraceSteps {

    private final Ledger ledger;
    private final boolean hub;

    /**
     * A step.
     *
     * @param what word of the timeline; at a hub, the name of the evidence
     * @param from end of the previous step
     */
    public record TraceStep(long number, EnvelopeId document, TraceId trace, String what, Instant from, Instant at) {}

    private record StoredStep(
            long number,
            EnvelopeId document,
            String what,
            Instant began,
            Instant at,
            @Nullable TraceId given) {

        TraceStep step() {
            TraceId trace = given == null ? TraceId.of(document) : given;
            return new TraceStep(number, document, trace, what, began.isAfter(at) ? at : began, at);
        }
    }

    public TraceSteps(Ledger ledger, boolean hub) {
        this.ledger = ledger;
        this.hub = hub;
    }

    /** The last number so far. */
    public long last() {
        return ledger.read(tx -> tx.number("select max(seq) from " + (hub ? "evidence" : "event")));
    }

    public List<TraceStep> after(long number, int most) {
        String sql = hub
                ? "select e.seq as number, e.document, e.event as what, d.stored as began, e.at, t.given from evidence e"
                        + " join document d on d.id = e.document left join trace t on t.document = d.id"
                        + " where e.seq > ? order by e.seq limit ?"
                : "select e.seq as number, e.document, e.what, coalesce((select max(b.at) from event b where b.document = e.document"
                        + " and b.seq < e.seq), case when d.direction = 'OUT' then d.created else e.at end) as began,"
                        + " e.at, t.given from event e join document d on d.id = e.document"
                        + " left join trace t on t.document = d.id where e.seq > ? order by e.seq limit ?";
        return ledger.read(tx -> tx.list(StoredStep.class, sql, number, most)).stream()
                .map(StoredStep::step)
                .toList();
    }
}
