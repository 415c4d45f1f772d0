package vn.antin.seal.timestamp;

import vn.antin.envelope.Digest;

/** A time-stamp authority: attests under its signature that a digest existed at a time (RFC 3161). */
public interface TimeStampSource {

    /**
     * The time-stamp token in DER.
     *
     * @throws vn.antin.fault.TryLater TIME_STAMP_UNAVAILABLE when none can be had now
     */
    byte[] stamp(Digest imprint);
}
