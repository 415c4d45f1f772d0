package vn.antin.deliver;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A stream that passes on one range of the bytes written to it. */
final class RangeOutput extends FilterOutputStream {

    private long before;
    private long left;

    RangeOutput(OutputStream out, long from, long count) {
        super(out);
        this.before = from;
        this.left = count;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        int skipped = (int) Math.min(before, count);
        before -= skipped;
        int passed = (int) Math.min(left, count - skipped);
        left -= passed;
        out.write(bytes, from + skipped, passed);
    }
}
