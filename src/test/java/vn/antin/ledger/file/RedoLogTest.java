package vn.antin.ledger.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was forced is found again, what was not may be missing at the end, and nothing else is ever found. */
class RedoLogTest {

    private static final int SEGMENT = 8 << 10;
    private static final int SECTOR = 512;
    private static final UUID FIRST = new UUID(0, 1);
    private static final String FILES = SteadyFiles.PREFIX;

    private final Random random = new Random(43);

    @TempDir
    Path folder;

    @BeforeEach
    void register() {
        SteadyFiles.register();
        PowerCut.register();
        FullDisk.register();
    }

    /** The log of one database through many power cuts, with checkpoints that let segments be used again. */
    @ParameterizedTest
    @EnumSource
    void has_every_forced_record_in_order_and_none_that_was_never_appended(CachedDisk.UnsyncedWrites unsynced)
            throws IOException {
        List<String> appended = new ArrayList<>(List.of("none"));
        long checkpoint = 0;
        UUID id = new UUID(0, 0);
        for (int cut = 0; cut < 100; cut++) {
            RedoLog log = RedoLog.open(folder, PowerCut.PREFIX, SEGMENT);
            checkpoint = log.redo(id, checkpoint, entry -> {});
            id = new UUID(1, cut);
            log.begin(id, checkpoint + 1);
            long forced = checkpoint;
            for (int steps = random.nextInt(60); steps > 0; steps--) {
                long number = log.next();
                String content =
                        number + " of " + cut + "x".repeat(random.nextInt(random.nextInt(40) == 0 ? 9_000 : 700));
                while (appended.size() > number) {
                    appended.remove(appended.size() - 1); // lost in a cut before
                }
                appended.add(content);
                assertThat(append(log, content)).isEqualTo(number);
                if (random.nextInt(6) == 0) {
                    log.force();
                    forced = number;
                }
                if (random.nextInt(10) == 0) {
                    checkpoint = number - random.nextInt((int) (number - checkpoint) + 1);
                    log.release(checkpoint);
                }
            }
            PowerCut.cut(folder, unsynced, random);

            List<String> found = new ArrayList<>();
            try (RedoLog again = RedoLog.open(folder, PowerCut.PREFIX, SEGMENT)) {
                long reached = again.redo(id, checkpoint, entry -> found.add(content(entry)));
                assertThat(reached)
                        .as("cut %d", cut)
                        .isBetween(Math.max(forced, checkpoint), (long) appended.size() - 1);
                assertThat(found).isEqualTo(appended.subList((int) checkpoint + 1, (int) reached + 1));
            }
        }
    }

    @Test
    void finds_a_record_larger_than_a_segment() throws IOException {
        String large = "y".repeat(5 * SEGMENT);
        try (RedoLog log = begun(FILES)) {
            append(log, "small");
            append(log, large);
            append(log, "after");
        }
        assertThat(found(0)).containsExactly("small", large, "after");
        assertThat(found(2)).containsExactly("after");
    }

    @Test
    void a_damaged_record_that_was_forced_is_refused() throws IOException {
        try (RedoLog log = begun(FILES)) {
            append(log, "one");
            append(log, "two");
            log.force();
            append(log, "three");
        }
        damage(2 * SECTOR + 28);

        assertThatThrownBy(() -> found(0))
                .isInstanceOf(RedoLog.DamagedLog.class)
                .hasMessageContaining("transaction 2");
        assertThat(found(2)).as("no longer needed").isEmpty();
    }

    @Test
    void a_damaged_record_that_was_never_forced_ends_the_log() throws IOException {
        try (RedoLog log = begun(FILES)) {
            append(log, "one");
            log.force();
            append(log, "two");
            append(log, "three");
        }
        damage(2 * SECTOR + 28);

        assertThat(found(0)).containsExactly("one");
    }

    @Test
    void records_that_are_missing_are_refused() throws IOException {
        try (RedoLog log = begun(FILES)) {
            for (int n = 0; n < 60; n++) {
                append(log, "n" + n);
            }
        }
        Files.delete(folder.resolve("ledger.redo.2"));

        assertThatThrownBy(() -> found(0))
                .isInstanceOf(RedoLog.DamagedLog.class)
                .hasMessageContaining("are missing");
        assertThat(found(45)).as("no longer needed").hasSize(15);
    }

