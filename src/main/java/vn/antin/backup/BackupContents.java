package vn.antin.backup;

import java.nio.file.Path;
import java.util.List;
import vn.antin.envelope.NodeId;

/**
 * What a backup of a node or hub is made of, beside its ledger.
 *
 * @param role node or hub
 * @param version of the program
 * @param data folder of the ledger, the part store and what the folder door remembers
 * @param config the configuration file
 * @param files trust, directory, and the keys, which open with the pin only
 * @param secrets what must not lie beside the keys: the pin, and what is not encrypted
 */
public record BackupContents(
        NodeId node, String role, String version, Path data, Path config, List<Path> files, List<Path> secrets) {

    public BackupContents {
        files = List.copyOf(files);
        secrets = List.copyOf(secrets);
    }
}
