package vn.antin.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.Digest;
import vn.antin.envelope.NodeId;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;
import vn.antin.ledger.db.CrashPoints;
import vn.antin.ledger.db.Ledger;
import vn.antin.ledger.people.AuditLog;

/** A backup is complete, verified and can be restored; a failure leaves nothing half done. */
class BackupsTest {

    private static final Instant NIGHT = Instant.parse("2026-11-25T18:30:00Z");

    @TempDir
    Path folder;

    private Path home;
    private Ledger ledger;
    private Instant now = NIGHT;
    private String part;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @BeforeEach
    void open() throws IOException {
        home = folder.resolve("nut");
        Path data = home.resolve("data");
        Files.createDirectories(data.resolve("parts"));
        ledger = Ledger.open(data, CrashPoints.NONE);
        write("node.yaml", "role: node");
        write("keys.p12", "sealed by the pin");
        write("pin", "the pin itself");
        write("data/folder/H06.11/note", "seen");
        part = Digest.sha256("a part".getBytes(UTF_8)).hex();
        write("data/parts/" + part, "a part");
        write("data/parts/" + part.replace('a', 'b') + ".coming", "half a part");
        deed(0);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private void write(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void deed(int number) {
        ledger.store("deed", tx -> new AuditLog(clock).add(tx, "who", "WHAT", "" + number, "", ""));
    }

    private static long deeds(Ledger in) {
        return in.read(tx -> tx.one("select count(*) as n from audit", row -> row.number("n")))
                .orElseThrow();
    }

    private Backups backups(int keep, long floor) {
        return new Backups(
                new BackupSettings(true, home.resolve("backups"), LocalTime.of(1, 30), keep),
                new BackupContents(
                        new NodeId("nut"),
                        "node",
                        "1",
                        home.resolve("data"),
                        home.resolve("node.yaml"),
                        List.of(home.resolve("keys.p12")),
                        List.of(home.resolve("pin"))),
                ledger,
                floor,
                clock);
    }

    private Path made() {
        BackupAttempt attempt = backups(14, 0).make(false);
        assertThat(attempt.good()).as(attempt.toString()).isTrue();
        return home.resolve("backups").resolve(attempt.name());
    }

    private List<String> there() throws IOException {
        try (Stream<Path> all = Files.list(home.resolve("backups"))) {
            return all.map(each -> each.getFileName().toString())
                    .filter(name -> !name.equals("backups.json"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void what_was_committed_before_is_in_it_whatever_is_committed_meanwhile() throws Exception {
        ExecutorService traffic = Executors.newSingleThreadExecutor();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger done = new AtomicInteger(1);
        Future<?> writing = traffic.submit(() -> {
            while (!over.get()) {
                deed(done.get());
                done.incrementAndGet();
            }
        });
        try {
            for (int i = 0; i < 3; i++) {
                now = NIGHT.plus(Duration.ofDays(i));
                int before = done.get();
                Path backup = made();
                BackupRestore.Restored back = BackupRestore.restore(backup, folder.resolve("back" + i), clock);
                try (Ledger copy = Ledger.open(folder.resolve("back" + i).resolve("data"), CrashPoints.NONE)) {
                    assertThat(deeds(copy)).isGreaterThanOrEqualTo(before);
                    assertThat(copy.read(new AuditLog(clock)::broken)).isZero();
                }
                assertThat(back.missing()).containsExactly("pin");
            }
        } finally {
            over.set(true);
            traffic.shutdown();
        }
        writing.get();
    }

    @Test
    void it_holds_keys_and_parts_but_no_pin_and_nothing_that_is_still_coming() throws IOException {
        Path backup = made();
        BackupRestore.Restored back = BackupRestore.restore(backup, folder.resolve("back"), clock);

        assertThat(backup.resolve("home/pin")).doesNotExist();
        assertThat(back.config()).hasContent("role: node");
        assertThat(folder.resolve("back/keys.p12")).hasContent("sealed by the pin");
        assertThat(folder.resolve("back/data/parts/" + part)).hasContent("a part");
        assertThat(folder.resolve("back/data/folder/H06.11/note")).hasContent("seen");
        assertThat(folder.resolve("back/data/parts").toFile().list()).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("back/keys.p12"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rwx------");
        // On the same disk the part is stored once.
        assertThat(Files.isSameFile(backup.resolve("parts/" + part), home.resolve("data/parts/" + part)))
                .isTrue();

        now = NIGHT.plusSeconds(60);
        BackupAttempt whole = backups(14, 0).make(true);
        assertThat(home.resolve("backups").resolve(whole.name()).resolve("home/pin"))
                .hasContent("the pin itself");
    }

    @Test
    void the_oldest_go_when_a_new_one_is_good_and_not_before() throws IOException {
        for (int day = 0; day < 4; day++) {
            now = NIGHT.plus(Duration.ofDays(day));
            backups(3, 0).make(false);
        }
        assertThat(there()).containsExactly("nut-20261127-013000", "nut-20261128-013000", "nut-20261129-013000");

        now = NIGHT.plus(Duration.ofDays(4));
        Backups none = backups(3, Long.MAX_VALUE / 2);
        BackupAttempt failed = none.make(false);
        assertThat(failed.code()).isEqualTo(Fault.BACKUP_NO_ROOM.code());
        assertThat(there()).hasSize(3);
        assertThat(none.lastGood().orElseThrow().name()).isEqualTo("nut-20261129-013000");
        assertThat(backups(3, 0).last().orElseThrow()).isEqualTo(failed);
    }

    @Test
    void a_folder_that_takes_nothing_fails_and_says_why() throws IOException {
        Files.writeString(home.resolve("backups"), "a file where the folder should be");
        BackupAttempt attempt = backups(3, 0).make(false);
        assertThat(attempt.code()).isEqualTo(Fault.BACKUP_DISK.code());
    }

    @Test
    void a_changed_a_cut_and_a_missing_file_are_found_and_nothing_is_restored() throws IOException {
        Path backup = made();
        Path zip = backup.resolve("ledger.zip");
        byte[] whole = Files.readAllBytes(zip);

        byte[] changed = whole.clone();
        changed[changed.length / 2] ^= 1;
        Files.write(zip, changed);
        refused(Fault.BACKUP_DAMAGED, "ledger.zip", () -> BackupRestore.restore(backup, folder.resolve("back"), clock));
        try (RandomAccessFile file = new RandomAccessFile(zip.toFile(), "rw")) {
            file.setLength(whole.length - 1L);
        }
        refused(Fault.BACKUP_DAMAGED, "ledger.zip", () -> BackupRestore.restore(backup, folder.resolve("back"), clock));
        Files.write(zip, whole);
        Files.delete(backup.resolve("parts/" + part));
        refused(Fault.BACKUP_DAMAGED, part, () -> BackupRestore.restore(backup, folder.resolve("back"), clock));
        Path manifest = backup.resolve(Manifest.NAME);
        String text = Files.readString(manifest);
        Files.writeString(manifest, text.substring(0, text.length() / 2));
        refused(
                Fault.BACKUP_DAMAGED,
                Manifest.NAME,
                () -> BackupRestore.restore(backup, folder.resolve("back"), clock));
        Files.writeString(manifest, text.replace("home/node.yaml", "home/../../node.yaml"));
        refused(Fault.BACKUP_DAMAGED, "", () -> BackupRestore.restore(backup, folder.resolve("back"), clock));
        assertThat(folder.resolve("back")).doesNotExist();
        assertThat(folder.resolve("back.restoring")).doesNotExist();
    }

    @Test
    void a_folder_that_is_not_empty_stays_as_it_is() throws IOException {
        Path backup = made();
        Path used = Files.createDirectories(folder.resolve("used"));
        Files.writeString(used.resolve("mine"), "mine");
        refused(Fault.FOLDER_NOT_EMPTY, "used", () -> BackupRestore.restore(backup, used, clock));
        assertThat(used.toFile().list()).hasSize(1);

        Path empty = Files.createDirectories(folder.resolve("empty"));
        BackupRestore.restore(backup, empty, clock);
        assertThat(empty.resolve("node.yaml")).exists();
    }

    @Test
    void a_backup_of_a_newer_program_is_refused() {
        ledger.store("newer", tx -> tx.update("""
                insert into flyway_schema_history
                    (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                values (900, '900', 'newer', 'SQL', 'V900__newer.sql', 0, 'antin', 1, true)
                """));
        // The verification cannot open it either.
        BackupAttempt attempt = backups(3, 0).make(false);
        assertThat(attempt.code()).isEqualTo(Fault.LEDGER_NEWER.code());
    }

    private static void refused(Fault fault, String about, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.fault()).as(refused.getMessage()).isEqualTo(fault);
            assertThat(refused.values().toString()).contains(about);
        });
    }

    @Test
    void one_is_due_each_night_and_after_the_start_when_the_machine_was_off() {
        now = NIGHT.minus(Duration.ofHours(2));
        Backups backups = backups(3, 0);
        Nightly nightly = new Nightly(backups, home.resolve("data"), NIGHT.minus(Duration.ofDays(2)), clock);
        assertThat(nightly.due(NIGHT.minus(Duration.ofHours(2))))
                .as("just started, one was missed")
                .isFalse();
        assertThat(nightly.due(NIGHT.minus(Duration.ofMinutes(110)))).isTrue();
        backups.make(false);
        assertThat(nightly.due(NIGHT.minusSeconds(1))).isFalse();
        assertThat(nightly.due(NIGHT)).isTrue();
        now = NIGHT;
        assertThat(nightly.next()).isEqualTo(NIGHT.plus(Duration.ofDays(1)));
        backups.make(false);
        assertThat(nightly.due(NIGHT.plus(Duration.ofHours(23)))).isFalse();
        assertThat(nightly.due(NIGHT.plus(Duration.ofHours(24)))).isTrue();

        Nightly fresh = new Nightly(backups(3, 0), home.resolve("data"), NIGHT.plus(Duration.ofHours(1)), clock);
        assertThat(fresh.due(NIGHT.plus(Duration.ofHours(2))))
                .as("nothing to keep that night")
                .isFalse();
        assertThat(fresh.awaited()).isFalse();
    }
}
