package vn.antin.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vn.antin.SlowMachine.PATIENCE;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.Slow;
import vn.antin.cli.Run;
import vn.antin.json.Json;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.node.OperatorArchive;
import vn.antin.node.OperatorFiles.OperatorCommand;
import vn.antin.node.OperatorRetention;

/**
 * Wherever a node or the hub is killed while content ends, is exported or is removed: a document is whole or gone, what is
 * on hold stays, and the next start goes on.
 */
@Slow
class ArchiveCrashIT {

    /** More than a removal takes in one transaction. */
    private static final int LETTERS = 105;

    private static final int BATCH = 100;

    /** Tables with rows of a document. */
    private static final List<String> TABLES =
            List.of("part", "stored_part", "transfer", "document_number", "listing", "copy", "arrival", "event");

    private static final String SENDER = ThreeProcesses.SENDER;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private final List<String> letters = new ArrayList<>();
    private ThreeProcesses province;

    @Test
    void nothing_is_half_removed_wherever_a_process_dies() throws Exception {
        Image image = new Image(folder.resolve("image"), ThreeProcesses.TIMERS);
        try (ThreeProcesses three = new ThreeProcesses(folder.resolve("province"), image)) {
            province = three;
            letters.addAll(province.exchange(LETTERS));
            holdsSurvive();
            List<Path> packages = exportsSurvive();
            removalGoesOn(packages.get(packages.size() - 1));
            Files.writeString(
                    folder.resolve("province/recipient/node.yaml"),
                    "keep: { documents: P10D }\n",
                    StandardOpenOption.APPEND);
            retentionGoesOn(ThreeProcesses.RECIPIENT, 2 + LETTERS - 1);
            retentionGoesOn(ThreeProcesses.HUB, 0);
            assertThat(province.send()).isEqualTo(new ThreeProcesses.LetterResult(2, 0, 8, List.of()));
            for (Path made : packages) {
                assertThat(verify(made).code()).as(made.toString()).isZero();
            }
        }
    }

    /** The first letter is on hold: a hold that was answered stands, one that was not is placed whole or not at all. */
    private void holdsSurvive() throws Exception {
        dies(SENDER, "hold.place, before commit", OperatorRetention.PLACE, hold());
        assertThat(rows(SENDER, "legal_hold")).isZero();
        dies(SENDER, "hold.place, after sync", OperatorRetention.PLACE, hold());
        assertThat(rows(SENDER, "legal_hold where lifted_at is null")).isEqualTo(1);
        assertThat(rows(SENDER, "audit where what = 'PLACED_HOLD'")).isEqualTo(1);
        province.process(SENDER).start();
        command(ThreeProcesses.RECIPIENT, OperatorRetention.PLACE, hold());
    }

    private String hold() {
        return "{\"document\": \"" + letters.get(0) + "\", \"reason\": \"điều tra\"}";
    }

    /** Returns the packages in the order in which they were made; the ledger knows the last one. */
    private List<Path> exportsSurvive() throws Exception {
        Path out = folder.resolve("archive");
        ask(SENDER, OperatorArchive.BEGIN, export(out));
        await("an export is under way").atMost(PATIENCE).until(() -> !names(out).isEmpty());
        province.process(SENDER).kill();
        int whole = (int)
                names(out).stream().filter(name -> !name.endsWith(".coming")).count();
        long known = rows(SENDER, "archive_package");
        assertThat(known).isLessThanOrEqualTo(whole);

        province.process(SENDER).start();
        dies(SENDER, "archive.export, before commit", OperatorArchive.BEGIN, export(out));
        assertThat(names(out))
                .as("the next export removes what was interrupted")
                .hasSize(whole + 1);
        assertThat(rows(SENDER, "archive_package")).isEqualTo(known);
        province.process(SENDER).start();
        dies(SENDER, "archive.export, after sync", OperatorArchive.BEGIN, export(out));
        assertThat(names(out)).hasSize(whole + 2);
        assertThat(rows(SENDER, "archive_package")).isEqualTo(known + 1);
        assertThat(rows(SENDER, "archived where receipts = 4")).isEqualTo(LETTERS * (known + 1));
        return names(out).stream().map(out::resolve).toList();
    }

    private static String export(Path out) {
        return "{\"since\": \"" + Instant.now().minus(Duration.ofDays(1)) + "\", \"until\": \"" + Instant.now()
                + "\", \"folder\": \"" + out + "\", \"remove\": false, \"reason\": \"nộp lưu trữ\"}";
    }

