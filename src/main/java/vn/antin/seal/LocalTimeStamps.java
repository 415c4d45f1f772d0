package vn.antin.seal;

import java.time.Clock;
import vn.antin.envelope.Digest;

/** stub */
public final class LocalTimeStamps implements TimeStampSource {
    public LocalTimeStamps(KeyEntry key, Clock clock) {}

    @Override
    public byte[] stamp(Digest imprint) {
        throw later();
    }

    private static RuntimeException later() {
        return new UnsupportedOperationException("soon");
    }
}
