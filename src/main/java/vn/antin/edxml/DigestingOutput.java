package vn.antin.edxml;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import vn.antin.envelope.Digest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** Takes the digest of what is written, and stops a text that grows beyond the length it should have. */
final class DigestingOutput extends FilterOutputStream {

    private final MessageDigest sha = Digest.newSha256();
    private long left;
    private long count;

    DigestingOutput(OutputStream out, long most) {
        super(out);
        this.left = most;
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

    /** How many bytes were written. */
    long count() {
        return count;
    }

    /** The digest of all that was written; called once. */
    Digest digest() {
        return Digest.of(sha.digest());
    }
}
