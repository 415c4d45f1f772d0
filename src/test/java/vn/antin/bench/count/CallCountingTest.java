package vn.antin.bench.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import vn.antin.bench.count.Hook.Amount;

class CallCountingTest {

    /** What the instrumented class does; it is loaded a second time, with the counting inside. */
    public interface Work {
        int once(int times);

        void write(ByteBuffer bytes);

        void write(ByteBuffer[] bytes, int offset, int length);

        void write(byte[] bytes, int offset, int length);
    }

    /** The class whose methods are counted. */
    public static final class Counted implements Work {
        @Override
        public int once(int times) {
            return times == 0 ? 0 : once(times - 1);
        }

        @Override
        public void write(ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public void write(ByteBuffer[] bytes, int offset, int length) {
            bytes[offset].position(bytes[offset].limit());
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            bytes[offset] = 1;
        }
    }

    private static final String NAME = "vn/antin/bench/count/CallCountingTest$Counted";

    @Test
    void every_call_counts_once_and_the_method_does_its_work() throws Exception {
        Work work = counted(Hook.of(NAME, "once", "(I)", Counter.SIGNATURES_MADE));
        long before = Counts.of(Counter.SIGNATURES_MADE);

        assertThat(work.once(2)).isZero();

        assertThat(Counts.of(Counter.SIGNATURES_MADE) - before).isEqualTo(3);
    }

    @Test
    void the_bytes_of_a_write_are_what_the_buffers_hold_before_it() throws Exception {
        Work work = counted(
                new Hook(NAME, "write", "(Ljava/nio/ByteBuffer;)", Counter.FILE_BYTES, Amount.BUFFER),
                new Hook(NAME, "write", "([Ljava/nio/ByteBuffer;II)", Counter.FILE_BYTES, Amount.BUFFERS),
                new Hook(NAME, "write", "([BII)", Counter.FILE_BYTES, Amount.LENGTH));
        long before = Counts.of(Counter.FILE_BYTES);

        work.write(ByteBuffer.allocate(100));
        work.write(
                new ByteBuffer[] {
                    ByteBuffer.allocate(7), ByteBuffer.allocate(20), ByteBuffer.allocate(3), ByteBuffer.allocate(9)
                },
                1,
                2);
        work.write(new byte[50], 40, 5);

        assertThat(Counts.of(Counter.FILE_BYTES) - before).isEqualTo(100 + 23 + 5);
    }

    @Test
    void a_method_that_is_not_there_is_named() throws Exception {
        CallCounting counting = new CallCounting(List.of(Hook.of(NAME, "twice", "()", Counter.SYNCS)));

        assertThat(counting.missing()).isEmpty();
        counting.transform(null, NAME, null, null, code());

        assertThat(counting.missing()).containsExactly(NAME + ".twice()");
    }

    @Test
    void other_classes_stay_as_they_are() throws Exception {
        CallCounting counting = new CallCounting(List.of(Hook.of("vn/antin/Other", "once", "", Counter.SYNCS)));

        assertThat(counting.transform(null, NAME, null, null, code())).isNull();
    }

    /** Otherwise a count would be wrong without anybody's notice, after an update of a library. */
    @Test
    void every_method_that_is_counted_exists() throws Exception {
        CallCounting counting = new CallCounting(Hooks.all());
        for (String owner : Hooks.all().stream().map(Hook::owner).distinct().toList()) {
            counting.transform(null, owner, null, null, code(owner));
        }

        assertThat(counting.missing()).isEmpty();
    }

    private static Work counted(Hook... hooks) throws Exception {
        byte[] code =
                Objects.requireNonNull(new CallCounting(List.of(hooks)).transform(null, NAME, null, null, code()));
        return (Work)
                new ClassLoader(CallCountingTest.class.getClassLoader()) {
                    Class<?> defined() {
                        return defineClass(NAME.replace('/', '.'), code, 0, code.length);
                    }
                }.defined().getConstructor().newInstance();
    }

    private static byte[] code() throws IOException {
        return code(NAME);
    }

    private static byte[] code(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ClassLoader.getSystemResourceAsStream(name + ".class"), name)) {
            return in.readAllBytes();
        }
    }
}
