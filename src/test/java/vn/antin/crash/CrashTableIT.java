package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.Slow;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.db.Tx;

/**
 * Runs the table "the way of a document" by its last column: at each point that a clean run passes, in each process,
 * the process is killed and restarted, and the document arrives once, with one receipt of each kind. A run visits some
 * of the points ({@link CrashSelection}); {@code -Dcrash.every=1} visits all of them, and {@code -Dcrash.only=REGEX}
 * those whose process and point match, such as {@code 'hub relay.accept'}.
 */
@Slow
class CrashTableIT {

    /** When a point is passed: while a letter is delivered, while a process starts, while another node joins. */
    private enum Occasion {
        LETTER,
        START,
        JOIN
    }

    private record Point(String process, String at, int time, Occasion occasion) {}

    private record Line(
            Point point,
            boolean died,
            int sent,
            int delivered,
            int doubled,
            int receipts,
            List<String> faults,
            double seconds) {

        int lost() {
            return 2 * sent - delivered;
        }

        boolean good() {
            return died && lost() == 0 && doubled == 0 && receipts == 8 * sent && faults.isEmpty();
        }
    }

    private static final int PROVINCES = Integer.getInteger("crash.provinces", 2);
    private static final Pattern ONLY = Pattern.compile(System.getProperty("crash.only", ""));
    private static final int EVERY =
            Integer.getInteger("crash.every", ONLY.pattern().isEmpty() ? 75 : 1);
    private static final int TRIES = 3;
    private static final int PATIENT_FAULTS = 3;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void a_letter_arrives_once_wherever_a_process_dies() throws Exception {
        Instant began = Instant.now();
        List<ThreeProcesses> provinces = new ArrayList<>();
        try {
            Image image = new Image(folder.resolve("image"), ThreeProcesses.TIMERS);
            for (int i = 0; i < PROVINCES; i++) {
                provinces.add(new ThreeProcesses(folder.resolve("province-" + i), image));
            }
            List<Point> all = points(provinces.get(0));
            CrashSelection selection = CrashSelection.at(Path.of(""), EVERY);
            Queue<Point> points = new ConcurrentLinkedQueue<>(selection.of(all));
            List<Line> lines = provinces.size() == 1 ? visit(provinces.get(0), points) : together(provinces, points);
            lines.sort(Comparator.comparing((Line line) -> line.point().process())
                    .thenComparing(line -> line.point().occasion())
                    .thenComparing(line -> line.point().at()));
            List<String> repositories = new ArrayList<>();
            for (ThreeProcesses province : provinces) {
                // A late crash was reported in the table; restart the process so that the other rows are checked.
                province.revive();
                province.stop();
                repositories.addAll(audited(province));
            }
            String table =
                    selection.told(all.size()) + table(lines, repositories, Duration.between(began, Instant.now()));
            System.out.print(table);
            Files.writeString(Files.createDirectories(Path.of("target")).resolve("crash-table.txt"), table);
            assertThat(lines).isNotEmpty().allMatch(Line::good);
            assertThat(points).isEmpty();
            assertThat(repositories).isEmpty();
        } finally {
            provinces.forEach(ThreeProcesses::close);
        }
    }

    /** The points of a clean run, so that a new transaction is covered automatically. */
    private static List<Point> points(ThreeProcesses province) {
        Map<String, Map<String, Integer>> letter = new LinkedHashMap<>();
        List<Point> points = new ArrayList<>();
        List<String> roles = List.of(ThreeProcesses.SENDER, ThreeProcesses.HUB, ThreeProcesses.RECIPIENT);
        good(province.send());
        roles.forEach(role -> province.process(role).hits());
        good(province.send());
        for (String role : roles) {
            letter.put(role, province.process(role).hits());
        }
        province.another();
        good(province.send());
        Map<String, Set<String>> join = new LinkedHashMap<>();
        for (String role : roles) {
            join.put(role, new LinkedHashSet<>(province.process(role).hits().keySet()));
        }
        for (String role : roles) {
            province.process(role).kill();
            good(province.send());
            Map<String, Integer> times = letter.get(role);
            Set<String> atStart =
                    new LinkedHashSet<>(province.process(role).hits().keySet());
            atStart.removeAll(times.keySet());
            join.get(role).removeAll(times.keySet());
            join.get(role).removeAll(atStart);
            times.forEach((at, passed) -> points.add(
                    // one of the times it is passed, a different one for each point
                    new Point(role, at, 1 + points.size() % passed, Occasion.LETTER)));
            atStart.forEach(at -> points.add(new Point(role, at, 1, Occasion.START)));
            join.get(role).forEach(at -> points.add(new Point(role, at, 1, Occasion.JOIN)));
        }
        return points.stream()
                .filter(point ->
                        ONLY.matcher(point.process() + " " + point.at()).find())
                .toList();
    }

    private static void good(ThreeProcesses.LetterResult result) {
        assertThat(result).isEqualTo(new ThreeProcesses.LetterResult(2, 0, 8, List.of()));
    }

