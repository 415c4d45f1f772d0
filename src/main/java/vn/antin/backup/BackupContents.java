package vn.antin.backup;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import vn.antin.envelope.NodeId;
import vn.antin.seal.pki.KeyRing;

/**
 * The contents of a backup, beside the ledger.
 *
 * @param role node or hub
 * @param version of the program
 * @param data folder of the ledger, the part store and the folder door's state
 * @param config the configuration file
 * @param files trust, directory, and the keys, which are encrypted with the pin
 * @param secrets files that must not lie beside the keys: the pin, and unencrypted secrets
 */
public record BackupContents(
        NodeId node, String role, String version, Path data, Path config, List<Path> files, List<Path> secrets) {

    public BackupContents {
        files = List.copyOf(files);
        secrets = List.copyOf(secrets);
    }

    /** Those that are there now: keys are renewed while the program runs, and earlier ones open older documents. */
    @Override
    public List<Path> files() {
        return files.stream()
                .flatMap(file -> file.toString().endsWith(".p12") ? KeyRing.files(file).stream() : Stream.of(file))
                .toList();
    }
}
