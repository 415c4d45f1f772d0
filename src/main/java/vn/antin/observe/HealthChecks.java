package vn.antin.observe;

import static vn.antin.observe.HealthCheck.CheckLevel;
import static vn.antin.observe.HealthCheck.Rule;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.VietnamTime;
import vn.antin.fault.Fault;
import vn.antin.ledger.StoppedRoutes;
import vn.antin.ledger.Timeline;

/** Evaluates a reading: one check for each thing that can be wrong, good ones included, in the order of importance. */
public final class HealthChecks {

    /** Days after its expiry for which an expired directory is still used. */
    private static final int DIRECTORY_GRACE_DAYS = 30;

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm").withZone(VietnamTime.ZONE);
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("HH:mm:ss dd/MM/yyyy").withZone(VietnamTime.ZONE);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("dd/MM/yyyy").withZone(VietnamTime.ZONE);

    /** Faults that show that a log was changed, or is older than its checkpoints. */
    private static final Set<Fault> OF_THE_LOG = Set.of(
            Fault.LOG_BEHIND,
            Fault.LOG_DAMAGED,
            Fault.CHECKPOINT_CONFLICT,
            Fault.CHECKPOINT_CHAIN,
            Fault.PROOF_WRONG,
            Fault.DIRECTORY_FORKED,
            Fault.ENTRY_NOT_OURS,
            Fault.DIRECTORY_WITHHELD);

    /** Purposes whose keys are replaced by the program itself. */
    private static final Set<String> RENEWED =
            Set.of("SEAL", "ENCRYPTION", "CONNECTION", "DOOR", "DIRECTORY", "TIME_STAMP");

    private final AlertThresholds limits;
    private final Duration clockStops;

    /**
     * Evaluates by these thresholds.
     *
     * @param clockStops deviation of the clock beyond which the node issues no evidence
     */
    public HealthChecks(AlertThresholds limits, Duration clockStops) {
        this.limits = limits;
        this.clockStops = clockStops;
    }

    public List<HealthCheck> of(HealthReading now) {
        List<HealthCheck> all = new ArrayList<>();
        broker(now, all);
        line(now, all);
        peers(now, all);
        clock(now, all);
        disk(now, all);
        certificates(now, all);
        directory(now, all);
        progress(now, all);
        queues(now, all);
        counts(now, all);
        log(now, all);
        alarms(now, all);
        routes(now, all);
        backup(now, all);
        return all;
    }

    private static void broker(HealthReading now, List<HealthCheck> all) {
        HealthReading.Broker broker = now.broker();
        if (broker == null) {
            return;
        }
        boolean good = broker.running() && !broker.full();
        all.add(new HealthCheck(
                Rule.BROKER,
                "",
                good ? CheckLevel.OK : CheckLevel.CRITICAL,
                good ? 1 : 0,
                0,
                0,
                !good,
                good ? null : Fault.BROKER_STOPPED,
                List.of()));
    }

    private void line(HealthReading now, List<HealthCheck> all) {
        HealthReading.LineReading line = now.line();
        if (line == null) {
            return;
        }
        double down = line.up() ? 0 : seconds(Duration.between(line.since(), now.at()));
        double critical = seconds(limits.lineDown());
        if (!line.up()) {
            CheckLevel level = down >= critical ? CheckLevel.CRITICAL : CheckLevel.WARNING;
            all.add(new HealthCheck(Rule.LINE, "", level, down, 0, critical, true, Fault.LINE_DOWN, List.of()));
        } else if (!line.greeted()) {
            // A wrong clock has a check of its own; a hub that is connected but silent belongs here.
            all.add(new HealthCheck(
                    Rule.LINE, "", CheckLevel.WARNING, 0, 0, critical, true, Fault.HUB_SILENT, List.of()));
        } else {
            all.add(new HealthCheck(Rule.LINE, "", CheckLevel.OK, 0, 0, critical, false, null, List.of()));
        }
    }

    private void peers(HealthReading now, List<HealthCheck> all) {
        double warn = seconds(limits.lineDown());
        for (HealthReading.Peer peer : now.peers()) {
            double gone = peer.gone() == null ? 0 : seconds(Duration.between(peer.gone(), now.at()));
            all.add(measured(
                    Rule.PEER, peer.node(), gone, warn, 12 * warn, Fault.NODE_SILENT, peer.node(), peer.waiting()));
        }
    }

    private void clock(HealthReading now, List<HealthCheck> all) {
        Duration off = now.clock();
        if (off == null) {
            return;
        }
        double value = off.abs().toMillis() / 1000.0;
        double critical = clockStops.toMillis() / 1000.0;
        HealthCheck check = measured(
                Rule.CLOCK, "", value, Math.min(seconds(limits.clock()), critical), critical, Fault.CLOCK_WRONG);
        all.add(check.level() == CheckLevel.CRITICAL ? blocking(check) : check);
    }