    private static List<Line> together(List<ThreeProcesses> provinces, Queue<Point> points) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(provinces.size());
        try {
            List<Callable<List<Line>>> visits = new ArrayList<>();
            provinces.forEach(province -> visits.add(() -> visit(province, points)));
            List<Line> lines = new ArrayList<>();
            for (Future<List<Line>> visited : threads.invokeAll(visits)) {
                lines.addAll(visited.get());
            }
            return lines;
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Line> visit(ThreeProcesses province, Queue<Point> points) {
        List<Line> lines = new ArrayList<>();
        int bad = 0;
        for (Point point = points.poll(); point != null && bad < PATIENT_FAULTS; point = points.poll()) {
            Line line = visit(province, point);
            bad += line.good() ? 0 : 1;
            lines.add(line);
        }
        return lines;
    }

    private static Line visit(ThreeProcesses province, Point point) {
        long began = System.nanoTime();
        Living victim = province.process(point.process());
        if (point.occasion() == Occasion.START) {
            victim.kill();
            victim.startToDie(point.at(), point.time());
        } else {
            victim.arm(point.at(), point.time());
        }
        Process armed = victim.process();
        int sent = 0;
        int delivered = 0;
        int doubled = 0;
        int receipts = 0;
        List<String> faults = new ArrayList<>();
        while (sent < TRIES && (sent == 0 || !died(armed))) {
            if (point.occasion() == Occasion.JOIN) {
                province.another();
            }
            ThreeProcesses.LetterResult result = province.send();
            sent++;
            delivered += result.delivered();
            doubled += result.doubled();
            receipts += result.receipts();
            faults.addAll(result.faults());
        }
        boolean died = died(armed);
        if (!died && point.occasion() == Occasion.START) {
            victim.kill();
        }
        province.revive();
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Line(point, died, sent, delivered, doubled, receipts, faults, seconds);
    }

    /** What is passed after the last receipt is passed soon; on a busy machine, later. */
    private static boolean died(Process process) {
        try {
            Awaitility.await().until(() -> !process.isAlive());
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** The final state of the ledgers: nothing waits, no dead letter, no duplicate. */
    private static List<String> audited(ThreeProcesses province) {
        List<String> faults = new ArrayList<>();
        int letters = province.letters();
        Map<String, Long> hub = counts(province, ThreeProcesses.HUB);
        Map<String, Long> sender = counts(province, ThreeProcesses.SENDER);
        Map<String, Long> recipient = counts(province, ThreeProcesses.RECIPIENT);
        expect(faults, "letters at the hub", hub.get("documents"), letters);
        expect(faults, "letters at the sender", sender.get("documents"), letters);
        expect(faults, "letters at the recipient", recipient.get("documents"), letters);
        expect(faults, "arrivals", recipient.get("taken"), 2L * letters);
        expect(faults, "copies handed over", sender.get("handed over"), 2L * letters);
        expect(faults, "receipts at the sender", sender.get("evidence"), 8L * letters);
        Map.of("hub", hub, "sender", sender, "recipient", recipient).forEach((role, counts) -> {
            for (String none : List.of("dead letters", "unsent", "unsealed", "held", "leaves twice", "alarms")) {
                expect(faults, none + " at the " + role, counts.get(none), 0);
            }
        });
        return faults;
    }

    private static void expect(List<String> faults, String what, long found, long expected) {
        if (found != expected) {
            faults.add(what + ": " + found + " instead of " + expected);
        }
    }

    private static Map<String, Long> counts(ThreeProcesses province, String role) {
        try (Ledger ledger = Ledger.open(province.ledger(role), CrashPoints.NONE)) {
            return ledger.read(tx -> {
                Map<String, Long> counts = new LinkedHashMap<>();
                counts.put("documents", count(tx, "document"));
                counts.put("taken", count(tx, "arrival where state = 'TAKEN'"));
                counts.put("handed over", count(tx, "copy where state = 'HANDED_OVER'"));
                counts.put("evidence", count(tx, "evidence"));
                counts.put("dead letters", count(tx, "dead_letter"));
                counts.put("unsent", count(tx, "outbox"));
                counts.put(
                        "unsealed",
                        count(
                                tx,
                                "(select idx from leaf union all select leaf from evidence where own = true) l"
                                        + " where idx is null"));
                counts.put("held", count(tx, "held"));
                counts.put("alarms", count(tx, "alarm where ended is null"));
                counts.put(
                        "leaves twice",
                        count(
                                tx,
                                "(select origin, idx from (select origin, idx from leaf"
                                        + " union all select origin, leaf from evidence where own = true) l"
                                        + " where idx is not null group by origin, idx having count(*) > 1) twice"));
                return counts;
            });
        }
    }

    private static long count(Tx tx, String what) {
        return tx.one("select count(*) as n from " + what, row -> row.number("n"))
                .orElse(0L);
    }

    private static String table(List<Line> lines, List<String> repositories, Duration took) {
        StringBuilder table = new StringBuilder();
        String row = "%-10s %-8s %-52s %4s %5s %5s %5s %5s %5s %6s  %s%n";
        table.append(row.formatted(
                "process", "when", "dies at", "time", "sent", "deliv", "doubl", "lost", "rcpts", "s", ""));
        for (Line line : lines) {
            table.append(row.formatted(
                    line.point().process(),
                    line.point().occasion().name().toLowerCase(java.util.Locale.ROOT),
                    line.point().at(),
                    line.point().time(),
                    line.sent(),
                    line.delivered(),
                    line.doubled(),
                    line.lost(),
                    line.receipts(),
                    "%.1f".formatted(line.seconds()),
                    (line.died() ? "" : "NOT REACHED ") + String.join("; ", line.faults())));
        }
        table.append("%d points, %d letters, %d copies delivered, %d lost, %d doubled, %d receipts, %d s%n"
                .formatted(
                        lines.size(),
                        lines.stream().mapToInt(Line::sent).sum(),
                        lines.stream().mapToInt(Line::delivered).sum(),
                        lines.stream().mapToInt(Line::lost).sum(),
                        lines.stream().mapToInt(Line::doubled).sum(),
                        lines.stream().mapToInt(Line::receipts).sum(),
                        took.toSeconds()));
        repositories.forEach(fault -> table.append(fault).append(System.lineSeparator()));
        return table.toString();
    }
}
