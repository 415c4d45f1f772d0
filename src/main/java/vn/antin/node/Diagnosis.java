package vn.antin.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadInfo;
import java.time.Clock;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import vn.antin.backup.BackupAttempt;
import vn.antin.console.pages.MachineAccess.Setting;
import vn.antin.json.Json;
import vn.antin.ledger.Repositories;
import vn.antin.ledger.query.Inventory;
import vn.antin.node.config.Config;
import vn.antin.node.config.SettingsSheet;
import vn.antin.observe.HealthCheck;
import vn.antin.observe.HealthMonitor;
import vn.antin.observe.HealthReading;
import vn.antin.observe.LogTail;
import vn.antin.seal.pki.NativeCrypto;

/**
 * One file for whoever helps from afar: how the machine stands, in numbers and words of the program. What somebody wrote
 * (subjects, names, reasons, addresses) and what opens something is not asked for, so that it cannot be in it.
 */
final class Diagnosis {

    private static final int MOST_TEXT = 2 << 20;

    /** Values that are told; of any other setting only that it is set. */
    private static final Pattern PLAIN =
            Pattern.compile("-?[0-9.]{1,20}|true|false|P[0-9TDHMS.]{1,20}|[0-9]{2}:[0-9]{2}"
                    + "|[A-Z_]{2,20}(, [A-Z_]{2,20})*|[0-9]{4}-[0-9]{2}-[0-9]{2}(, [0-9]{4}-[0-9]{2}-[0-9]{2})*");

    private static final Set<String> WORDS =
            Set.of("role", "node", "mode", "seal", "signatures", "packageSignatures", "alerts.language");

    /** Their subjects are what a document or a person brought. */
    private static final Set<HealthCheck.Rule> SILENT = Set.of(HealthCheck.Rule.ALARM);

    private final Config config;
    private final Repositories repositories;
    private final HealthMonitor observatory;
    private final BackupModule backupModule;
    private final Clock clock;

    Diagnosis(
            Config config,
            Repositories repositories,
            HealthMonitor observatory,
            BackupModule backupModule,
            Clock clock) {
        this.config = config;
        this.repositories = repositories;
        this.observatory = observatory;
        this.backupModule = backupModule;
        this.clock = clock;
    }

