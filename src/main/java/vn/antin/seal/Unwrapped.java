package vn.antin.seal;

import vn.antin.envelope.Digest;

/** What the sender gave the recipient's key alone: the content key, and the commitment to the inner manifest. */
@SuppressWarnings("ArrayRecordComponent") // keys are used, never compared
public record Unwrapped(byte[] contentKey, Digest commitment) {

    @Override
    public String toString() {
        return "Unwrapped[commitment=" + commitment + "]";
    }
}