    private static List<String> names(Path out) throws IOException {
        if (!Files.isDirectory(out)) {
            return List.of();
        }
        try (Stream<Path> made = Files.list(out)) {
            return made.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private void removalGoesOn(Path made) throws Exception {
        change(
                SENDER,
                "update archive_package set removing = true where name = ?",
                made.getFileName().toString());
        change(SENDER, "update duty set told = true");
        age(SENDER);
        startsToDie(SENDER, "archive.remove, before commit");
        assertThat(rows(SENDER, "document")).isEqualTo(LETTERS);
        assertThat(rows(SENDER, "archived where removed is not null")).isZero();
        startsToDie(SENDER, "archive.remove, after sync");
        assertThat(rows(SENDER, "document")).isEqualTo(LETTERS - BATCH);
        assertThat(rows(SENDER, "archived where removed is not null")).isEqualTo(BATCH);
        assertThat(rows(SENDER, "audit where what = 'REMOVED_ARCHIVED'")).isEqualTo(1);
        wholeOrGone(SENDER);

        province.process(SENDER).start();
        for (String letter : letters.subList(1, LETTERS)) {
            await("the rest is removed").atMost(PATIENCE).until(() -> province.status(letter) == 410);
        }
        assertThat(province.status(letters.get(0))).as("on hold").isEqualTo(200);
        province.process(SENDER).stop();
        assertThat(rows(SENDER, "document")).isEqualTo(1);
        wholeOrGone(SENDER);
        province.process(SENDER).start();
    }

    /** Each document has all its rows, and no row is left of one that is gone. */
    private void wholeOrGone(String role) {
        for (String table : TABLES) {
            assertThat(rows(role, table + " where document not in (select id from document)"))
                    .as(table)
                    .isZero();
        }
        assertThat(rows(role, "evidence where own = false and document not in (select id from document)"))
                .isZero();
        long documents = rows(role, "document");
        assertThat(rows(role, "part")).isEqualTo(2 * documents);
        assertThat(rows(role, "copy")).isEqualTo(documents);
        assertThat(rows(role, "evidence where document in (select id from document)"))
                .isEqualTo(4 * documents);
    }

    /** @param left number of parts that stay: at the recipient the inner manifests, and the file of the letter on hold */
    private void retentionGoesOn(String role, long left) throws Exception {
        province.process(role).stop();
        age(role);
        startsToDie(role, "retention.erase, before commit");
        assertThat(rows(role, "part")).isEqualTo(2 * LETTERS);
        assertThat(rows(role, "document where erased is not null")).isZero();
        startsToDie(role, "retention.erase, after sync");
        assertThat(rows(role, "part")).isEqualTo(left);
        assertThat(rows(role, "document where erased is null")).isEqualTo(left > 0 ? 1 : 0);
        assertThat(rows(role, "document")).isEqualTo(LETTERS);
        assertThat(rows(role, "audit where what = 'CONTENT_ERASED'")).isEqualTo(1);
        province.process(role).start();
    }

    /** All documents of a process that does not run become forty days older. */
    private void age(String role) {
        Instant then = Instant.now().minus(Duration.ofDays(40));
        change(role, "update document set stored = ?, expires = ?", then, then.plus(Duration.ofDays(7)));
    }

    private void change(String role, String sql, Object... values) {
        try (Ledger ledger = Ledger.open(province.ledger(role), CrashPoints.NONE)) {
            ledger.store("test.change", tx -> {
                tx.update(sql, values);
            });
        }
    }

    private long rows(String role, String what) {
        try (Ledger ledger = Ledger.open(province.ledger(role), CrashPoints.NONE)) {
            return ledger.read(tx -> CrashProvince.count(tx, what));
        }
    }

    private OperatorCommand ask(String role, String task, String values) throws IOException {
        return new OperatorCommand(province.ledger(role), task, Json.MAPPER.readValue(values, ObjectNode.class));
    }

    private void command(String role, String task, String values) throws IOException {
        OperatorCommand command = ask(role, task, values);
        await(task).atMost(PATIENCE).until(command::answered);
        command.answer();
    }

    /** The running process dies at that point of a command. */
    private void dies(String role, String point, String task, String values) throws IOException {
        Living living = province.process(role);
        if (living.killed()) {
            living.start();
        }
        living.arm(point, 1);
        ask(role, task, values);
        await(role + " dies at " + point).atMost(PATIENCE).until(living::killed);
    }

    private void startsToDie(String role, String point) {
        Living living = province.process(role);
        living.startToDie(point, 1);
        await(role + " dies at " + point).atMost(PATIENCE).until(living::killed);
    }

    private Run verify(Path made) {
        return Run.of("verify", made, "--trust", folder.resolve("province/hub/province.trust"));
    }
}
