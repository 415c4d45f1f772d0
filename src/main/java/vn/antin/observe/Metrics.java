package vn.antin.observe;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import vn.antin.ledger.query.LedgerGauges;

/**
 * The metrics in Prometheus' text format. Labels are identifiers of the program, names of queues and ids of nodes,
 * never documents, people or free text, so that the number of series is bounded by the number of nodes.
 */
public final class Metrics {

    /** Content type of the page. */
    public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.builder()
            .setIncludeCreatedTimestamps(false)
            .build();
    private final HealthMonitor observatory;
    private final EventCounter counting;

    public Metrics(HealthMonitor observatory, LedgerGauges gauges, CallCounter calls) {
        this.observatory = observatory;
        HealthReading.Self self = observatory.now().self();
        this.counting = new EventCounter(gauges, self.hub(), registry);
        Info.builder()
                .name("antin_build_info")
                .help("Version, role and mode of this process; always 1.")
                .labelNames("version", "role", "mode")
                .register(registry)
                .addLabelValues(self.version(), self.role(), self.mode());
        queues();
        line(self.hub());
        state(self.hub());
        CounterWithCallback.builder()
                .name("antin_adapter_requests_total")
                .help("Calls at the HTTPS door since the start, by adapter and HTTP status.")
                .labelNames("adapter", "code")
                .callback(to -> calls.tell((labels, count) -> to.call(count, labels)))
                .register(registry);
        JvmMetrics.builder().register(registry);
    }

    private void queues() {
        each(
                "antin_queue_messages",
                "Messages or copies that wait in a queue.",
                "queue",
                now -> now.queues().stream()
                        .map(queue -> new LabelledValue(queue.name(), queue.messages()))
                        .toList());
        each(
                "antin_queue_bytes",
                "Bytes that wait in a queue: at a node of large parts for its line, at a hub of messages.",
                "queue",
                now -> now.queues().stream()
                        .filter(Metrics::weighed)
                        .map(queue -> new LabelledValue(queue.name(), queue.bytes()))
                        .toList());
        each(
                "antin_queue_oldest_age_seconds",
                "Age of the first message of a queue, in seconds; 0 when it is empty.",
                "queue",
                now -> now.queues().stream()
                        .map(queue -> new LabelledValue(queue.name(), age(now, queue.oldest())))
                        .toList());
    }

    private void line(boolean hub) {
        each(
                "antin_line_up",
                "1 while the line is connected: to the hub, or at the hub from each node.",
                "peer",
                now -> {
                    HealthReading.LineReading line = now.line();
                    return line == null
                            ? now.peers().stream()
                                    .map(peer -> new LabelledValue(peer.node(), peer.gone() == null ? 1 : 0))
                                    .toList()
                            : List.of(new LabelledValue("hub", line.up() ? 1 : 0));
                });
        if (hub) {
            return;
        }
        maybe("antin_line_rtt_seconds", "Round trip of the last heartbeat, in seconds.", now -> {
            HealthReading.LineReading line = now.line();
            return line == null ? null : line.roundTrip();
        });
        one(
                "antin_line_throughput_bytes_per_second",
                "Present throughput of large parts on the line, in bytes per second.",
                now -> now.lineBytesPerSecond());
        maybe("antin_clock_skew_seconds", "Seconds by which this clock is ahead of the hub's.", HealthReading::clock);
    }