    /** A zip of some hundred kilobytes. */
    byte[] zip() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            entry(zip, "report.json", Json.pretty(report()));
            entry(zip, "threads.txt", threads());
            entry(zip, "log.txt", String.join("\n", LogTail.lines()));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.substring(0, Math.min(MOST_TEXT, text.length())).getBytes(UTF_8));
        zip.closeEntry();
    }

    private ObjectNode report() {
        HealthReading now = observatory.now();
        ObjectNode report = Json.MAPPER
                .createObjectNode()
                .put("at", clock.instant().toString())
                .put("node", now.self().node())
                .put("role", now.self().role())
                .put("mode", now.self().mode())
                .put("version", now.self().version())
                .put("started", now.self().started().toString())
                .put("commits", now.commits())
                .put("syncs", now.syncs())
                .put("directory", now.directory().serial());
        machine(report.putObject("machine"), now);
        line(report, now);
        checks(report.putArray("checks"));
        queues(report.putArray("queues"), now);
        certificates(report.putArray("certificates"), now);
        ledger(report.putObject("ledger"));
        backups(report.putArray("backups"));
        settings(report.putArray("settings"));
        return report;
    }

    private static void machine(ObjectNode machine, HealthReading now) {
        Runtime runtime = Runtime.getRuntime();
        RuntimeMXBean jvm = ManagementFactory.getRuntimeMXBean();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        machine.put("java", Runtime.version().toString())
                .put("vm", jvm.getVmName())
                .put("cryptography", NativeCrypto.description())
                .put("system", System.getProperty("os.name"))
                .put("systemVersion", System.getProperty("os.version"))
                .put("architecture", System.getProperty("os.arch"))
                .put("processors", runtime.availableProcessors())
                .put("upMillis", jvm.getUptime())
                .put("heapUsed", heap.getUsed())
                .put("heapMost", heap.getMax())
                .put("threads", ManagementFactory.getThreadMXBean().getThreadCount())
                .put("load", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage())
                .put("encoding", System.getProperty("file.encoding"))
                .put("diskFree", now.disk().free())
                .put("diskSize", now.disk().size());
        ManagementFactory.getGarbageCollectorMXBeans()
                .forEach(each -> machine.withObject("/collections").put(each.getName(), each.getCollectionCount()));
    }

    private static void line(ObjectNode report, HealthReading now) {
        HealthReading.@Nullable LineReading line = now.line();
        if (line != null) {
            report.putObject("line")
                    .put("up", line.up())
                    .put("since", line.since().toString())
                    .put("trouble", line.trouble())
                    .put("greeted", line.greeted());
        }
        if (now.clock() != null) {
            report.put("clockAheadMillis", now.clock().toMillis());
        }
        HealthReading.@Nullable Broker broker = now.broker();
        if (broker != null) {
            report.putObject("broker")
                    .put("running", broker.running())
                    .put("full", broker.full())
                    .put("connections", broker.connections());
        }
    }

    private void checks(ArrayNode checks) {
        for (HealthCheck one : observatory.checks()) {
            ObjectNode check = checks.addObject()
                    .put("check", one.rule().name())
                    .put("level", one.level().word())
                    .put("value", one.value())
                    .put("unit", one.rule().unit());
            if (!one.subject().isEmpty() && !SILENT.contains(one.rule())) {
                check.put("subject", one.subject());
            }
            if (one.fault() != null) {
                check.put("code", one.fault().code());
            }
        }
    }

    private static void queues(ArrayNode queues, HealthReading now) {
        now.queues()
                .forEach(each -> queues.addObject()
                        .put("name", each.name())
                        .put("messages", each.messages())
                        .put("bytes", each.bytes())
                        .put("consumers", each.consumers())
                        .put("oldest", String.valueOf(each.oldest())));
    }

    private static void certificates(ArrayNode certificates, HealthReading now) {
        now.certificates()
                .forEach(each -> certificates
                        .addObject()
                        .put("owner", each.owner())
                        .put("purpose", each.purpose())
                        .put("days", each.days(now.at())));
    }

    private void ledger(ObjectNode ledger) {
        Inventory inventory = new Inventory(config.node());
        ledger.put("bytes", repositories.ledger().size())
                .put("origin", repositories.ledger().read(inventory::origin))
                .put("sealed", repositories.ledger().read(inventory::sealed));
        ObjectNode rows = ledger.putObject("rows");
        repositories.ledger().read(inventory::rows).forEach(rows::put);
        ObjectNode faults = ledger.putObject("faults");
        repositories.ledger().read(inventory::faults).forEach(faults::put);
        ArrayNode steps = ledger.putArray("migrations");
        repositories.ledger().read(inventory::steps).forEach(each -> steps.add(each.version() + " " + each.name()));
    }

    private void backups(ArrayNode backups) {
        for (BackupAttempt each : backupModule.backups().attempts()) {
            backups.addObject()
                    .put("at", each.at().toString())
                    .put("millis", each.millis())
                    .put("bytes", each.bytes())
                    .put("code", each.code());
        }
    }

    private void settings(ArrayNode settings) {
        for (Setting each : SettingsSheet.of(config)) {
            boolean told = PLAIN.matcher(each.value()).matches() || WORDS.contains(each.key());
            settings.addObject()
                    .put("key", each.key())
                    .put("value", told ? each.value() : each.value().isEmpty() ? "" : "(set)")
                    .put("line", each.line());
        }
    }

    private static String threads() {
        StringBuilder text = new StringBuilder();
        for (ThreadInfo each : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
            text.append(each);
        }
        return text.toString();
    }
}
