package vn.antin.receive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import vn.antin.envelope.Digest;
import vn.antin.envelope.InnerManifest;
import vn.antin.fault.Fault;
import vn.antin.fault.Refused;

/** A stream over one part that fails when length or digest differ from the manifest. */
final class VerifyingStream extends FilterInputStream {

    private final InnerManifest.Content part;
    private final MessageDigest sha = Digest.newSha256();
    private long left;

    VerifyingStream(InputStream in, InnerManifest.Content part) {
        super(in);
        this.part = part;
        this.left = part.size();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int most) throws IOException {
        int count = super.read(bytes, from, most);
        if (count > 0) {
            left -= count;
            sha.update(bytes, from, count);
        }
        if (left < 0 || (count < 0 && (left > 0 || !Digest.of(sha.digest()).equals(part.digest())))) {
            throw new Refused(Fault.PART_DIGEST, Integer.toString(part.number()));
        }
        return count;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
