package vn.antin.submit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import vn.antin.edxml.Source;
import vn.antin.envelope.Digest;

/** A content whose digest and size are known after it was read once, to its end. */
final class MeasuredContent implements Source {

    private final Source content;
    private final MessageDigest sha = Digest.newSha256();
    private long size;
    private @Nullable Digest digest;

    MeasuredContent(Source content) {
        this.content = content;
    }

    @Override
    public InputStream open() throws IOException {
        return new FilterInputStream(content.open()) {

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int from, int most) throws IOException {
                int count = super.read(bytes, from, most);
                if (count > 0) {
                    sha.update(bytes, from, count);
                    size += count;
                }
                return count;
            }
        };
    }

    Digest digest() {
        Digest known = digest;
        if (known == null) {
            known = Digest.of(sha.digest());
            digest = known;
        }
        return known;
    }

    long size() {
        return size;
    }
}