    private void disk(HealthReading now, List<HealthCheck> all) {
        HealthReading.Disk disk = now.disk();
        double critical = Math.max((double) disk.floor(), limits.freeBytes() / 4.0);
        HealthCheck check = measured(
                Rule.DISK,
                "",
                (double) disk.free(),
                Math.max((double) limits.freeBytes(), critical),
                critical,
                Fault.DISK_LOW,
                size(disk.free()),
                size(disk.floor()));
        all.add(disk.free() < disk.floor() ? blocking(check) : check);
    }

    private void certificates(HealthReading now, List<HealthCheck> all) {
        boolean comes = now.certificates().stream()
                .anyMatch(one -> one.purpose().equals(HealthReading.Certificate.NEXT_AUTHORITY));
        for (HealthReading.Certificate one : now.certificates()) {
            long days = one.days(now.at());
            boolean over = now.at().isAfter(one.until());
            HealthCheck check = measured(
                    Rule.CERTIFICATE,
                    one.owner() + " " + one.purpose(),
                    over ? Math.min((double) days, -1) : (double) days,
                    limits.certificateDays(),
                    limits.certificateDays() / 4.0,
                    over ? Fault.CERTIFICATE_EXPIRED : Fault.CERTIFICATE_ENDS,
                    over ? one.owner() + " " + one.purpose() : one.owner(),
                    over ? DAY.format(one.until()) : one.purpose(),
                    DAY.format(one.until()),
                    days);
            boolean own = one.owner().equals(now.self().node());
            boolean late =
                    check.good() && RENEWED.contains(one.purpose()) && now.at().isAfter(one.late());
            boolean due = check.good()
                    && one.purpose().equals("AUTHORITY")
                    && now.at().isAfter(one.due())
                    && !comes;
            all.add(
                    over && own
                            ? blocking(check)
                            : late
                                    ? early(one, check, Fault.RENEWAL_LATE)
                                    : due ? early(one, check, Fault.AUTHORITY_DUE) : check);
        }
    }

    /** It is good for long, but should have been renewed by now, or soon. */
    private static HealthCheck early(HealthReading.Certificate one, HealthCheck check, Fault fault) {
        return new HealthCheck(
                check.rule(),
                check.subject(),
                CheckLevel.WARNING,
                check.value(),
                check.warn(),
                check.critical(),
                false,
                fault,
                List.of(one.owner(), one.purpose(), DAY.format(one.until())));
    }

    private static void directory(HealthReading now, List<HealthCheck> all) {
        double days = Duration.between(now.at(), now.directory().expires()).toHours() / 24.0;
        HealthCheck check = measured(Rule.DIRECTORY, "", days, 0, -DIRECTORY_GRACE_DAYS, Fault.DIRECTORY_EXPIRED);
        all.add(check.level() == CheckLevel.CRITICAL ? blocking(check) : check);
    }

    /** A stall is a warning after one minute and critical after two; one good check when there is none. */
    private static void progress(HealthReading now, List<HealthCheck> all) {
        double warn = seconds(ProgressWatch.TOLD);
        for (Stall stall : now.stalls()) {
            Fault fault = switch (stall.kind()) {
                case QUEUE -> Fault.MOVES_NOT;
                case ROUTE -> Fault.ROUTE_FAILING;
                case RECEIPTS -> Fault.RECEIPTS_MISSING;
                case PROBE -> Fault.PROBE_LOST;
                case LEDGER -> Fault.LEDGER_STANDS;
            };
            HealthCheck check = measured(
                    Rule.PROGRESS,
                    (stall.kind().name().toLowerCase(Locale.ROOT) + " " + stall.subject()).strip(),
                    seconds(Duration.between(stall.since(), now.at())),
                    warn,
                    2 * warn,
                    fault,
                    SECOND.format(stall.since()),
                    stall.subject(),
                    stall.count(),
                    stall.of());
            all.add(check.level() == CheckLevel.CRITICAL && stall.blocks() ? blocking(check) : check);
        }
        if (now.stalls().isEmpty()) {
            all.add(measured(Rule.PROGRESS, "", 0, warn, 2 * warn, Fault.MOVES_NOT));
        }
    }

