package vn.antin.ledger;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import vn.antin.envelope.EnvelopeId;
import vn.antin.envelope.TraceId;
import vn.antin.ledger.db.Tx;

/** The trace ids that callers gave; a document without one has the trace id derived from its own id. */
public final class Traces {

    private Traces() {}

    /** Stores a given trace id, the first time only; null changes nothing. */
    public static void keep(Tx tx, EnvelopeId document, @Nullable TraceId given) {
        if (given != null && !given.equals(TraceId.of(document))) {
            tx.defer(
                    "insert into trace (document, given) values (?, ?) on conflict do nothing",
                    document.value(),
                    given.hex());
        }
    }

    public static Optional<TraceId> given(Tx tx, EnvelopeId document) {
        return tx.one(
                "select given from trace where document = ?", row -> new TraceId(row.text("given")), document.value());
    }

    public static TraceId of(Tx tx, EnvelopeId document) {
        return given(tx, document).orElseGet(() -> TraceId.of(document));
    }

    /**
     * Puts document and trace id into the log context of this thread (MDC) until it is closed.
     *
     * @param given the trace id that the caller gave; null for none
     */
    public static LogContext logContext(EnvelopeId document, @Nullable TraceId given) {
        TraceId own = TraceId.of(document);
        MDC.put("document", document.toString());
        if (given == null || given.equals(own)) {
            MDC.put("trace", own.hex());
        } else {
            MDC.put("trace", given.hex());
            MDC.put("given", " trace " + given.hex());
        }
        return new LogContext(document);
    }

    /** The open log context. */
    public record LogContext(EnvelopeId document) implements AutoCloseable {

        @Override
        public void close() {
            MDC.remove("document");
            MDC.remove("trace");
            MDC.remove("given");
        }
    }
}
