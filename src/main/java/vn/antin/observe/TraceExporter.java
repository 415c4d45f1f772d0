package vn.antin.observe;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.envelope.EnvelopeId;
import vn.antin.ledger.query.TraceSteps;
import vn.antin.thread.DaemonThreads;

/**
 * Exports the steps of each document as spans to an OpenTelemetry collector (OTLP, protobuf over HTTP): read from the
 * ledger once a second, so that no document waits for it. Spans that the collector does not accept are dropped.
 */
public final class TraceExporter implements AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int AT_ONCE = 500;
    private static final int WAITING = 2_048;
    private static final String SUBMIT = "submit";
    private static final Logger log = LoggerFactory.getLogger(TraceExporter.class);

    /** Event of the ledger to the name of its stop; others keep their own name. */
    private static final Map<String, String> STOPS = Map.of(
            "ACCEPTED", SUBMIT,
            "SENT", "dispatch",
            "RELAY_ACCEPTANCE", "relay",
            "ARRIVED", "receive",
            "HANDED_OVER", "deliver",
            "RelayAcceptance", "settle relayed",
            "ContentConsignment", "settle consigned",
            "ContentHandover", "settle handed over");

    private final TraceSteps steps;
    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final Ids ids = new Ids();
    private final ScheduledExecutorService thread = DaemonThreads.scheduler("antin-traces");
    private long upTo;

    /** The ids of the next span; only the one thread makes spans. */
    private static final class Ids implements IdGenerator {

        private final IdGenerator random = IdGenerator.random();
        private String trace = "";
        private String span = "";

        void next(String traceId, String spanId) {
            trace = traceId;
            span = spanId;
        }

        @Override
        public String generateTraceId() {
            return trace;
        }

        @Override
        public String generateSpanId() {
            return span.isEmpty() ? random.generateSpanId() : span;
        }
    }

    public TraceExporter(URI collector, String node, TraceSteps steps) {
        this.steps = steps;
        this.provider = SdkTracerProvider.builder()
                .setIdGenerator(ids)
                .setSampler(Sampler.alwaysOn())
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        "antin",
                        AttributeKey.stringKey("service.instance.id"),
                        node)))
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                .setEndpoint(collector.toString())
                                .setTimeout(PATIENCE)
                                .build())
                        .setMaxQueueSize(WAITING)
                        .setScheduleDelay(EVERY)
                        .setExporterTimeout(PATIENCE)
                        .build())
                .build();
        this.tracer = provider.get("vn.antin");
        this.upTo = steps.last();
        var unused =
                thread.scheduleWithFixedDelay(this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            List<TraceSteps.TraceStep> some = steps.after(upTo, AT_ONCE);
            for (TraceSteps.TraceStep step : some) {
                tell(step);
                upTo = step.number();
            }
        } catch (RuntimeException e) {
            // The next run tries again; an exception would stop the timer.
            log.warn("the traces were not told: {}", e.toString());
        }
    }

    /**
     * Exports a step. The first step is the root span: its id is derived from the document's, so that other processes
     * know it.
     */
    private void tell(TraceSteps.TraceStep step) {
        String name = STOPS.getOrDefault(step.what(), step.what());
        String root = root(step.document());
        boolean first = name.equals(SUBMIT);
        ids.next(step.trace().hex(), first ? root : "");
        SpanBuilder span = tracer.spanBuilder(name)
                .setStartTimestamp(step.from())
                .setAttribute("antin.document", step.document().toString())
                .setAttribute("antin.event", step.what());
        if (first) {
            span.setNoParent();
        } else {
            span.setParent(Context.root()
                    .with(Span.wrap(SpanContext.createFromRemoteParent(
                            step.trace().hex(), root, TraceFlags.getSampled(), TraceState.getDefault()))));
        }
        span.startSpan().end(step.at());
    }

    private static String root(EnvelopeId document) {
        return document.toString().replace("-", "").substring(16);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        provider.shutdown().join(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
