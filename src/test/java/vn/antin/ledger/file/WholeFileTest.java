package vn.antin.ledger.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is written and cut: the file is as it was after one of its stores, not before the last force. */
class WholeFileTest {

    private static final int LARGEST = 96 * 1024;

    private final long seed = ThreadLocalRandom.current().nextLong();
    private final Random random = new Random(seed);

    @TempDir
    Path folder;

    @BeforeAll
    static void register() {
        PowerCut.register();
        WholeFiles.register();
    }

    @ParameterizedTest
    @EnumSource
    void is_never_half_written(CachedDisk.UnsyncedWrites unsynced) throws IOException {
        byte[] now = new byte[0];
        for (int cut = 0; cut < 300; cut++) {
            List<byte[]> possible = new ArrayList<>(List.of(now));
            FileChannel file = open();
            for (int steps = random.nextInt(cut % 10 == 0 ? 120 : 5); steps > 0; steps--) {
                if (random.nextInt(3) > 0) {
                    possible.add(now); // a chunk begins, so the store before it is at its end
                    now = chunk(file, now);
                } else {
                    now = head(file, now);
                }
                if (random.nextInt(5) == 0) {
                    file.force(false);
                    possible.clear();
                    possible.add(now);
                }
            }
            assertThat(content(file)).as("seed %d before cut %d", seed, cut).isEqualTo(now);
            PowerCut.cut(folder, unsynced, random);

            try (FileChannel again = open()) {
                byte[] found = content(again);
                assertThat(possible)
                        .as("seed %d after cut %d", seed, cut)
                        .anySatisfy(
                                state -> assertThat(Arrays.equals(state, found)).isTrue());
                now = found;
            }
        }
    }

    @Test
    void is_complete_without_its_journal_once_closed() throws IOException {
        byte[] now = new byte[0];
        try (FileChannel file = open()) {
            for (int steps = 0; steps < 2_000; steps++) {
                now = steps % 3 > 0 ? chunk(file, now) : head(file, now);
            }
        }
        try (FileChannel plain =
                FilePath.get(PowerCut.PREFIX + folder.resolve("file.mv.db")).open("rw")) {
            assertThat(content(plain)).as("seed %d", seed).isEqualTo(now);
        }
        assertThat(FilePath.get(PowerCut.PREFIX + folder.resolve("file.mv.db.journal"))
                        .size())
                .as("the journal begins anew when it is long")
                .isLessThan(6L << 20);
    }

    private FileChannel open() throws IOException {
        return FilePath.get(WholeFiles.PREFIX + PowerCut.PREFIX + folder.resolve("file.mv.db"))
                .open("rw");
    }

    private byte[] chunk(FileChannel file, byte[] now) throws IOException {
        byte[] bytes = new byte[random.nextInt(4) > 0 ? 4_096 : 1 + random.nextInt(9_000)];
        random.nextBytes(bytes);
        return write(file, now, bytes, 8_192 + random.nextInt(Math.min(now.length + 5_000, LARGEST)));
    }

    /** What follows a chunk: a pointer to it, or a new length. */
    private byte[] head(FileChannel file, byte[] now) throws IOException {
        if (random.nextBoolean()) {
            int shorter = random.nextInt(now.length + 1);
            file.truncate(shorter);
            return Arrays.copyOf(now, shorter);
        }
        byte[] bytes = new byte[8_192];
        random.nextBytes(bytes);
        return write(file, now, bytes, 0);
    }

    private static byte[] write(FileChannel file, byte[] now, byte[] bytes, int position) throws IOException {
        assertThat(file.write(ByteBuffer.wrap(bytes), position)).isEqualTo(bytes.length);
        byte[] then = Arrays.copyOf(now, Math.max(now.length, position + bytes.length));
        System.arraycopy(bytes, 0, then, position, bytes.length);
        return then;
    }

    private static byte[] content(FileChannel file) throws IOException {
        ByteBuffer content = ByteBuffer.allocate((int) file.size());
        while (content.hasRemaining() && file.read(content, content.position()) >= 0) {
            // until all of it is there
        }
        return content.array();
    }
}
