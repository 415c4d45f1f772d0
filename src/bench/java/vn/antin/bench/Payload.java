package vn.antin.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** Random, incompressible content. */
final class Payload {

    private static final int CHUNK = 1 << 20;

    private Payload() {}

    static byte[] of(int bytes) {
        byte[] payload = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(payload);
        return payload;
    }

    static Path file(Path file, long bytes) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (long left = bytes; left > 0; left -= CHUNK) {
                out.write(of((int) Math.min(CHUNK, left)));
            }
        }
        return file;
    }
}
