package vn.antin.seal;

import vn.antin.envelope.Digest;

/** The content of a wrapped key: the content key, and the commitment to the inner manifest. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Unwrapped(byte[] contentKey, Digest commitment) {

    @Override
    public String toString() {
        return "Unwrapped[commitment=" + commitment + "]";
    }
}
