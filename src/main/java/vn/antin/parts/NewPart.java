package vn.antin.parts;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import vn.antin.envelope.Digest;

/** A part under construction, deleted when it is closed before {@link #finish}. */
public final class NewPart extends OutputStream {

    private final PartStore store;
    private final Path file;
    private final MessageDigest sha = Digest.newSha256();
    private @Nullable FileChannel channel;
    private long size;

    NewPart(PartStore store, Path file) {
        this.store = store;
        this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            channel = open;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, from, count);
        while (buffer.hasRemaining()) {
            open.write(buffer);
        }
        sha.update(bytes, from, count);
        size += count;
    }

    public long size() {
        return size;
    }

    /** Stores the part and returns the digest under which it is on disk. */
    public Digest finish() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            throw new IllegalStateException("an empty part");
        }
        open.force(true);
        open.close();
        channel = null;
        Digest digest = Digest.of(sha.digest());
        store.settle(file, digest);
        return digest;
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        if (open != null) {
            open.close();
            Files.deleteIfExists(file);
        }
    }
}
