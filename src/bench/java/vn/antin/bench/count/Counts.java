package vn.antin.bench.count;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;

/** The counts of this process. Counted methods call it, so the bootstrap class loader must find it. */
public final class Counts {

    /** A counter by its ordinal: the inserted code knows numbers only. */
    private static final LongAdder[] ALL = new LongAdder[Counter.values().length];

    static {
        for (int i = 0; i < ALL.length; i++) {
            ALL[i] = new LongAdder();
        }
    }

    private Counts() {}

    public static void add(int counter) {
        ALL[counter].increment();
    }

    public static void add(int counter, int many) {
        ALL[counter].add(many);
    }

    /** Adds the bytes that these buffers still hold. */
    public static void add(int counter, ByteBuffer[] buffers, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            ALL[counter].add(buffers[i].remaining());
        }
    }

    @SuppressWarnings("EnumOrdinal") // never leaves this process
    public static long of(Counter counter) {
        return ALL[counter.ordinal()].sum();
    }
}