    @Test
    void a_database_older_than_the_log_or_of_another_log_is_refused() throws IOException {
        try (RedoLog log = begun(FILES)) {
            append(log, "one");
            append(log, "two");
            log.begin(new UUID(0, 2), 3);
        }
        assertThatThrownBy(() -> found(1)).isInstanceOf(RedoLog.DamagedLog.class);
        assertThat(found(2)).isEmpty();
        try (RedoLog log = RedoLog.open(folder, FILES, SEGMENT)) {
            assertThatThrownBy(() -> log.redo(new UUID(0, 2), 1, entry -> {})).isInstanceOf(RedoLog.DamagedLog.class);
            assertThat(log.redo(new UUID(0, 2), 2, entry -> {})).isEqualTo(2);
        }
    }

    /** A segment put back from an earlier use holds the right numbers, but under another header. */
    @Test
    void records_of_an_earlier_use_of_the_segment_are_never_found() throws IOException {
        try (RedoLog log = begun(FILES)) {
            append(log, "old one");
            append(log, "old two");
            append(log, "old three");
            log.begin(new UUID(0, 2), 1);
            append(log, "new one");
        }
        List<String> found = new ArrayList<>();
        try (RedoLog log = RedoLog.open(folder, FILES, SEGMENT)) {
            assertThat(log.redo(new UUID(0, 2), 0, entry -> found.add(content(entry))))
                    .isEqualTo(1);
        }
        assertThat(found).containsExactly("new one");
    }

    @Test
    void an_append_that_failed_is_never_found_and_the_log_goes_on() throws IOException {
        try (RedoLog log = begun(FullDisk.PREFIX + FILES)) {
            FullDisk.breakNext();
            assertThatThrownBy(() -> append(log, "failed".repeat(300))).isInstanceOf(IOException.class);
            assertThat(found(0)).isEmpty();
            append(log, "one");
            FullDisk.breakNext();
            assertThatThrownBy(() -> append(log, "failed".repeat(300))).isInstanceOf(IOException.class);
            assertThat(found(0)).containsExactly("one");
            append(log, "two");
        }
        assertThat(found(0)).containsExactly("one", "two");
    }

    @Test
    void a_full_disk_refuses_a_further_segment_and_the_log_goes_on_when_there_is_room() throws IOException {
        try (RedoLog log = begun(FullDisk.PREFIX + FILES)) {
            FullDisk.FREE.set(0);
            int appended = 0;
            try {
                for (; appended < 100; appended++) {
                    append(log, "n" + appended);
                }
            } catch (NoRoom e) {
                assertThat(e).hasMessageContaining("No space left");
            }
            assertThat(appended).as("the first segment is full").isEqualTo(15);
            FullDisk.FREE.set(Long.MAX_VALUE);
            append(log, "n" + appended);
        }
        assertThat(found(0)).hasSize(16).last().isEqualTo("n15");
        assertThat(segments()).isEqualTo(2);
    }

    @Test
    void segments_behind_a_checkpoint_are_used_again() throws IOException {
        try (RedoLog log = begun(FILES)) {
            for (int n = 0; n < 500; n++) {
                log.release(append(log, "n" + n) - 3);
            }
        }
        assertThat(segments()).isEqualTo(2);
    }

    private RedoLog begun(String files) throws IOException {
        RedoLog log = RedoLog.open(folder, files, SEGMENT);
        log.begin(FIRST, 1);
        return log;
    }

    /** Two texts, so that they are written once for each segment, and a body. */
    private static long append(RedoLog log, String content) throws IOException {
        byte[] body = content.getBytes(StandardCharsets.US_ASCII);
        return log.append(List.of("ngày", "text"), ByteBuffer.wrap(body));
    }

    private static String content(RedoLog.RedoEntry entry) {
        assertThat(entry.texts()).containsExactly("ngày", "text");
        return StandardCharsets.US_ASCII.decode(entry.body()).toString();
    }

    private List<String> found(long after) throws IOException {
        List<String> found = new ArrayList<>();
        try (RedoLog log = RedoLog.open(folder, FILES, SEGMENT)) {
            log.redo(FIRST, after, entry -> found.add(content(entry)));
        }
        return found;
    }

    private void damage(int position) throws IOException {
        try (FileChannel file = FileChannel.open(folder.resolve("ledger.redo.1"), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {77}), position);
        }
    }

    private long segments() throws IOException {
        try (Stream<Path> names = Files.list(folder)) {
            return names.count();
        }
    }
}
