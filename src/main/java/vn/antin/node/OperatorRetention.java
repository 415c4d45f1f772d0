package vn.antin.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import vn.antin.archive.HoldActs;
import vn.antin.envelope.AgencyCode;
import vn.antin.envelope.EnvelopeId;
import vn.antin.json.Json;
import vn.antin.ledger.LegalHolds.Coverage;
import vn.antin.ledger.LegalHolds.HoldScope;
import vn.antin.ledger.LegalHolds.LegalHold;
import vn.antin.ledger.Retention;
import vn.antin.ledger.db.Ledger;

/** What the operator at the machine asks of retention and legal holds. The operator is one person: others lift a hold. */
public final class OperatorRetention {

    /** What would be removed now, and the holds in force. */
    public static final String LOOK = "retention";

    /** Places a hold: {@code document}, {@code number}, or {@code agency} with {@code since} and {@code until}. */
    public static final String PLACE = "hold";

    /** Asks for the end of a hold: {@code hold}. */
    public static final String LIFT = "lift-hold";

    private static final int NEXT = 1_000;

    private final Ledger ledger;
    private final Retention retention;
    private final HoldActs holds;
    private final Clock clock;

    OperatorRetention(Storage storage) {
        this.ledger = storage.ledger();
        this.retention = storage.retention();
        this.clock = storage.clock();
        this.holds = new HoldActs(ledger.forPeople(), clock);
    }

    OperatorFiles on(OperatorFiles files) {
        return files.on(LOOK, values -> look()).on(PLACE, this::place).on(LIFT, this::lift);
    }

    private JsonNode look() {
        Instant now = clock.instant();
        ObjectNode answer = Json.MAPPER.createObjectNode().put("at", now.toString());
        ArrayNode periods = answer.putArray("periods");
        ledger.read(tx -> retention.counts(tx, now))
                .forEach(one -> periods.addObject()
                        .put("period", one.period())
                        .put("due", one.due())
                        .put("held", one.held())
                        .put("underWay", one.underWay())
                        .put("oldest", one.oldest().toString()));
        ArrayNode next = answer.putArray("next");
        ledger.read(tx -> retention.due(tx, now, NEXT))
                .forEach(one -> next.addObject()
                        .put("id", one.id().toString())
                        .put("documentId", one.documentId())
                        .put("type", one.type())
                        .put("stored", one.stored().toString()));
        ArrayNode held = answer.putArray("holds");
        holds.newest().stream().filter(hold -> hold.liftedAt() == null).forEach(hold -> held.add(told(hold)));
        return answer;
    }

    private static ObjectNode told(LegalHold hold) {
        return Json.MAPPER
                .createObjectNode()
                .put("hold", hold.id())
                .put("scope", hold.scope().toString())
                .put("who", hold.who())
                .put("at", hold.at().toString())
                .put("reason", hold.reason());
    }

    private JsonNode place(JsonNode values) {
        String reason = OperatorFiles.reason(values);
        HoldScope scope = new HoldScope(
                values.hasNonNull("document")
                        ? EnvelopeId.of(values.get("document").asText())
                        : null,
                values.hasNonNull("number") ? values.get("number").asText() : null,
                values.hasNonNull("agency")
                        ? new AgencyCode(values.get("agency").asText())
                        : null,
                values.hasNonNull("since") ? Instant.parse(values.get("since").asText()) : null,
                values.hasNonNull("until") ? Instant.parse(values.get("until").asText()) : null);
        long id = holds.place(scope, OperatorFiles.OPERATOR, reason);
        Coverage coverage = holds.coverage(id);
        return Json.MAPPER
                .createObjectNode()
                .put("hold", id)
                .put("documents", coverage.documents())
                .put("erased", coverage.erased());
    }

    private JsonNode lift(JsonNode values) {
        long id = values.path("hold").asLong();
        holds.askLift(id, OperatorFiles.OPERATOR, OperatorFiles.reason(values));
        return Json.MAPPER.createObjectNode().put("hold", id);
    }
}
