package vn.antin.observe;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import vn.antin.envelope.Urgency;
import vn.antin.fault.Fault;
import vn.antin.ledger.Direction;
import vn.antin.ledger.query.LedgerGauges;
import vn.antin.receipt.Event;

/**
 * Counts the events of documents from the ledger's rows, so that the stops do not depend on metrics. Counters start at
 * zero; a row that is committed during a read is counted by the next.
 */
final class EventCounter {

    private static final int AT_ONCE = 1_000;
    private static final String OF_SEALS = "ANTIN-6";
    private static final int LOOKS = 50;

    /** From 0.1 s on a good line to a week, after which a document has expired. */
    private static final double[] BUCKETS = {0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400, 604_800
    };

    /** Event of the ledger to the state of a copy. */
    private static final Map<String, String> STATES = Map.ofEntries(
            Map.entry("SubmissionAcceptance", "accepted"),
            Map.entry("SENT", "sent"),
            Map.entry("RelayAcceptance", "relayed"),
            Map.entry("RelayRejection", "rejected"),
            Map.entry("RelayFailure", "failed"),
            Map.entry("ContentConsignment", "consigned"),
            Map.entry("ARRIVED", "consigned"),
            Map.entry("ContentConsignmentFailure", "failed"),
            Map.entry("ContentHandover", "handed_over"),
            Map.entry("HANDED_OVER", "handed_over"),
            Map.entry("ConsignmentAcceptance", "accepted_by_recipient"),
            Map.entry("ConsignmentRejection", "refused_by_recipient"),
            Map.entry("ACCEPTED", "accepted"),
            Map.entry("EXPIRED", "expired"),
            Map.entry("RECALLED", "recalled"));

    private final LedgerGauges gauges;
    private final boolean hub;
    private final Counter documents;
    private final Counter bytes;
    private final Histogram delivery;
    private final Histogram acceptance;
    private final Counter seals;
    private long upTo;
    private long lettersUpTo;
    private long refusalsUpTo;

    EventCounter(LedgerGauges gauges, boolean hub, PrometheusRegistry registry) {
        this.gauges = gauges;
        this.hub = hub;
        this.documents = Counter.builder()
                .name("antin_documents_total")
                .help("Copies of documents that came into a state, since the start.")
                .labelNames("direction", "state", "urgency")
                .register(registry);
        this.bytes = Counter.builder()
                .name("antin_document_bytes_total")
                .help("Encrypted bytes of the parts of documents taken in, since the start.")
                .labelNames("direction")
                .register(registry);
        this.delivery = seconds("antin_delivery_seconds", "From the submission to the recipient node's receipt.")
                .register(registry);
        this.acceptance = seconds("antin_acceptance_seconds", "From the submission to a person's acceptance.")
                .register(registry);
        this.seals = Counter.builder()
                .name("antin_signature_failures_total")
                .help("Messages and submissions refused for a seal, certificate or proof, by code, since the start.")
                .labelNames("reason")
                .register(registry);
        for (Direction direction : hub ? List.of(Direction.RELAY) : List.of(Direction.OUT, Direction.IN)) {
            bytes.initLabelValues(word(direction.name()));
        }
        // A series that exists from the start shows its first increment.
        Arrays.stream(Fault.values())
                .map(Fault::code)
                .filter(code -> code.startsWith(OF_SEALS))
                .forEach(seals::initLabelValues);
        if (!hub) {
            for (Urgency urgency : Urgency.values()) {
                delivery.initLabelValues(word(urgency.name()));
                acceptance.initLabelValues(word(urgency.name()));
            }
        }
        upTo = gauges.last(hub);
        lettersUpTo = gauges.lastRefusal(true);
        refusalsUpTo = gauges.lastRefusal(false);
    }

    private static Histogram.Builder seconds(String name, String help) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames("urgency")
                .classicOnly()
                .classicUpperBounds(BUCKETS);
    }

    /** Counts the rows since the last read, up to a bound. */
    synchronized void look() {
        for (int look = 0; look < LOOKS; look++) {
            List<LedgerGauges.CountedEvent> some = gauges.after(upTo, hub, AT_ONCE);
            some.forEach(this::count);
            upTo = some.isEmpty() ? upTo : some.get(some.size() - 1).number();
            if (some.size() < AT_ONCE) {
                break;
            }
        }
        lettersUpTo = seals(true, lettersUpTo);
        refusalsUpTo = seals(false, refusalsUpTo);
    }

    private long seals(boolean letters, long from) {
        List<LedgerGauges.Refusal> some = gauges.refusals(letters, from, AT_ONCE);
        some.stream()
                .filter(one -> one.code().startsWith(OF_SEALS))
                .forEach(one -> seals.labelValues(one.code()).inc());
        return some.isEmpty() ? from : some.get(some.size() - 1).number();
    }

    private void count(LedgerGauges.CountedEvent one) {
        String state = STATES.get(word(one));
        if (state == null) {
            return;
        }
        String direction = word(one.direction().name());
        String urgency = word(one.urgency());
        documents.labelValues(direction, state, urgency).inc();
        if (one.bytes() > 0) {
            bytes.labelValues(direction).inc(one.bytes());
        }
        if (one.direction() == Direction.OUT) {
            double took = between(one.stored(), one.at());
            if (state.equals("consigned")) {
                delivery.labelValues(urgency).observe(took);
            } else if (state.equals("accepted_by_recipient")) {
                acceptance.labelValues(urgency).observe(took);
            }
        }
    }

    /** Timelines use ETSI's names, evidence the program's. */
    private static String word(LedgerGauges.CountedEvent one) {
        return Arrays.stream(Event.values())
                .filter(event -> event.name().equals(one.what()))
                .map(Event::etsiName)
                .findFirst()
                .orElse(one.what());
    }

    private static double between(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis() / 1000.0);
    }

    static String word(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
