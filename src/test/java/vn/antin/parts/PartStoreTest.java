package vn.antin.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.antin.envelope.Digest;
import vn.antin.fault.Refused;
import vn.antin.fault.TryLater;

/** A part is whole or arriving; nothing else is on the disk, whatever happens to its writer. */
class PartStoreTest {

    private static final int SIZE = 200_000;

    @TempDir
    Path folder;

    private final byte[] bytes = new byte[SIZE];
    private PartStore store;

    @BeforeEach
    void open() {
        new Random(1).nextBytes(bytes);
        store = new PartStore(folder);
    }

    private Digest digest() {
        return Digest.sha256(bytes);
    }

    private byte[] read(long from) throws IOException {
        try (InputStream in = store.read(digest(), from)) {
            return in.readAllBytes();
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    private void bring(int from, int to) throws IOException {
        try (IncomingPart part = store.append(digest(), SIZE)) {
            assertThat(part.offset()).isEqualTo(from);
            part.write(bytes, from, to - from);
        }
    }

    @Test
    void a_new_part_has_its_name_when_it_is_finished_and_is_gone_when_it_was_not() throws IOException {
        try (NewPart part = store.create()) {
            part.write(bytes);
            assertThat(files()).hasSize(1).allMatch(name -> name.endsWith(".new"));
            assertThat(part.finish()).isEqualTo(digest());
        }
        try (NewPart part = store.create()) {
            part.write(bytes, 0, 10);
        }
        assertThat(files()).containsExactly(digest().hex());
        assertThat(read(SIZE - 5)).isEqualTo(java.util.Arrays.copyOfRange(bytes, SIZE - 5, SIZE));
    }

    @Test
    void what_a_process_that_died_was_making_is_gone_and_what_was_coming_goes_on() throws IOException {
        Files.write(folder.resolve("00000000-0000-0000-0000-000000000000.new"), new byte[9]);
        bring(0, 70_000);

        store = new PartStore(folder);

        assertThat(files()).containsExactly(digest().hex() + ".coming");
        assertThat(store.offset(digest())).isEqualTo(70_000);
        assertThat(store.has(digest())).isFalse();
        bring(70_000, SIZE);
        assertThat(files()).containsExactly(digest().hex());
        assertThat(read(0)).isEqualTo(bytes);
    }

    @Test
    void it_has_one_writer_at_a_time() throws IOException {
        try (IncomingPart first = store.append(digest(), SIZE)) {
            first.write(bytes, 0, 10);
            assertThatThrownBy(() -> store.append(digest(), SIZE)).isInstanceOf(TryLater.class);
            store.delete(digest());
            assertThat(files()).hasSize(1);
        }
        store.append(digest(), SIZE).close();
    }

    @Test
    void a_wrong_byte_or_one_too_many_throws_all_of_it_away() throws IOException {
        byte[] wrong = bytes.clone();
        wrong[100_000] ^= 1;
        try (IncomingPart part = store.append(digest(), SIZE)) {
            assertThatThrownBy(() -> part.write(wrong))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("6201");
        }
        assertThat(store.offset(digest())).isZero();
        try (IncomingPart part = store.append(digest(), SIZE)) {
            assertThatThrownBy(() -> part.write(new byte[SIZE + 1]))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("6201");
        }
        assertThat(store.offset(digest())).isZero();
        bring(0, SIZE);
        assertThat(store.has(digest())).isTrue();
    }

    @Test
    void what_a_crash_left_beyond_the_size_is_thrown_away() throws IOException {
        Files.write(folder.resolve(digest().hex() + ".coming"), new byte[SIZE + 1]);

        bring(0, SIZE);

        assertThat(read(0)).isEqualTo(bytes);
    }

    @Test
    void what_a_crash_left_whole_but_unnamed_gets_its_name() throws IOException {
        Files.write(folder.resolve(digest().hex() + ".coming"), bytes);

        try (IncomingPart part = store.append(digest(), SIZE)) {
            assertThat(part.whole()).isTrue();
        }
        assertThat(files()).containsExactly(digest().hex());
    }

    @Test
    void a_reader_waits_for_more_and_not_for_ever() throws Exception {
        try (IncomingPart part = store.append(digest(), SIZE)) {
            assertThat(store.awaitBeyond(digest(), 0, Duration.ofMillis(1))).isZero();
            Thread writer = new Thread(() -> {
                try {
                    part.write(bytes);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            writer.start();
            assertThat(store.awaitBeyond(digest(), 0, Duration.ofSeconds(20))).isPositive();
            writer.join();
        }
        assertThat(store.awaitBeyond(digest(), SIZE - 1, Duration.ofSeconds(20)))
                .isEqualTo(SIZE);
    }

    @Test
    void it_tells_what_nobody_touched_and_deletes_what_it_is_told() throws IOException {
        bring(0, 10);
        assertThat(store.untouchedSince(Instant.now().minusSeconds(60))).isEmpty();
        assertThat(store.untouchedSince(Instant.now().plusSeconds(60))).containsExactly(digest());

        store.delete(digest());

        assertThat(files()).isEmpty();
        assertThatThrownBy(() -> store.read(digest(), 0)).hasMessageContaining("3012");
    }
}
