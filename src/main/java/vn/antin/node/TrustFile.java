package vn.antin.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.antin.seal.pki.PrivateFile;
import vn.antin.seal.pki.Trust;

/**
 * Keeps {@code province.trust} on the disk as the directory has added to it: an authority that was pinned by a
 * certificate of the one before it must be there when that one has ended.
 */
final class TrustFile {

    private static final Logger log = LoggerFactory.getLogger(TrustFile.class);

    private TrustFile() {}

    /** Writes the file if it lacks an authority, now and with every new directory. */
    static void keep(Storage storage) {
        look(storage);
        storage.directories().onChange((before, fresh) -> look(storage));
    }

    /** A failure is no reason to stop: the authority is pinned in memory, and this is tried again. */
    private static void look(Storage storage) {
        Path file = storage.config().trust();
        Trust trust = storage.directories().trust();
        try {
            if (Trust.read(file).anchors().containsAll(trust.anchors())) {
                return;
            }
            PrivateFile.writeShared(file, trust.write().getBytes(UTF_8));
            log.warn("{} has a further authority: give the new file to auditors", file);
        } catch (IOException e) {
            log.warn("writing {}: {}", file, e.toString());
        }
    }
}
