package vn.antin.door.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import vn.antin.door.DoorLimits;
import vn.antin.door.JsonFields;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** A request body bounded in length while it is read, whatever its headers say. */
public final class Body extends FilterInputStream {

    /** Average bytes per second below which a request is aborted; the slowest real line carries more. */
    private static final long SLOWEST = 256;

    private static final long GRACE_SECONDS = 60;

    private final long most;
    private final long since = System.nanoTime();
    private long read;

    private Body(InputStream in, long most) {
        super(in);
        this.most = most;
    }

    /** Opens the body; refuses it before a byte is read when the declared length is over the limit. */
    public static Body of(HttpServletRequest request, long most) throws IOException {
        if (request.getContentLengthLong() > most) {
            throw tooLarge(request.getContentLengthLong(), most);
        }
        return new Body(request.getInputStream(), most);
    }

    /** Reads a body that is one JSON object. */
    public static JsonFields json(HttpServletRequest request) throws IOException {
        try (InputStream body = of(request, DoorLimits.JSON_BYTES)) {
            return JsonFields.read(body.readAllBytes());
        }
    }

    private static Refused tooLarge(long size, long most) {
        return new Refused(Fault.TOO_LARGE, Long.toString(size), Long.toString(most));
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        count(one < 0 ? 0 : 1);
        return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int some = super.read(buffer, offset, length);
        count(some);
        return some;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = super.skip(bytes);
        count(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long some) {
        read += Math.max(0, some);
        if (read > most) {
            throw tooLarge(read, most);
        }
        long seconds = (System.nanoTime() - since) / 1_000_000_000;
        if (seconds > GRACE_SECONDS && read < (seconds - GRACE_SECONDS) * SLOWEST) {
            throw new Refused(Fault.TOO_SLOW, Long.toString(read), Long.toString(seconds));
        }
    }
}