    private void queues(HealthReading now, List<HealthCheck> all) {
        for (HealthReading.QueueReading queue : now.queues()) {
            double limit = seconds(limits.queueAge())
                    * (queue.name().equals("inbox") ? 8 : queue.name().endsWith("urgent") ? 0.1 : 1);
            Instant oldest = queue.oldest();
            double age = oldest == null ? 0 : Math.max(0, seconds(Duration.between(oldest, now.at())));
            all.add(measured(
                    Rule.QUEUE,
                    queue.name(),
                    age,
                    limit,
                    4 * limit,
                    Fault.QUEUE_OLD,
                    queue.name(),
                    queue.messages(),
                    oldest == null ? "" : MOMENT.format(oldest)));
        }
    }

    private void counts(HealthReading now, List<HealthCheck> all) {
        long overdue = now.ledger().overdue();
        all.add(measured(
                Rule.RECEIPTS, "", (double) overdue, 1, (double) limits.overdue(), Fault.RECEIPTS_OVERDUE, overdue));
        long dead = now.ledger().deadLetters();
        all.add(measured(
                Rule.DEAD_LETTERS, "", (double) dead, 1, (double) limits.deadLetters(), Fault.DEAD_LETTERS, dead));
    }

    private void log(HealthReading now, List<HealthCheck> all) {
        Instant since = now.ledger().unproved();
        double age = since == null ? 0 : Math.max(0, seconds(Duration.between(since, now.at())));
        double warn = seconds(limits.unproved());
        all.add(measured(
                Rule.LOG, "", age, warn, 4 * warn, Fault.LOG_UNPROVED, since == null ? "" : MOMENT.format(since)));
    }

    /** Alarms that the bus itself raised; a wrong clock has a check of its own. */
    private static void alarms(HealthReading now, List<HealthCheck> all) {
        for (Timeline.Alarm alarm : now.ledger().alarms()) {
            Fault fault = Fault.ofCode(alarm.code()).orElse(Fault.INSIDE);
            if (fault != Fault.CLOCK_WRONG) {
                all.add(new HealthCheck(
                        Rule.ALARM,
                        alarm.code() + " " + alarm.subject(),
                        OF_THE_LOG.contains(fault) ? CheckLevel.CRITICAL : CheckLevel.WARNING,
                        alarm.times(),
                        1,
                        Double.POSITIVE_INFINITY,
                        false,
                        fault,
                        List.of(alarm.subject(), alarm.detail())));
            }
        }
    }

    /** Routes that an operator stopped, so that the next one on duty knows: their messages wait. */
    private static void routes(HealthReading now, List<HealthCheck> all) {
        for (StoppedRoutes.StoppedRoute one : now.ledger().stopped()) {
            all.add(new HealthCheck(
                    Rule.ROUTE,
                    one.route(),
                    CheckLevel.WARNING,
                    Math.max(0, seconds(Duration.between(one.since(), now.at()))),
                    0,
                    Double.POSITIVE_INFINITY,
                    false,
                    Fault.ROUTE_STOPPED,
                    List.of(one.route(), MOMENT.format(one.since()), one.who(), one.reason())));
        }
    }

    /** A failed backup is reported even while the one before is young enough. */
    private void backup(HealthReading now, List<HealthCheck> all) {
        HealthReading.Backup backup = now.backup();
        if (backup == null) {
            return;
        }
        Instant since = backup.good() == null ? backup.awaited() : backup.good();
        double age = since == null ? 0 : Math.max(0, seconds(Duration.between(since, now.at())));
        double warn = seconds(limits.backup());
        HealthCheck old = measured(
                Rule.BACKUP, "", age, warn, 3 * warn, Fault.BACKUP_OLD, since == null ? "" : MOMENT.format(since));
        Instant failed = backup.failed();
        all.add(
                failed == null || !old.good()
                        ? old
                        : new HealthCheck(
                                Rule.BACKUP,
                                "",
                                CheckLevel.WARNING,
                                age,
                                warn,
                                3 * warn,
                                false,
                                Fault.BACKUP_FAILED,
                                List.of(MOMENT.format(failed), backup.why())));
    }

    private static HealthCheck measured(
            Rule rule, String subject, double value, double warn, double critical, Fault fault, Object... said) {
        CheckLevel level = HealthCheck.level(rule, value, warn, critical);
        @Nullable Fault wrong = level == CheckLevel.OK ? null : fault;
        return new HealthCheck(
                rule,
                subject,
                level,
                value,
                warn,
                critical,
                false,
                wrong,
                Arrays.stream(said).map(String::valueOf).toList());
    }

    private static HealthCheck blocking(HealthCheck one) {
        return new HealthCheck(
                one.rule(),
                one.subject(),
                one.level(),
                one.value(),
                one.warn(),
                one.critical(),
                true,
                one.fault(),
                one.said());
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    private static String size(long bytes) {
        return bytes >= 1_000_000_000 ? String.format(Locale.ROOT, "%.1f GB", bytes / 1e9) : bytes / 1_000_000 + " MB";
    }
}