    private void state(boolean hub) {
        one(
                "antin_dead_letters",
                "Messages in the dead letters.",
                now -> now.ledger().deadLetters());
        one(
                "antin_receipts_overdue",
                "Copies whose next receipt is overdue.",
                now -> now.ledger().overdue());
        one(
                "antin_routes_stopped",
                "Routes stopped by a person.",
                now -> now.ledger().stopped().size());
        one("antin_alarms", "Open alarms.", now -> now.ledger().alarms().size());
        one(
                "antin_log_unproved_age_seconds",
                "Seconds for which the log has lacked a time-stamp or witness; 0 when it has both.",
                now -> age(now, now.ledger().unproved()));
        one(
                "antin_disk_free_bytes",
                "Free bytes on the disk of the data folder.",
                now -> now.disk().free());
        one(
                "antin_disk_size_bytes",
                "Size of the disk of the data folder, in bytes.",
                now -> now.disk().size());
        one(
                "antin_directory_expiry_timestamp_seconds",
                "Expiry of the directory in force, in seconds since 1970.",
                now -> now.directory().expires().getEpochSecond());
        one(
                "antin_directory_serial",
                "Serial of the directory in force.",
                now -> now.directory().serial());
        one(
                "antin_ready",
                "1 while documents can be delivered.",
                now -> HealthMonitor.ready(observatory.checks()) ? 1 : 0);
        GaugeWithCallback.builder()
                .name("antin_certificate_expiry_timestamp_seconds")
                .help("Expiry of a certificate, in seconds since 1970.")
                .labelNames("owner", "purpose")
                .callback(to -> observatory
                        .now()
                        .certificates()
                        .forEach(each -> to.call(
                                (double) each.until().getEpochSecond(),
                                each.owner(),
                                EventCounter.word(each.purpose()))))
                .register(registry);
        one(
                "antin_key_renewal_due_timestamp_seconds",
                "When the own keys have had two thirds of their life and are renewed, in seconds since 1970.",
                now -> now.renewal() == null ? 0 : now.renewal().due().getEpochSecond());
        one(
                "antin_key_renewal_step",
                "Renewal of the own keys: 0 none, 1 the hub has not certified them yet, 2 certified, used from a time on.",
                now -> step(now.renewal()));
        GaugeWithCallback.builder()
                .name("antin_check_level")
                .help("Worst result of each health check: 0 good, 1 warning, 2 critical.")
                .labelNames("check")
                .callback(to -> HealthMonitor.worst(observatory.checks())
                        .forEach((rule, level) -> to.call(level.number(), EventCounter.word(rule.name()))))
                .register(registry);
        if (hub) {
            each(
                    "antin_queue_consumers",
                    "Consumers of a queue at the broker.",
                    "queue",
                    now -> now.queues().stream()
                            .filter(Metrics::weighed)
                            .map(queue -> new LabelledValue(queue.name(), queue.consumers()))
                            .toList());
            counted(
                    "antin_broker_consumers_closed_total",
                    "Stale consumers that the broker closed, since the start.",
                    now -> {
                        HealthReading.Broker broker = now.broker();
                        return broker == null ? 0 : broker.consumersClosed();
                    });
            one("antin_broker_connections", "Connections to the broker, the hub's own included.", now -> {
                HealthReading.Broker broker = now.broker();
                return broker == null ? 0 : broker.connections();
            });
        }
        each(
                "antin_stall_age_seconds",
                "Seconds since a queue, route, probe or receipt stopped moving; absent while all moves.",
                "what",
                now -> now.stalls().stream()
                        .map(stall -> new LabelledValue(
                                (EventCounter.word(stall.kind().name()) + " " + stall.subject()).strip(),
                                age(now, stall.since())))
                        .toList());
        backups();
        counted("antin_ledger_commits_total", "Transactions of the ledger since the start.", HealthReading::commits);
        counted("antin_ledger_syncs_total", "Syncs of the ledger to the disk since the start.", HealthReading::syncs);
    }

    private void backups() {
        since(
                "antin_backup_last_success_timestamp_seconds",
                "Time of the last good backup, in seconds since 1970.",
                HealthReading.Backup::good);
        known(
                "antin_backup_duration_seconds",
                "Duration of the last good backup, in seconds.",
                backup -> backup.millis() / 1000.0);
        known(
                "antin_backup_size_bytes",
                "Size of the last good backup in bytes, shared parts included.",
                HealthReading.Backup::bytes);
        known("antin_backup_failed", "1 when the last backup failed.", backup -> backup.failed() == null ? 0 : 1);
    }

    private void since(
            String name, String help, java.util.function.Function<HealthReading.Backup, @Nullable Instant> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(to -> {
                    HealthReading.Backup backup = observatory.now().backup();
                    Instant at = backup == null ? null : value.apply(backup);
                    if (at != null) {
                        to.call((double) at.getEpochSecond());
                    }
                })
                .register(registry);
    }

    private void known(String name, String help, ToDoubleFunction<HealthReading.Backup> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(to -> {
                    HealthReading.Backup backup = observatory.now().backup();
                    if (backup != null) {
                        to.call(value.applyAsDouble(backup));
                    }
                })
                .register(registry);
    }

    /** Whether a queue has a known size in bytes: outbox and inbox count messages only. */
    private static boolean weighed(HealthReading.QueueReading queue) {
        return !queue.name().startsWith("out") && !queue.name().equals("inbox");
    }

    private record LabelledValue(String label, double value) {}

    private void one(String name, String help, ToDoubleFunction<HealthReading> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(to -> to.call(value.applyAsDouble(observatory.now())))
                .register(registry);
    }

    /** Adds a metric that is absent while its value is unknown. */
    private void maybe(String name, String help, java.util.function.Function<HealthReading, @Nullable Duration> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(to -> {
                    Duration known = value.apply(observatory.now());
                    if (known != null) {
                        to.call(known.toMillis() / 1000.0);
                    }
                })
                .register(registry);
    }

    private void each(
            String name,
            String help,
            String label,
            java.util.function.Function<HealthReading, List<LabelledValue>> values) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(label)
                .callback(to -> values.apply(observatory.now()).forEach(one -> to.call(one.value(), one.label())))
                .register(registry);
    }

    private void counted(String name, String help, ToDoubleFunction<HealthReading> value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(to -> to.call(value.applyAsDouble(observatory.now())))
                .register(registry);
    }

    private static double age(HealthReading now, @Nullable Instant since) {
        return since == null ? 0 : Math.max(0, Duration.between(since, now.at()).toMillis() / 1000.0);
    }

    /** Writes the page. */
    public void write(OutputStream out) throws IOException {
        counting.look();
        writer.write(out, registry.scrape());
    }

    private static int step(HealthReading.@Nullable RenewalReading renewal) {
        if (renewal == null) {
            return 0;
        }
        return switch (renewal.step()) {
            case NONE -> 0;
            case ASKED -> 1;
            case CERTIFIED -> 2;
        };
    }
}
