package vn.antin.edxml;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** A stream that computes the digest of what is written and refuses more than the expected length. */
final class DigestingOutput extends FilterOutputStream {

    private final MessageDigest sha = Digest.newSha256();
    private long left;
    private long count;

    DigestingOutput(OutputStream out, long limit) {
        super(out);
        this.left = limit;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        left -= count;
        if (left < 0) {
            throw new Refused(Fault.PART_DIGEST, "too long");
        }
        this.count += count;
        sha.update(bytes, from, count);
        out.write(bytes, from, count);
    }

    /** Number of bytes written. */
    long count() {
        return count;
    }

    /** The digest of everything written; call it once. */
    Digest digest() {
        return Digest.of(sha.digest());
    }
}
