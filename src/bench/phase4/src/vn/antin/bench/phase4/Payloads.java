package vn.antin.bench.phase4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Stores each payload in a file of its own, which is on disk when the call returns. */
final class Payloads {

    private final Path folder;

    Payloads(Path folder) {
        this.folder = folder;
    }

    void store(byte[] payload) throws IOException {
        Path file = folder.resolve(UUID.randomUUID().toString());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(payload);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
