package vn.antin.seal.timestamp;

import vn.antin.envelope.Digest;

/** Somebody who says, under his signature, that a digest existed at a time (RFC 3161). */
public interface TimeStampSource {

    /** The time-stamp token in DER; throws {@code TryLater(TIME_STAMP_UNAVAILABLE)} when it cannot be had now. */
    byte[] stamp(Digest imprint);
}
